#include "money/claim_share.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

// By hand: a loan of 10.00 in three parts, 0.10 of interest: 3.33, 3.33 and 3.34 of 10.
TEST(ClaimShare, NeighboursShareTheirCut) {
  const Amount principal = amount("10.00");
  const Amount interest = amount("0.10");
  EXPECT_EQ(share(interest, amount("0.00"), amount("3.33"), principal), amount("0.03"));  // 3.33
  EXPECT_EQ(share(interest, amount("3.33"), amount("6.66"), principal), amount("0.03"));  // to 6.66
  EXPECT_EQ(share(interest, amount("6.66"), amount("10.00"), principal), amount("0.04"));
}

// By hand: the third cent of five is owed 0.4 and 0.6 of a cent, and has a whole one, then none.
TEST(ClaimShare, MayFallBackWhereAPaymentIsLessThanACentAClaim) {
  EXPECT_EQ(share(Amount{2}, Amount{2}, Amount{3}, Amount{5}), Amount{1});
  EXPECT_EQ(share(Amount{3}, Amount{2}, Amount{3}, Amount{5}), Amount{0});
}

TEST(ClaimShare, HoldsTheLargestLoanWithAHundredTimesItsInterest) {
  const Amount interest{100 * amount_max.minor};
  EXPECT_EQ(share(interest, Amount{}, amount_max, amount_max), interest);
  EXPECT_EQ(point(interest, Amount{amount_max.minor - 1}, amount_max).minor,
            100 * amount_max.minor - 100);
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
