#pragma once

#include <span>

#include "verticals/clock/asked.hpp"

namespace tributary::clock {

/// What an operator asks of the timers and orders them to do.
std::span<const vertical::Route<Asked::World>> routes();

}  // namespace tributary::clock
