#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "money/calendar.hpp"
#include "protocol/command.hpp"

/// The days on which banks are closed, and the weekend days they work, as a file an operator can
/// read and replace: lines of `date,kind,name` below that heading, kind `holiday` or `workday`,
/// dates growing. Lines that begin with `#` and empty ones say nothing.
namespace tributary::clock {

/// Where the file is wrong: "line 7: …".
struct HolidayFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The calendar that the text says. `source` is told beside it for ever.
/// Errors: HolidayFault.
protocol::SetCalendar read_holidays(std::string_view text, std::string source);

/// Mainland China, shipped with the program: src/verticals/clock/holidays_cn.csv.
std::string_view shipped_holidays();
money::Calendar shipped_calendar();

/// Hexadecimal; two calendars of the same days have the same one, whatever their source is called.
std::string digest_of(const protocol::SetCalendar&);

/// Sent again, it finds its first answer, as long as no other calendar came in between.
/// `in_force`: the sequence at which the present calendar was set; 0: none was.
std::string calendar_id(const protocol::SetCalendar&, protocol::Sequence in_force);

}  // namespace tributary::clock
