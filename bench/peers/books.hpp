#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/peers/work.hpp"

namespace tributary::bench::peers {

/// What a peer has written down, read from it after a run. Units of money: minor.
struct BidBooks {
  std::uint64_t bids = 0;
  std::uint64_t requests = 0;  ///< distinct ones among the bids
  std::int64_t bids_amount = 0;
  std::int64_t available = 0;     ///< of all members
  std::int64_t held = 0;          ///< of all members
  std::int64_t taken = 0;         ///< from what was left of all loans
  std::uint64_t members_off = 0;  ///< whose held is not what they bid, or who are below zero
  std::uint64_t loans_over = 0;   ///< that took more bids than they have room for
};

/// What is wrong with them, in words, after `accepted` bids were answered so; empty if nothing is.
std::vector<std::string> faults_of(const BidBooks& books, const Setting& setting,
                                   std::uint64_t accepted);

/// The same of payouts.
struct PayoutBooks {
  std::uint64_t payouts = 0;
  std::uint64_t claims = 0;  ///< distinct pairs of claim and period among the payouts
  std::int64_t paid = 0;     ///< principal, interest less fee, of all payouts
  std::int64_t fees = 0;
  std::int64_t credited = 0;      ///< what all members have more than before
  std::int64_t debited = 0;       ///< what all borrowers have less than before
  std::uint64_t members_off = 0;  ///< who do not have what their payouts say
};

/// `periods`: how many were paid, and each of them a second time in vain.
std::vector<std::string> faults_of(const PayoutBooks& books, const Setting& setting,
                                   std::uint32_t periods);

}  // namespace tributary::bench::peers
