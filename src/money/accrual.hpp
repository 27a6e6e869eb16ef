#pragma once

#include "money/amount.hpp"
#include "money/day_count.hpp"
#include "money/loan_periods.hpp"
#include "money/terms.hpp"

namespace tributary::money {

/// Simple interest on `principal` for a share of a year.
/// Units:  principal and result in minor units; rate in ppm a year.
/// Rounds: by `rounding`, once, after all multiplication.
/// Needs:  nothing negative; asserted.
Amount interest(Amount principal, Rate annual_rate, YearFraction share, Rounding rounding);

/// Interest earned on `principal` over [from, to): the first day counts, the last does not
/// (算头不算尾). Rounds as `interest`.
/// Needs:  from <= to; asserted.
Amount interest_earned(Amount principal, Rate annual_rate, Basis basis, Date from, Date to,
                       Rounding rounding);

/// What the instalments of a schedule earn, one after the other, whenever they ask for it: each on
/// the balance before it, or, with equal principal and interest (flat), on the whole principal.
/// Rounds: the interest of a month or more by itself, as banks print it. Of weeks or days the sum
///         of all so far, as one of them may earn less than a minor unit: an instalment earns what
///         that grows by, and a year of daily interest is the year's.
class ScheduleInterest {
 public:
  /// Before the first instalment of a schedule for `principal`. Needs: `terms` and `periods` for as
  /// long as it lives.
  ScheduleInterest(const Terms& terms, const LoanPeriods& periods, Amount principal)
      : terms_(&terms), periods_(&periods), principal_(principal), balance_(principal) {}

  /// What the present instalment earns. Needs: one; asserted.
  Amount whole() const { return of(periods_->earning(line_)); }

  /// What it has earned by the morning of `day`, as it is owed when the loan is repaid that day:
  /// nothing at the start of its period, the whole from its due date on.
  Amount until(Date day) const { return of(periods_->earning_until(line_, day)); }

  /// On to the next, once the present one repays so much.
  void repay(Amount principal);

 private:
  __int128 exact(YearFraction share) const;
  Amount rounded(__int128 exact) const;
  Amount of(YearFraction share) const;

  const Terms* terms_;
  const LoanPeriods* periods_;
  Amount principal_;
  Amount balance_;
  int line_ = 1;
  __int128 so_far_ = 0;  ///< exact, of the instalments before whose sum is rounded with this one's
};

/// What a bid earns from the day of it to the settlement, where a product pays interest from the
/// bid on: by the days between, of a year as the basis has it, as of a broken period. Rounds as
/// `interest`. Nothing where the settlement counts for no later day.
Amount bid_interest(const Terms& terms, Amount bid, Date placed_on, Date settled_on);

}  // namespace tributary::money
