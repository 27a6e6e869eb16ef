#pragma once

#include <optional>
#include <string>

#include "simulate/counter.hpp"
#include "verticals/clock/day_run.hpp"

namespace tributary::simulation {

/// Begins a business day as the platform's timers do; a second time, it has no effect.
void begin_day(Counter& platform, money::Date day);

/// Does a day's work with the platform's own scheduler, from the list of what is due to the last
/// answer, or `steps_max` steps. Gives the first thing that was listed as due and refused for
/// another reason than want of money.
std::optional<std::string> work_day(Counter& platform, money::Date day, std::string_view round,
                                    std::uint64_t steps_max = UINT64_MAX);

/// Sets the holidays that are shipped with the platform.
void set_shipped_calendar(Counter& platform);

}  // namespace tributary::simulation
