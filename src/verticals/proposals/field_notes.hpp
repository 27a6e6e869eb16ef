#pragma once

#include <span>

#include "api/field_notes.hpp"

namespace tributary::proposals {

/// What the reference says of the fields of proposals.
std::span<const api::FieldNote> field_notes();

}  // namespace tributary::proposals
