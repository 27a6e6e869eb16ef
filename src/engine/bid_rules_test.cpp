#include "engine/bid_rules.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tributary::engine {
namespace {

using protocol::BidRules;

BidRules rules_of(std::int64_t least, std::int64_t step, std::int64_t most) {
  BidRules rules;
  rules.bid_amount_min = {least};
  rules.bid_amount_step = {step};
  rules.bid_amount_max = {most};
  return rules;
}

/// By trying: `sums[n]` has what n bids on the step come to.
std::vector<bool> filled_by_trying(const BidRules& rules, std::int64_t up_to, int bids) {
  const std::int64_t least = rules.bid_amount_min.minor;
  const std::int64_t most = rules.bid_amount_max.minor;
  std::vector<bool> filled(static_cast<std::size_t>(up_to) + 1);
  std::vector<bool> sums{true};
  sums.resize(filled.size());
  for (int before_last = 0; before_last < bids; ++before_last) {
    std::vector<bool> more(filled.size());
    for (std::int64_t sum = 0; sum <= up_to; ++sum) {
      if (!sums[static_cast<std::size_t>(sum)]) continue;
      for (std::int64_t last = least; last <= most && sum + last <= up_to; ++last) {
        filled[static_cast<std::size_t>(sum + last)] = true;
        if ((last - least) % rules.bid_amount_step.minor == 0) {
          more[static_cast<std::size_t>(sum + last)] = true;
        }
      }
    }
    sums = std::move(more);
  }
  return filled;
}

TEST(BidRules, CanBeFilledIsWhatTryingSays) {
  constexpr std::int64_t up_to = 90;
  for (const int bids : {1, 2, 3, 90}) {
    for (const std::int64_t least : {1, 2, 5, 10}) {
      for (std::int64_t most = least; most < 2 * least + 3; ++most) {
        for (const std::int64_t step : {1, 2, 3, 4, 7, 100}) {
          const BidRules rules = rules_of(least, step, most);
          const auto filled = filled_by_trying(rules, up_to, bids);
          for (std::int64_t rest = 1; rest <= up_to; ++rest) {
            EXPECT_EQ(can_be_filled(rules, {rest}, static_cast<std::size_t>(bids)),
                      filled[static_cast<std::size_t>(rest)])
                << rest << " by " << least << " to " << most << " step " << step << " in " << bids;
          }
        }
      }
    }
  }
}

TEST(BidRules, TheSmallerMaximumCounts) {
  BidRules rules = rules_of(100, 1, 0);
  EXPECT_TRUE(can_be_filled(rules, {1'000}, 1));
  rules.investor_amount_max = {150};
  EXPECT_FALSE(can_be_filled(rules, {160}, 9));
  rules.bid_amount_max = {170};
  EXPECT_FALSE(can_be_filled(rules, {160}, 9));
  rules.investor_amount_max = {};
  EXPECT_TRUE(can_be_filled(rules, {160}, 9));
}

TEST(BidRules, NoBidsFillNothing) {
  EXPECT_FALSE(can_be_filled(rules_of(100, 1, 0), {1'000}, 0));
  EXPECT_FALSE(can_be_filled(rules_of(100, 1, 500), {100}, 0));
}

TEST(BidRules, TheLargestAmountsOverflowNothing) {
  BidRules rules = rules_of(1, 1, money::amount_max.minor);
  EXPECT_TRUE(can_be_filled(rules, money::amount_max, 65'536));
  rules.bid_amount_max = {2};
  EXPECT_FALSE(can_be_filled(rules, money::amount_max, 65'536));
  EXPECT_TRUE(can_be_filled(rules, {131'072}, 65'536));
  EXPECT_FALSE(can_be_filled(rules, {131'073}, 65'536));
}

}  // namespace
}  // namespace tributary::engine
