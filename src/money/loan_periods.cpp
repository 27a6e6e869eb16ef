#include "money/loan_periods.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tributary::money {
namespace {

unsigned day_of_month(Date date) { return static_cast<unsigned>(year_month_day_of(date).day()); }

bool is_month_end(Date date) { return day_of_month(date + 1) == 1; }

/// The day of the month that dates counted from `anchor` keep where the month has it.
unsigned own_day(Date anchor, MonthEnd rule) {
  return rule == MonthEnd::stick && is_month_end(anchor) ? 31 : day_of_month(anchor);
}

Date add(Date anchor, Period every, int times, unsigned day) {
  const int count = every.count * times;
  if (every.unit == PeriodUnit::day) return anchor + count;
  if (every.unit == PeriodUnit::week) return anchor + 7 * count;
  const auto from = year_month_day_of(anchor);
  const auto month = from.year() / from.month() + std::chrono::months{count};
  const auto last = (month / std::chrono::last).day();
  return date_of(month / std::min(std::chrono::day{day}, last));
}

}  // namespace

LoanPeriods::LoanPeriods(const Terms& terms, Date start, std::optional<Date> first_due)
    : terms_(terms), start_(start), anchor_(start) {
  const auto kept = [&](Date anchor) {
    return terms.due_day != 0 ? static_cast<unsigned>(terms.due_day)
                              : own_day(anchor, terms.month_end);
  };
  day_kept_ = kept(start);
  if (first_due && *first_due != period_end(1)) {
    ASSERT(start < *first_due);
    anchor_ = *first_due;
    anchor_period_ = 1;
    day_kept_ = kept(*first_due);
  }
  // A start that is itself a due date of the kept day begins a whole period, in a short month too.
  const bool starts_on_due_day =
      terms.due_day != 0 && add(start, terms.every, 0, day_kept_) == start;
  const unsigned regular_day = starts_on_due_day ? day_kept_ : own_day(start, terms.month_end);
  odd_first_ = period_end(1) != add(start, terms.every, 1, regular_day);
}

int LoanPeriods::due_day() const {
  return terms_.every.unit == PeriodUnit::month ? static_cast<int>(day_kept_) : 0;
}

Date LoanPeriods::period_end(int period) const {
  ASSERT(period >= 0);
  if (period == 0) return start_;
  return add(anchor_, terms_.every, period - anchor_period_, day_kept_);
}

YearFraction LoanPeriods::earning(int instalment) const {
  return {count(interest_starts_after(instalment), last_period(instalment)),
          year_length(terms_.basis)};
}

YearFraction LoanPeriods::earning_until(int instalment, Date day) const {
  const YearFraction whole = earning(instalment);
  if (day >= due(instalment)) return whole;
  const Date from = period_end(interest_starts_after(instalment));
  if (day <= from) return {0, whole.denominator};
  return {std::min(broken_days(from, day), whole.numerator), whole.denominator};
}

int LoanPeriods::last_period(int instalment) const {
  ASSERT(1 <= instalment && instalment <= instalments());
  return terms_.method == Method::bullet ? terms_.periods : instalment;
}

/// The last period before the instalment's interest begins to count.
int LoanPeriods::interest_starts_after(int instalment) const {
  const int previous = terms_.method == Method::bullet ? 0 : instalment - 1;
  return std::min(std::max(previous, terms_.interest_free_periods), last_period(instalment));
}

/// Numerator for the time from the end of period `first` to the end of period `last`.
std::int64_t LoanPeriods::count(int first, int last) const {
  const bool whole_months =
      terms_.basis == Basis::thirty_360 && terms_.every.unit == PeriodUnit::month;
  if (!whole_months) return day_count(terms_.basis, period_end(first), period_end(last));
  const auto months = [this](int from, int to) {
    return std::int64_t{30} * terms_.every.count * (to - from);
  };
  if (!odd_first_ || first > 0) return months(first, last);
  return broken_days(start_, period_end(1)) + months(1, last);
}

std::int64_t LoanPeriods::broken_days(Date from, Date to) const {
  return terms_.broken_periods == BrokenPeriods::real_days ? to - from
                                                           : day_count(terms_.basis, from, to);
}

}  // namespace tributary::money
