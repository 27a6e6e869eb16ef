#pragma once

#include <cstdint>
#include <optional>

#include "money/day_count.hpp"
#include "money/terms.hpp"

namespace tributary::money {

/// When a loan's instalments fall due and how much of a year each of them earns interest for.
/// Dates are as counted, before any adjustment to business days: that moves a payment and leaves
/// the interest alone (FpML's unadjusted calculation periods with adjusted payment dates; 2006 ISDA
/// Definitions §4.10 "No Adjustment").
///
/// A loan runs over `terms.periods` periods of `terms.every`. Each ends in an instalment, except
/// for a bullet loan, whose single instalment stands at the end of the last.
///
/// 30/360 counts a whole month of a monthly loan as 30 days of 360, exactly 1/12, whatever its
/// dates; the odd first period, and periods of weeks or days, by ISDA's rule for 30/360, or by
/// `Terms::broken_periods`.
class LoanPeriods {
 public:
  /// A `first_due` other than the regular one makes the first period shorter or longer and is the
  /// anchor the other dates are counted from; without one the start is.
  /// Needs:  terms without `find_error`, start < first_due.
  LoanPeriods(const Terms& terms, Date start, std::optional<Date> first_due);

  /// The `Terms::due_day` that keeps the due dates where they are when a rest of the loan gets a
  /// schedule of its own: the 31st for a loan of the 31st, though it last fell due in February.
  /// 0 for periods of weeks or days.
  int due_day() const;

  int instalments() const { return terms_.method == Method::bullet ? 1 : terms_.periods; }

  /// End of the period with this number; the start of the loan for 0.
  Date period_end(int period) const;
  bool has_odd_first_period() const { return odd_first_; }

  /// Instalments count from 1.
  Date due(int instalment) const { return period_end(last_period(instalment)); }

  /// The share of a year an instalment's interest is for; nothing in interest-free periods.
  YearFraction earning(int instalment) const;

  /// The part of `earning` that has passed on the morning of `day`: 0 before the instalment's
  /// periods, all of it from their end on. 30/360 never gives more than the whole.
  YearFraction earning_until(int instalment, Date day) const;

 private:
  int last_period(int instalment) const;
  int interest_starts_after(int instalment) const;
  std::int64_t count(int first, int last) const;
  std::int64_t broken_days(Date from, Date to) const;

  Terms terms_;
  Date start_;
  Date anchor_;            // the date the others are counted from,
  int anchor_period_ = 0;  // and the period it ends
  unsigned day_kept_ = 0;  // of the month
  bool odd_first_ = false;
};

}  // namespace tributary::money
