#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/types.hpp"

/// The operator's day and hour. An offset from UTC says it all where the clocks are never changed,
/// as in China; where they are, the operator changes the offset with them.
namespace tributary::vertical {

using money::Date;
using protocol::Time;

struct UtcOffset {
  std::int32_t minutes = 8 * 60;
  friend auto operator<=>(UtcOffset, UtcOffset) = default;
};

/// Reads `+08:00`, `-03:30`; from −12:00 to +14:00.
std::optional<UtcOffset> parse_utc_offset(std::string_view);
std::string to_string(UtcOffset);

/// A time of the day, in minutes since midnight.
struct MinuteOfDay {
  std::int32_t minutes = 0;
  friend auto operator<=>(MinuteOfDay, MinuteOfDay) = default;
};

/// Reads `09:30`.
std::optional<MinuteOfDay> parse_minute_of_day(std::string_view);
std::string to_string(MinuteOfDay);

struct LocalTime {
  Date date;
  MinuteOfDay minute;
};
LocalTime local_time(Time, UtcOffset);

}  // namespace tributary::vertical
