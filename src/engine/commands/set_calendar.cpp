#include <algorithm>
#include <functional>

#include "engine/commands/checks.hpp"

namespace tributary::engine {
namespace {

/// The first that is not after the one before it, or that a calendar may not have; none.
template <class IsWrong>
std::optional<Date> first_wrong(const std::vector<Date>& days, IsWrong&& is_wrong) {
  for (auto day = days.begin(); day != days.end(); ++day) {
    const bool in_order = day == days.begin() || *std::prev(day) < *day;
    if (!in_order || is_wrong(*day)) return *day;
  }
  return std::nullopt;
}

bool is_weekend(Date day) { return !money::Calendar{}.is_business_day(day); }

}  // namespace

template <>
std::expected<protocol::CalendarSet, Refused> decide(const State&, const Context&,
                                                     const protocol::SetCalendar& command) {
  const auto& holidays = command.holidays;
  const auto& working = command.working_weekends;
  if (holidays.size() > limits::calendar_days_max || working.size() > limits::calendar_days_max) {
    return refuse(Refusal::calendar_invalid);
  }
  auto wrong = first_wrong(holidays, [](Date) { return false; });
  if (!wrong) {
    wrong = first_wrong(working, [&](Date day) {
      return !is_weekend(day) || std::ranges::binary_search(holidays, day);
    });
  }
  if (wrong) {
    return refuse({Refusal::calendar_invalid, protocol::RefusalDetail::of(*wrong, *wrong)});
  }
  return protocol::CalendarSet{command.source.text, holidays, working};
}

}  // namespace tributary::engine
