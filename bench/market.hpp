#pragma once

#include <cstdint>

#include "bench/commands.hpp"
#include "protocol/command.hpp"

namespace tributary::bench {

/// A platform to measure on: members with money, and loans open for bids of 100.00, each of another
/// borrower and with every rule switched on.
struct Market {
  std::uint32_t members = 100'000;
  std::uint32_t loans = 1'000;
  protocol::Amount principal{1'000'000'000};  ///< of each loan
  protocol::Amount deposit{1'000'000'000};    ///< of each member and borrower
  std::int32_t periods = 12;

  // Accounts and loans are numbered by the engine in the order in which `found` opens them.
  protocol::AccountId borrower(std::uint32_t loan) const { return {platform_accounts + 1 + loan}; }
  protocol::AccountId member(std::uint32_t number) const {
    return {platform_accounts + 1 + loans + number};
  }
  protocol::LoanId loan(std::uint32_t number) const { return {1 + number}; }

  static constexpr std::uint64_t platform_accounts = 8;
};

inline constexpr protocol::Amount bid_amount{10'000};

/// Accounts, profiles, deposits, and the listings up to their opening.
CommandList founding(const Market& market);

/// A bid of `bid_amount`.
protocol::PlaceBid bid(const Market& market, std::uint32_t loan, std::uint32_t member);

/// `count` bids, each of a random member on a random loan; the same for the same seed.
CommandList scattered_bids(const Market& market, std::size_t count, std::uint64_t seed);

/// Fills loan after loan, the first `loans` of them, by bids of one member after the other,
/// `claims` bids a loan.
CommandList filling_bids(const Market& market, std::uint32_t claims, std::uint32_t loans);
inline CommandList filling_bids(const Market& market, std::uint32_t claims) {
  return filling_bids(market, claims, market.loans);
}

}  // namespace tributary::bench
