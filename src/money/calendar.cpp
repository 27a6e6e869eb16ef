#include "money/calendar.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/assert.hpp"

namespace tributary::money {

Calendar::Calendar(Weekend weekend, std::vector<Date> holidays, std::vector<Date> working_weekends)
    : weekend_(weekend),
      holidays_(std::move(holidays)),
      working_weekends_(std::move(working_weekends)) {
  ASSERT(!weekend_.all());
  std::ranges::sort(holidays_);
  std::ranges::sort(working_weekends_);
}

bool Calendar::is_business_day(Date date) const {
  if (std::ranges::binary_search(holidays_, date)) return false;
  const std::chrono::weekday weekday{std::chrono::sys_days{std::chrono::days{date.days}}};
  return !weekend_[weekday.c_encoding()] || std::ranges::binary_search(working_weekends_, date);
}

Date Calendar::adjust(Date date, BusinessDayRule rule) const {
  if (rule == BusinessDayRule::as_is) return date;
  const int step = rule == BusinessDayRule::next ? 1 : -1;
  while (!is_business_day(date)) date = date + step;
  return date;
}

std::string Calendar::name() const {
  std::optional<Date> last;
  for (const auto* days : {&holidays_, &working_weekends_}) {
    if (!days->empty()) last = std::max(last, std::optional(days->back()));
  }
  return last ? "weekends and holidays to " + to_string(*last) : "none";
}

}  // namespace tributary::money
