#pragma once

#include <compare>

#include "money/amount.hpp"

namespace tributary::money {

/// A sum over history, or over all loans there are: what has no bound as an amount has one. In 128
/// bits it takes as many of the largest amounts as there are sequences in 64, so it never
/// overflows.
struct WideAmount {
  __int128 minor = 0;

  WideAmount() = default;
  WideAmount(Amount amount) : minor(amount.minor) {}

  friend auto operator<=>(const WideAmount&, const WideAmount&) = default;

  WideAmount& operator+=(const WideAmount& other) {
    ASSERT(!__builtin_add_overflow(minor, other.minor, &minor));
    return *this;
  }
  WideAmount& operator-=(const WideAmount& other) {
    ASSERT(!__builtin_sub_overflow(minor, other.minor, &minor));
    return *this;
  }
  friend WideAmount operator+(WideAmount a, const WideAmount& b) { return a += b; }
  friend WideAmount operator-(WideAmount a, const WideAmount& b) { return a -= b; }
};

}  // namespace tributary::money
