#include "money/loan_fees.hpp"

#include <algorithm>
#include <array>

#include "money/fee.hpp"
#include "money/rounding.hpp"

namespace tributary::money {

namespace {

Rate per_period(const LoanFees& fees) {
  return {fees.service_per_period.ppm + fees.guarantee_per_period.ppm};
}

}  // namespace

bool are_shares(const LoanFees& fees) {
  constexpr std::uint16_t days_max = 366;
  constexpr auto is_share = [](Rate rate) { return rate.ppm >= 0 && rate.ppm <= 1'000'000; };
  return fees.prepayment_days <= days_max &&
         std::ranges::all_of(
             std::array{fees.service, fees.service_per_period, fees.guarantee, fees.interest,
                        fees.prepayment, fees.reserve, fees.guarantee_per_period},
             is_share) &&
         is_share(per_period(fees));
}

FeesWithheld fees_withheld(const LoanFees& fees, Amount principal) {
  const auto withheld = [&](Rate rate) { return fee(principal, rate, Rounding::half_up); };
  return {withheld(fees.service), withheld(fees.guarantee), withheld(fees.reserve)};
}

Amount prepayment_compensation(const LoanFees& fees, Amount principal, Rate annual_rate) {
  const __int128 interest =
      static_cast<__int128>(principal.minor) * annual_rate.ppm * fees.prepayment_days;
  const __int128 days = divide_rounded<__int128>(interest, 365'000'000, Rounding::half_up);
  return fee(principal, fees.prepayment, Rounding::half_up) +
         Amount{static_cast<std::int64_t>(days)};
}

Amount fee_per_period(const LoanFees& fees, Amount principal) {
  return fee(principal, per_period(fees), Rounding::half_up);
}

Amount guarantee_part(const LoanFees& fees, Amount paid) {
  if (fees.guarantee_per_period == Rate{}) return {};
  const __int128 part = static_cast<__int128>(paid.minor) * fees.guarantee_per_period.ppm;
  return {static_cast<std::int64_t>(
      divide_rounded<__int128>(part, per_period(fees).ppm, Rounding::half_up))};
}

}  // namespace tributary::money
