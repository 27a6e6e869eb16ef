#pragma once

#include <string>
#include <vector>

#include "vertical/local_time.hpp"
#include "verticals/clock/task.hpp"

namespace tributary::clock {

using protocol::Time;
using vertical::MinuteOfDay;
using vertical::UtcOffset;

/// When the operator's day is worked.
struct Timetable {
  UtcOffset offset;
  /// Money is collected at these times of the day; each begins a round. Growing.
  std::vector<MinuteOfDay> collect_at{{30}, {9 * 60}, {12 * 60}, {16 * 60}, {20 * 60}};
  /// A clock that is further ahead of the business day than this has to be confirmed.
  std::int32_t catch_up_days = 7;
};

/// What the timers have to do at an instant: a function of the clock and the business day alone.
struct Due {
  enum class What : std::uint8_t {
    stop,   ///< the clock is too far ahead: until somebody says that this is so
    begin,  ///< the business day `day`, where there was none
    work,   ///< the round of the present business day
    finish  ///< likewise, its last one: the next business day begins behind it
  };
  What what = What::work;
  Date day;
  std::string round;
  Kinds kinds;

  friend bool operator==(const Due&, const Due&) = default;
};

/// `business_day`: the present one; day zero before the first.
/// Rounds are named r0 (the day has begun, no money is collected yet), r1, r2 … One that is past
/// has had all its rounds, whenever it is worked.
Due due_at(const Timetable&, Time now, Date business_day);

}  // namespace tributary::clock
