#pragma once

#include "base/assert.hpp"
#include "money/terms.hpp"

namespace tributary::money {

/// `numerator / denominator` as a whole number. `Integer` is any integer wide enough for twice the
/// denominator: `__int128`, or a big one.
/// Rounds: to the nearest; an exact half up, or to the even neighbour.
/// Needs:  numerator >= 0, denominator > 0; asserted.
template <class Integer>
Integer divide_rounded(const Integer& numerator, const Integer& denominator, Rounding rounding) {
  ASSERT(numerator >= 0 && denominator > 0);
  Integer quotient = numerator / denominator;
  const Integer twice_rest = (numerator - quotient * denominator) * 2;
  const bool half_goes_up = rounding == Rounding::half_up || quotient % 2 != 0;
  if (twice_rest > denominator || (twice_rest == denominator && half_goes_up)) quotient += 1;
  return quotient;
}

}  // namespace tributary::money
