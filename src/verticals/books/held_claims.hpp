#pragma once

#include <span>
#include <vector>

#include "verticals/books/facts.hpp"

namespace tributary::books {

/// A bid that stands, and once the loan is settled its claim: [from, from + amount) of the loan.
struct HeldClaim {
  AccountId account;
  Amount from;
  Amount amount;
  std::uint32_t bid = 0;
};

/// Of one loan, in the order of accounts and bids: packed, without the lengths that structs have.
Bytes write_claims(std::span<const HeldClaim> claims);
/// Errors: BooksDamaged.
std::vector<HeldClaim> read_claims(std::span<const std::byte> bytes);

/// Calls `visit(account)` for each holder once. Needs: the order of accounts.
template <class Visit>
void for_each_holder(std::span<const HeldClaim> claims, Visit&& visit) {
  AccountId last;
  for (const HeldClaim& claim : claims) {
    if (claim.account == last) continue;
    last = claim.account;
    visit(last);
  }
}

}  // namespace tributary::books
