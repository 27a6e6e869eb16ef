#include <algorithm>
#include <functional>

#include "engine/commands/checks.hpp"

namespace tributary::engine {
namespace {

bool lists_each_once(const std::vector<Date>& days) {
  return days.size() <= limits::calendar_days_max &&
         std::ranges::is_sorted(days, std::less_equal<>{});
}

bool is_weekend(Date day) { return !money::Calendar{}.is_business_day(day); }

}  // namespace

template <>
std::expected<protocol::CalendarSet, Refused> decide(const State&, const Context&,
                                                     const protocol::SetCalendar& command) {
  const auto& holidays = command.holidays;
  const auto& working = command.working_weekends;
  if (!lists_each_once(holidays) || !lists_each_once(working) ||
      !std::ranges::all_of(working, is_weekend) || std::ranges::any_of(working, [&](Date day) {
        return std::ranges::binary_search(holidays, day);
      })) {
    return refuse(Refusal::calendar_invalid);
  }
  return protocol::CalendarSet{command.source.text, holidays, working};
}

}  // namespace tributary::engine
