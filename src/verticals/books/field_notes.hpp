#pragma once

#include <span>

#include "api/field_notes.hpp"

namespace tributary::books {

/// What the reference says of the fields of the books' answers.
std::span<const api::FieldNote> field_notes();

}  // namespace tributary::books
