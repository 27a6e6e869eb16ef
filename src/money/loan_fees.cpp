#include "money/loan_fees.hpp"

#include <algorithm>
#include <array>

#include "money/fee.hpp"

namespace tributary::money {

bool are_shares(const LoanFees& fees) {
  return std::ranges::all_of(std::array{fees.service, fees.service_per_period, fees.guarantee,
                                        fees.interest, fees.prepayment, fees.reserve},
                             [](Rate rate) { return rate.ppm >= 0 && rate.ppm <= 1'000'000; });
}

FeesWithheld fees_withheld(const LoanFees& fees, Amount principal) {
  const auto withheld = [&](Rate rate) { return fee(principal, rate, Rounding::half_up); };
  return {withheld(fees.service), withheld(fees.guarantee), withheld(fees.reserve)};
}

Amount fee_per_period(const LoanFees& fees, Amount principal) {
  return fee(principal, fees.service_per_period, Rounding::half_up);
}

}  // namespace tributary::money
