#include "engine/bid_rules.hpp"

#include <algorithm>

namespace tributary::engine {
namespace {

using protocol::Amount;

/// The largest single bid; zero: there is no limit.
Amount largest_bid(const protocol::BidRules& rules) {
  const Amount bid = rules.bid_amount_max;
  const Amount investor = rules.investor_amount_max;
  if (bid == Amount{} || investor == Amount{}) return std::max(bid, investor);
  return std::min(bid, investor);
}

}  // namespace

bool can_be_filled(const protocol::BidRules& rules, Amount rest, std::size_t bids) {
  const Amount least = rules.bid_amount_min;
  if (rest < least || bids == 0) return false;
  const Amount most = largest_bid(rules);
  if (most == Amount{}) return true;
  // Bids of from `least` to `most_on_step` before the last one, as many as `rest` has room for:
  // what n of them and the last one come to is every sum from n + 1 minima to n maxima on the step
  // and one maximum.
  const std::int64_t step = rules.bid_amount_step.minor;
  const std::int64_t most_on_step = least.minor + (most - least).minor / step * step;
  const auto before_last =
      std::min<__int128>(rest.minor / least.minor - 1, static_cast<__int128>(bids) - 1);
  return rest.minor <= before_last * most_on_step + most.minor;
}

}  // namespace tributary::engine
