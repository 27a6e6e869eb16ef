#pragma once

#include <span>

#include "api/field_notes.hpp"

namespace tributary::audit {

/// What the reference says of the fields of the audit.
std::span<const api::FieldNote> field_notes();

}  // namespace tributary::audit
