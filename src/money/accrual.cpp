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

}  // namespace tributary::money
