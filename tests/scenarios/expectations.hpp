#pragma once

#include "tests/scenarios/world.hpp"

namespace tributary::scenarios {

/// Holds what follows `expect` against the state. Errors: Complaint with what is so instead.
void check_expectation(const World& world, Words& words);

/// Holds what follows `then` against what came of a command.
void check_outcome(const World::Outcome& outcome, Words& words);

}  // namespace tributary::scenarios
