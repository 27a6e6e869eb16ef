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

void ScheduleInterest::repay(Amount principal) {
  if (terms_->every.unit != PeriodUnit::month) so_far_ += exact(periods_->earning(line_));
  balance_ -= principal;
  ++line_;
}

/// In minor units of a millionth of the part that a year has by the basis.
__int128 ScheduleInterest::exact(YearFraction share) const {
  const Amount earns = terms_->method == Method::flat ? principal_ : balance_;
  return static_cast<__int128>(earns.minor) * terms_->annual_rate.ppm * share.numerator;
}

Amount ScheduleInterest::rounded(__int128 exact) const {
  const __int128 whole = static_cast<__int128>(year_length(terms_->basis)) * 1'000'000;
  return {static_cast<std::int64_t>(divide_rounded(exact, whole, terms_->rounding))};
}

Amount ScheduleInterest::of(YearFraction share) const {
  return rounded(so_far_ + exact(share)) - rounded(so_far_);
}

Amount bid_interest(const Terms& terms, Amount bid, Date placed_on, Date settled_on) {
  if (settled_on <= placed_on) return {};
  const bool real_days = terms.broken_periods == BrokenPeriods::real_days;
  const Basis basis = real_days && terms.basis == Basis::thirty_360 ? Basis::act_360 : terms.basis;
  return interest_earned(bid, terms.annual_rate, basis, placed_on, settled_on, terms.rounding);
}

}  // namespace tributary::money
