#pragma once

#include <span>

#include "money/amount.hpp"
#include "money/day_count.hpp"
#include "money/terms.hpp"

namespace tributary::money {

/// The level payment that, made at the end of each period, brings `principal` down to `balloon`:
///   A = (P * prod(1 + r_k) - balloon) / f_n,   f_1 = 1,   f_k = f_(k-1) * (1 + r_k) + 1
/// which for equal rates is P r (1+r)^n / ((1+r)^n - 1). `earning` holds a year's share for each
/// period, 0 where no interest is charged.
/// Rounds: once, to a multiple of `unit`; everything before is exact.
/// Needs:  0 <= balloon < principal, unit > 0, at least one period, one denominator throughout.
Amount level_payment(Amount principal, Amount balloon, Rate annual_rate,
                     std::span<const YearFraction> earning, Amount unit, Rounding rounding);

}  // namespace tributary::money
