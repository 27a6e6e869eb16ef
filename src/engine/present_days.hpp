#pragma once

#include <algorithm>
#include <limits>

#include "protocol/types.hpp"

namespace tributary::engine {

/// The days that it can be at an instant, by the operator's clock on the wall: the engine knows
/// UTC alone.
struct PresentDays {
  protocol::Date first;
  protocol::Date last;
};

/// Source: the time zones that people live by reach from UTC−12 to UTC+14.
inline PresentDays present_days(protocol::Time now) {
  constexpr std::int64_t hour_ms = 3'600'000;
  const auto day_of = [](std::int64_t ms) {
    constexpr std::int64_t day_ms = 24 * hour_ms;
    const std::int64_t days = ms / day_ms - (ms % day_ms < 0 ? 1 : 0);
    using Days = std::numeric_limits<std::int32_t>;
    return protocol::Date{
        static_cast<std::int32_t>(std::clamp<std::int64_t>(days, Days::min(), Days::max()))};
  };
  return {day_of(now.ms - 12 * hour_ms), day_of(now.ms + 14 * hour_ms)};
}

}  // namespace tributary::engine
