#include "money/accrual.hpp"

#include <cstdint>

#include "money/rounding.hpp"

namespace tributary::money {

Amount interest(Amount principal, Rate annual_rate, YearFraction share, Rounding rounding) {
  const __int128 numerator =
      static_cast<__int128>(principal.minor) * annual_rate.ppm * share.numerator;
  const __int128 denominator = static_cast<__int128>(share.denominator) * 1'000'000;
  return {static_cast<std::int64_t>(divide_rounded(numerator, denominator, rounding))};
}

Amount interest_earned(Amount principal, Rate annual_rate, Basis basis, Date from, Date to,
                       Rounding rounding) {
  return interest(principal, annual_rate, year_fraction(basis, from, to), rounding);
}

Amount interest_accrued(const Terms& terms, const LoanPeriods& periods, int instalment,
                        Amount principal, Date day) {
  return interest(principal, terms.annual_rate, periods.earning_until(instalment, day),
                  terms.rounding);
}

Amount bid_interest(const Terms& terms, Amount bid, Date placed_on, Date settled_on) {
  if (settled_on <= placed_on) return {};
  const bool real_days = terms.broken_periods == BrokenPeriods::real_days;
  const Basis basis = real_days && terms.basis == Basis::thirty_360 ? Basis::act_360 : terms.basis;
  return interest_earned(bid, terms.annual_rate, basis, placed_on, settled_on, terms.rounding);
}

}  // namespace tributary::money
