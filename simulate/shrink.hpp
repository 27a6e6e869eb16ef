#pragma once

#include <functional>
#include <vector>

#include "simulate/step.hpp"

namespace tributary::simulation {

/// Steps of a list, in their order.
using StepRefs = std::vector<const Step*>;

/// Whether something goes wrong with these steps.
using Fails = std::function<bool(const StepRefs&)>;

/// Told of the steps left after each attempt; false: enough.
using GoOn = std::function<bool(std::size_t steps)>;

/// Leaves steps out, large pieces first, as long as something still goes wrong: what is left fails
/// too, and without any one of its steps no more, unless it was told to stop before.
/// Needs: steps that fail. Source: Zeller and Hildebrandt, "Simplifying and Isolating
/// Failure-Inducing Input" (ddmin), IEEE TSE 28(2), 2002.
Steps shrink(const Steps& steps, const Fails& fails, const GoOn& go_on);

}  // namespace tributary::simulation
