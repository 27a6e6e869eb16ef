#pragma once

#include <cstdint>

#include "money/amount.hpp"
#include "money/rounding.hpp"

namespace tributary::money {

/// A fee of `rate` (ppm, not a year) on `base`.
/// Rounds: down, in favour of whoever pays it.
/// Needs:  base >= 0, 0 <= rate <= 1,000,000; asserted.
inline Amount fee(Amount base, Rate rate) {
  ASSERT(base.minor >= 0 && rate.ppm >= 0 && rate.ppm <= 1'000'000);
  constexpr std::int64_t whole = 1'000'000;
  // The product may not fit into 64 bits; of the quotient and the rest it does.
  return {base.minor / whole * rate.ppm + base.minor % whole * rate.ppm / whole};
}

/// The same, rounded as the product says: a fee of the borrower.
inline Amount fee(Amount base, Rate rate, Rounding rounding) {
  ASSERT(base.minor >= 0 && rate.ppm >= 0 && rate.ppm <= 1'000'000);
  const __int128 ppm = static_cast<__int128>(base.minor) * rate.ppm;
  return {static_cast<std::int64_t>(divide_rounded<__int128>(ppm, 1'000'000, rounding))};
}

/// The interest management fee of one payout to a claim, given all interest the claim received
/// before it and with it. A difference of two totals, so that a claim's fees over its life are the
/// fee on all its interest, however many payouts there were.
/// Needs:  0 <= before <= after.
inline Amount interest_fee(Amount interest_before, Amount interest_after, Rate rate) {
  return fee(interest_after, rate) - fee(interest_before, rate);
}

}  // namespace tributary::money
