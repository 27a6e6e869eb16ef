#pragma once

#include <span>

#include "api/field_notes.hpp"

namespace tributary::tokens {

/// What the reference says of the fields of tokens.
std::span<const api::FieldNote> field_notes();

}  // namespace tributary::tokens
