#pragma once

#include "simulate/step.hpp"

namespace tributary::simulation {

/// Leaves out the accounts and loans that no step names, and gives the others the numbers that the
/// engine will give them then. Steps that are refused may come to mean another
/// thing: whoever wants the life to fail as before has to try it.
Steps close_gaps(const Steps& steps);

}  // namespace tributary::simulation
