#include "engine/bid_totals.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace tributary::engine {
namespace {

using protocol::AccountId;
using protocol::Amount;

RC_GTEST_PROP(BidTotals, AreTheSumsOfWhatWasAdded, ()) {
  // Few investors, so that many bids meet; and some far apart, so that places collide.
  const auto bids = *rc::gen::container<std::vector<std::pair<std::uint64_t, std::int64_t>>>(
      rc::gen::pair(rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(1, 50),
                                   rc::gen::inRange<std::uint64_t>(1, 1ULL << 26)),
                    rc::gen::inRange<std::int64_t>(1, 1'000'000)));
  BidTotals totals;
  std::map<std::uint64_t, std::int64_t> expected;
  for (const auto& [investor, amount] : bids) {
    totals.add({investor}, Amount{amount});
    expected[investor] += amount;
  }
  RC_ASSERT(totals.empty() == bids.empty());
  for (const auto& [investor, amount] : expected) {
    RC_ASSERT(totals.of({investor}) == Amount{amount});
    RC_ASSERT(totals.of({investor + (1ULL << 27)}) == Amount{});
  }
}

TEST(BidTotals, HoldAsManyAsALoanHasClaims) {
  BidTotals totals;
  for (std::uint64_t investor = 1; investor <= 65'536; ++investor) {
    totals.add({investor}, Amount{static_cast<std::int64_t>(investor)});
  }
  for (std::uint64_t investor = 1; investor <= 65'536; ++investor) {
    ASSERT_EQ(totals.of({investor}), Amount{static_cast<std::int64_t>(investor)});
  }
}

}  // namespace
}  // namespace tributary::engine
