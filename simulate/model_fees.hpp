#pragma once

#include "simulate/model_rows.hpp"

/// The model's own rounding, and its count of fees.
namespace tributary::simulation {

/// Parts of which `whole` are a cent, to the nearest cent.
inline Amount nearest(__int128 parts, __int128 whole, money::Rounding rounding) {
  const __int128 twice_rest = parts % whole * 2;
  __int128 cents = parts / whole;
  const bool half_is_enough = rounding == money::Rounding::half_up || cents % 2 == 1;
  if (twice_rest > whole || (twice_rest == whole && half_is_enough)) cents += 1;
  return {static_cast<std::int64_t>(cents)};
}

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
