#pragma once

#include <cstdint>

#include "money/amount.hpp"

namespace tributary::money {

/// A loan of `principal` minor units is the interval [0, principal); a claim is a part [from, to)
/// of it. Of a sum that all claims have received up to now, `point` is what lies before one cut:
/// cumulative * cut / principal to the nearest minor unit. Neighbours share their cut, so claims
/// add up to the sum exactly, whatever the split. Cut down instead of to the nearest, the first
/// holder would be short and the last ahead, by almost half a unit each.
/// Rounds: half up, once. Hot: it runs once a claim in every payout.
/// Needs:  0 <= cut <= principal, principal > 0, cumulative >= 0; asserted.
inline Amount point(Amount cumulative, Amount cut, Amount principal) {
  ASSERT(cumulative.minor >= 0 && cut.minor >= 0 && cut <= principal && principal.minor > 0);
  const auto whole = static_cast<std::uint64_t>(principal.minor);
  // Half of an odd whole is cut down: no remainder is exactly half of it.
  const auto sum =
      static_cast<unsigned __int128>(cumulative.minor) * static_cast<unsigned __int128>(cut.minor) +
      whole / 2;
  const auto low = static_cast<std::uint64_t>(sum);
  // Mostly the sum fits into 64 bits, and is divided several times as fast.
  return {static_cast<std::int64_t>(sum == low ? low / whole : sum / whole)};
}

/// What the holder of [from, to) has received in total when all holders together received
/// `cumulative`: within one minor unit of the exact share, and to - from once all principal is
/// back. A payout is the difference of two such totals. It is below zero only where the exact part
/// of the payment is less than one minor unit, so payments must be larger than that.
/// Needs:  0 <= from <= to <= principal.
inline Amount share(Amount cumulative, Amount from, Amount to, Amount principal) {
  return point(cumulative, to, principal) - point(cumulative, from, principal);
}

}  // namespace tributary::money
