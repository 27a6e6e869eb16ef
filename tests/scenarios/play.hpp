#pragma once

#include <string>

#include "tests/scenarios/world.hpp"

namespace tributary::scenarios {

/// Plays a scenario against the real engine: every law is checked after each statement, and the
/// journal at the end. Errors: Complaint that begins with `name:line: `.
void play(World& world, const std::string& name, std::string_view text);

}  // namespace tributary::scenarios
