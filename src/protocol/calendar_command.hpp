#pragma once

#include <optional>
#include <vector>

#include "protocol/calendar_event.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"
#include "protocol/undo.hpp"

/// Days and time: which days banks work, the business day, the engine's time.
namespace tributary::protocol {

/// The days banks are closed besides weekends, and the weekend days they work instead (调休).
/// Schedules made from then on use it; `MoveDueDates` brings those that there are to it.
struct SetCalendar {
  static constexpr std::uint16_t number = 12;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/calendar", Permission::run_days,
                                     "Set the holidays that move due dates"};
  using Accepted = CalendarSet;
  Line source;
  std::vector<Date> holidays;
  std::vector<Date> working_weekends;
};
BOOST_DESCRIBE_STRUCT(SetCalendar, (), (source, holidays, working_weekends))

/// Due dates that have not come follow the calendar in force: of as many loans as a step may look
/// at, in the order of their numbers. Nobody is asked for a day that has passed, and a loan stays
/// as it is where two of its instalments would fall due on one day. The timers send it until all
/// are looked at. `first`, the first loan of the step, keeps one that comes late from doing
/// anything; without it, from wherever the last step ended.
struct MoveDueDates {
  static constexpr std::uint16_t number = 62;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/calendar/due-dates", Permission::run_days,
                                     "Move future due dates by the calendar in force"};
  using Accepted = DueDatesMoved;
  std::optional<LoanId> first;
};
BOOST_DESCRIBE_STRUCT(MoveDueDates, (), (first))

/// The first one names the present day, each later one the day after the last: no day is left out.
/// One that is not the present day anywhere on earth needs a confirmation that names it again; no
/// program confirms by itself.
struct BeginBusinessDay {
  static constexpr std::uint16_t number = 13;
  static constexpr Subject subject = Subject::none;
  static constexpr Undo undo = Undo::impossible_if_confirmed;
  static constexpr Endpoint endpoint{"/v1/business-days", Permission::run_days,
                                     "Begin the next business day"};
  using Accepted = BusinessDayBegan;
  Date on;
  std::optional<Date> confirmed_on{};
  /// After their end; their payments can be reversed so long. As before where it is left out, 400
  /// at first; fewer than before by the platform's own agent alone.
  std::optional<std::uint16_t> loans_kept_days{};
};
BOOST_DESCRIBE_STRUCT(BeginBusinessDay, (), (on, confirmed_on, loans_kept_days))

/// For when a wrong clock has moved the engine's time ahead, which never goes back: until the clock
/// has passed it, listings and days are held against `to`. It is what the machine's clock shows, so
/// the platform says it by itself: people confirm the clock and name no time that is then believed.
struct SetTimeBack {
  static constexpr std::uint16_t number = 60;
  static constexpr Subject subject = Subject::none;
  using Accepted = TimeSetBack;
  Time to;
};
BOOST_DESCRIBE_STRUCT(SetTimeBack, (), (to))

}  // namespace tributary::protocol
