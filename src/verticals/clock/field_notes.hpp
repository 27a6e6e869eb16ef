#pragma once

#include <span>

#include "api/field_notes.hpp"

namespace tributary::clock {

/// What the reference says of the fields of the timers' answers.
std::span<const api::FieldNote> field_notes();

}  // namespace tributary::clock
