#pragma once

#include "simulate/model_rows.hpp"

/// The model's own count of fees.
namespace tributary::simulation {

/// A share of an amount, half up.
inline Amount half_up(Amount base, Rate rate) {
  return {static_cast<std::int64_t>((static_cast<__int128>(base.minor) * rate.ppm * 2 + 1'000'000) /
                                    2'000'000)};
}

/// What the borrower pays out of the loan, of which each is rounded by itself.
inline Amount withheld(const LoanFees& fees, Amount principal) {
  return half_up(principal, fees.service) + half_up(principal, fees.guarantee) +
         half_up(principal, fees.reserve);
}

/// The platform's and the guarantor's are one fee.
inline Amount period_fee(const LoanFees& fees, Amount principal) {
  return half_up(principal, {fees.service_per_period.ppm + fees.guarantee_per_period.ppm});
}

}  // namespace tributary::simulation
