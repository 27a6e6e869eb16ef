#pragma once

#include <cstdint>
#include <optional>

#include "money/amount.hpp"

namespace tributary::money {

/// What a day costs: `rate` for so many days, each the same share of it.
struct DailyRate {
  Rate rate;
  std::int32_t days = 1;  ///< 365 where the rate is a year's

  friend bool operator==(const DailyRate&, const DailyRate&) = default;
};

/// What is charged by the day, rounded half up on the sum of all days and never on one of them:
/// thirty days at once are thirty single ones.
struct DailyCharge {
  Amount charged;
  /// What the exact sum is above `charged`, in millionths of a minor unit over the days of the
  /// rate: at least minus half a unit and less than half of one.
  std::int64_t rest = 0;

  friend bool operator==(const DailyCharge&, const DailyCharge&) = default;
};

/// The charge after `days` more of `rate` of `base`; fewer than none take days off again.
/// Needs:  base and rate not negative; days that are taken off were charged at the same.
/// Errors: nothing if it would be more than any amount may be.
inline std::optional<DailyCharge> charge_days(DailyCharge before, Amount base, DailyRate rate,
                                              std::int64_t days) {
  ASSERT(base.minor >= 0 && rate.rate.ppm >= 0 && rate.days > 0);
  const __int128 whole = static_cast<__int128>(1'000'000) * rate.days;
  const __int128 more = static_cast<__int128>(base.minor) * rate.rate.ppm * days + before.rest;
  __int128 units = (more + whole / 2) / whole;
  if ((more + whole / 2) % whole < 0) units -= 1;
  const __int128 charged = before.charged.minor + units;
  if (charged > amount_max.minor) return std::nullopt;
  ASSERT(charged >= 0);
  return DailyCharge{{static_cast<std::int64_t>(charged)},
                     static_cast<std::int64_t>(more - units * whole)};
}

}  // namespace tributary::money
