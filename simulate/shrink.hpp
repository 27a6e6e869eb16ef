#pragma once

#include <functional>
#include <optional>
#include <string>

#include "simulate/step.hpp"

namespace tributary::simulation {

/// What went wrong with these steps, or nothing.
using Try = std::function<std::optional<std::string>(const Steps&)>;

/// Told of the steps left after each attempt that made them fewer.
using Shrunk = std::function<void(std::size_t steps)>;

/// Leaves steps out, large pieces first, as long as something still goes wrong: what is left fails
/// too, and without any one of its steps no more, unless `tries_max` came first.
/// Needs: steps that fail. Source: Zeller and Hildebrandt, "Simplifying and Isolating
/// Failure-Inducing Input" (ddmin), IEEE TSE 28(2), 2002.
Steps shrink(Steps steps, const Try& attempt, std::size_t tries_max, const Shrunk& shrunk = {});

}  // namespace tributary::simulation
