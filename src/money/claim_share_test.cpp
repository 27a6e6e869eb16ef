#include "money/claim_share.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

// By hand: a loan of 10.00 in three parts, 0.10 of interest, cut at 3.33 and 6.66 of 10 cents.
TEST(ClaimShare, NeighboursShareTheirCut) {
  const Amount principal = amount("10.00");
  const Amount interest = amount("0.10");
  EXPECT_EQ(share(interest, amount("0.00"), amount("3.33"), principal), amount("0.03"));  // 3.33
  EXPECT_EQ(share(interest, amount("3.33"), amount("6.66"), principal), amount("0.04"));  // to 6.66
  EXPECT_EQ(share(interest, amount("6.66"), amount("10.00"), principal), amount("0.03"));
}

// As live platforms split it: 20.83 of interest over bids of 30,000.00 and 20,000.00.
TEST(ClaimShare, GivesTheSplitsThatAreKnown) {
  const Amount principal = amount("50000.00");
  const Amount interest = amount("20.83");
  EXPECT_EQ(share(interest, amount("0.00"), amount("30000.00"), principal), amount("12.50"));
  EXPECT_EQ(share(interest, amount("30000.00"), principal, principal), amount("8.33"));
}

// A cent in two halves: a half goes up, to who holds the first.
TEST(ClaimShare, RoundsAHalfUp) {
  EXPECT_EQ(point(Amount{1}, Amount{1}, Amount{2}), Amount{1});
  EXPECT_EQ(point(Amount{1}, Amount{1}, Amount{3}), Amount{0});
  EXPECT_EQ(point(Amount{1}, Amount{2}, Amount{3}), Amount{1});
  EXPECT_EQ(point(Amount{5}, Amount{3}, Amount{6}), Amount{3});
}

// By hand: the third cent of five is owed 0.6 and 0.8 of a cent; before its two cuts lie 1.2 and
// 1.8, then 1.6 and 2.4, so that it has a whole one, then none.
TEST(ClaimShare, MayFallBackWhereAPaymentIsLessThanACentAClaim) {
  EXPECT_EQ(share(Amount{3}, Amount{2}, Amount{3}, Amount{5}), Amount{1});
  EXPECT_EQ(share(Amount{4}, Amount{2}, Amount{3}, Amount{5}), Amount{0});
}

TEST(ClaimShare, HoldsTheLargestLoanWithAHundredTimesItsInterest) {
  const Amount interest{100 * amount_max.minor};
  EXPECT_EQ(share(interest, Amount{}, amount_max, amount_max), interest);
  EXPECT_EQ(point(interest, Amount{amount_max.minor - 1}, amount_max).minor,
            100 * amount_max.minor - 100);
  EXPECT_EQ(point(amount_max, Amount{amount_max.minor / 2 + 1}, amount_max).minor,
            amount_max.minor / 2 + 1);
}

rc::Gen<std::int64_t> principals() {
  return rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 1'000),
                        rc::gen::inRange<std::int64_t>(1, amount_max.minor + 1));
}

std::set<std::int64_t> cuts_of(std::int64_t principal) {
  auto cuts =
      *rc::gen::container<std::set<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, principal + 1));
  cuts.insert({0, principal});
  return cuts;
}

/// Rising totals from nothing to `last`.
std::vector<Amount> totals_up_to(std::int64_t last) {
  auto totals =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, last + 1));
  totals.insert(totals.end(), {0, last});
  std::ranges::sort(totals);
  std::vector<Amount> amounts;
  for (const auto total : totals) amounts.push_back({total});
  return amounts;
}

RC_GTEST_PROP(ClaimShare, APartitionReceivesEachPaymentExactly, ()) {
  const Amount principal{*principals()};
  const auto cuts = cuts_of(principal.minor);
  const auto totals = totals_up_to(*rc::gen::inRange<std::int64_t>(0, amount_max.minor + 1));
  for (std::size_t k = 1; k < totals.size(); ++k) {
    Amount paid;
    for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
      const Amount from{*cut};
      const Amount to{*std::next(cut)};
      const Amount payout =
          share(totals[k], from, to, principal) - share(totals[k - 1], from, to, principal);
      // A payout takes money back only where less than a cent would have been paid.
      const auto exact =
          static_cast<__int128>((totals[k] - totals[k - 1]).minor) * (to - from).minor;
      RC_ASSERT(payout >= Amount{} || exact < principal.minor);
      paid += payout;
    }
    RC_ASSERT(paid == totals[k] - totals[k - 1]);
  }
}

RC_GTEST_PROP(ClaimShare, IsWithinACentOfTheExactShare, ()) {
  const Amount principal{*principals()};
  const Amount total{*rc::gen::inRange<std::int64_t>(0, amount_max.minor + 1)};
  const auto cuts = cuts_of(principal.minor);
  for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
    const Amount from{*cut};
    const Amount to{*std::next(cut)};
    const auto exact = static_cast<__int128>(total.minor) * (to - from).minor;
    const auto paid =
        static_cast<__int128>(share(total, from, to, principal).minor) * principal.minor;
    RC_ASSERT(paid - exact < principal.minor && exact - paid < principal.minor);
  }
}

/// The bias that cutting down would have: the first holder is never ahead or behind by more than
/// half a cent, and neither is the last.
RC_GTEST_PROP(ClaimShare, FavoursNeitherTheFirstNorTheLast, ()) {
  const Amount principal{*principals()};
  const Amount total{*rc::gen::inRange<std::int64_t>(0, amount_max.minor + 1)};
  const Amount cut{*rc::gen::inRange<std::int64_t>(0, principal.minor + 1)};
  const auto twice_off = [&](Amount from, Amount to) {
    const auto exact = static_cast<__int128>(total.minor) * (to - from).minor;
    const auto off =
        static_cast<__int128>(share(total, from, to, principal).minor) * principal.minor - exact;
    return 2 * (off < 0 ? -off : off);
  };
  RC_ASSERT(twice_off(Amount{}, cut) <= principal.minor);
  RC_ASSERT(twice_off(cut, principal) <= principal.minor);
}

RC_GTEST_PROP(ClaimShare, ReturnsItsWholePrincipalOverTheLife, ()) {
  const Amount principal{*principals()};
  const auto cuts = cuts_of(principal.minor);
  for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
    const Amount from{*cut};
    const Amount to{*std::next(cut)};
    RC_ASSERT(share(principal, from, to, principal) == to - from);
  }
}

RC_GTEST_PROP(ClaimShare, CuttingAClaimChangesNobodyElsesCent, ()) {
  const Amount principal{*principals()};
  const Amount total{*rc::gen::inRange<std::int64_t>(0, amount_max.minor + 1)};
  const Amount from{*rc::gen::inRange<std::int64_t>(0, principal.minor)};
  const Amount to{*rc::gen::inRange<std::int64_t>(from.minor, principal.minor + 1)};
  auto cuts = *rc::gen::container<std::set<std::int64_t>>(
      rc::gen::inRange<std::int64_t>(from.minor, to.minor + 1));
  cuts.insert({from.minor, to.minor});
  Amount pieces;
  for (auto cut = cuts.begin(); std::next(cut) != cuts.end(); ++cut) {
    pieces += share(total, Amount{*cut}, Amount{*std::next(cut)}, principal);
  }
  RC_ASSERT(pieces == share(total, from, to, principal));
}

}  // namespace
}  // namespace tributary::money
