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

/// Interest that an instalment not yet due has earned by the morning of `day`, as it is owed when
/// the loan is repaid that day: nothing at the start of its period, the scheduled interest from
/// its due date on. `principal` is what earns it: the balance before the instalment, or, with
/// equal principal and interest (flat), the loan's whole principal.
/// Interest of earlier periods that was deferred is not in it.
Amount interest_accrued(const Terms& terms, const LoanPeriods& periods, int instalment,
                        Amount principal, Date day);

/// What a bid earns from the day of it to the settlement, where a product pays interest from the
/// bid on: by the days between, of a year as the basis has it, as of a broken period. Rounds as
/// `interest`. Nothing where the settlement counts for no later day.
Amount bid_interest(const Terms& terms, Amount bid, Date placed_on, Date settled_on);

}  // namespace tributary::money
