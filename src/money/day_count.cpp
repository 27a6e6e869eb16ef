#include "money/day_count.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tributary::money {
namespace {

std::int64_t thirty_360_days(Date from, Date to) {
  const auto first = year_month_day_of(from);
  const auto last = year_month_day_of(to);
  const int years = static_cast<int>(last.year()) - static_cast<int>(first.year());
  const int months = static_cast<int>(static_cast<unsigned>(last.month())) -
                     static_cast<int>(static_cast<unsigned>(first.month()));
  const int first_day = std::min(static_cast<int>(static_cast<unsigned>(first.day())), 30);
  int last_day = static_cast<int>(static_cast<unsigned>(last.day()));
  if (last_day == 31 && first_day == 30) last_day = 30;
  return 360 * years + 30 * months + last_day - first_day;
}

/// Shares of a year passed since 1 January, in 1/(365 * 366): a day of a common year is 366 of
/// them.
std::int64_t passed_of_year(Date date) {
  const auto year = year_month_day_of(date).year();
  const Date new_year = date_of(year / std::chrono::January / 1);
  return std::int64_t{date - new_year} * (year.is_leap() ? 365 : 366);
}

/// Days in leap years over 366 plus days in common years over 365: every whole year counts one,
/// so only the years at both ends are looked at.
std::int64_t act_act_count(Date from, Date to) {
  const int years = static_cast<int>(year_month_day_of(to).year()) -
                    static_cast<int>(year_month_day_of(from).year());
  return years * year_length(Basis::act_act) + passed_of_year(to) - passed_of_year(from);
}

}  // namespace

std::int64_t year_length(Basis basis) {
  switch (basis) {
    case Basis::thirty_360:
    case Basis::act_360:
      return 360;
    case Basis::act_364:
      return 364;
    case Basis::act_365:
      return 365;
    case Basis::act_act:
      return 365 * 366;
  }
  ASSERT(false);
}

std::int64_t day_count(Basis basis, Date from, Date to) {
  ASSERT(from <= to);
  if (basis == Basis::thirty_360) return thirty_360_days(from, to);
  if (basis == Basis::act_act) return act_act_count(from, to);
  return to - from;
}

}  // namespace tributary::money
