#pragma once

#include <compare>
#include <cstdint>

#include "base/assert.hpp"

namespace tributary::money {

/// A sum of money in minor units (fen, cents: hundredths in every currency). The currency is the
/// account's or the loan's. Sums are checked: an overflow is a bug, because every amount that
/// enters is bounded by `amount_max`.
struct Amount {
  std::int64_t minor = 0;

  friend auto operator<=>(Amount, Amount) = default;

  Amount& operator+=(Amount other) {
    ASSERT(!__builtin_add_overflow(minor, other.minor, &minor));
    return *this;
  }
  Amount& operator-=(Amount other) {
    ASSERT(!__builtin_sub_overflow(minor, other.minor, &minor));
    return *this;
  }
  friend Amount operator+(Amount a, Amount b) { return a += b; }
  friend Amount operator-(Amount a, Amount b) { return a -= b; }
  friend Amount operator-(Amount a) { return Amount{} -= a; }
};

/// The largest amount a command may carry: ten million million units (10^13), so that 9,000 such
/// sums still fit into 64 bits.
inline constexpr Amount amount_max{1'000'000'000'000'000};

/// A fraction in parts per million: 9.6 % a year is 96,000 ppm.
struct Rate {
  std::int64_t ppm = 0;

  friend auto operator<=>(Rate, Rate) = default;
};

}  // namespace tributary::money
