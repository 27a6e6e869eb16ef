#include "engine/part_payment.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "base/test_dice.hpp"
#include "engine/payout.hpp"

namespace tributary::engine {
namespace {

using protocol::Allocation;

/// Cut at `claims` - 1 places that differ.
std::vector<Claim> claims_of(base::Dice& dice, Amount principal, std::size_t claims) {
  std::set<std::int64_t> cuts{principal.minor};
  while (cuts.size() < claims) cuts.insert(dice.between(1, principal.minor - 1));
  std::vector<Claim> list;
  for (const std::int64_t cut : cuts) list.push_back({{cut}, {1}});
  return list;
}

/// A loan somewhere in its life with a period that owes something.
struct Scene {
  Loan loan;
  LoanPeriod period;
};

Scene any_scene(base::Dice& dice, std::int64_t principal_max, std::int64_t claims_max) {
  Scene scene;
  Loan& loan = scene.loan;
  loan.principal = {dice.between(2, principal_max)};
  const auto claims = std::min(loan.principal.minor, claims_max);
  loan.claims = claims_of(dice, loan.principal, static_cast<std::size_t>(dice.between(1, claims)));
  loan.allocation = dice.between(0, 1) == 0 ? Allocation::fee_penalty_interest_principal
                                            : Allocation::principal_interest_penalty_fee;
  loan.fees.interest = {std::array{0, 0, 100'000, 999'999, 1'000'000}[dice.below(5)]};
  loan.late.interest = {dice.between(0, 1) * 500};
  loan.paid = {{dice.between(0, loan.principal.minor / 2)},
               {dice.between(0, loan.principal.minor)},
               {dice.between(0, 20)},
               {dice.between(0, 50)}};
  const auto part = [&](std::int64_t most) {
    return Amount{dice.between(0, 2) == 0 ? 0 : dice.between(0, most)};
  };
  LoanPeriod& period = scene.period;
  period.principal = part(loan.principal.minor / 2);
  period.interest = part(loan.principal.minor / 10 + 20);
  period.late_interest = part(loan.principal.minor / 50 + 20);
  period.fee = part(60);
  period.late_fee = part(60);
  return scene;
}

/// By the law alone: no claim gets less than nothing of the part, nor of what it leaves.
bool is_fair(const Scene& scene, Amount amount) {
  const Loan& loan = scene.loan;
  const LoanPeriod& period = scene.period;
  const auto parts = allocate(period, amount, loan.allocation).parts;
  const PaidTotals paid = paid_with(loan, parts);
  PaidTotals all = paid;
  all.principal += period.principal_left() - parts.principal;
  all.interest += period.interest_left() - parts.interest;
  const bool grows = all != paid && loan.late.interest != Rate{};
  if (all == paid) all.late_interest += period.late_interest_left() - parts.late_interest;
  Amount from;
  const auto payout = [&](Amount to, const PaidTotals& before, const PaidTotals& after) {
    const auto total = [&](const PaidTotals& at) {
      const auto share = [&](Amount sum) { return money::share(sum, from, to, loan.principal); };
      const Amount interest = share(at.interest);
      return share(at.principal) + interest + share(at.compensation) + share(at.late_interest) -
             money::fee(interest, loan.fees.interest);
    };
    return total(after) - total(before);
  };
  for (const Claim& claim : loan.claims) {
    if (payout(claim.end, loan.paid, paid) < Amount{}) return false;
    if (all != paid && payout(claim.end, paid, all) < Amount{grows ? 1 : 0}) return false;
    from = claim.end;
  }
  return true;
}

TEST(PartPayment, TakesTheLargestPartThereIs) {
  base::Dice dice(20'240'301);
  for (int round = 0; round < 300; ++round) {
    const Scene scene = any_scene(dice, std::array{30, 300, 3'000}[dice.below(3)], 40);
    std::optional<Amount> largest;
    for (Amount named{1}; named < scene.period.left(); named += Amount{1}) {
      if (is_fair(scene, named)) largest = named;
      const auto taken = largest_part(scene.loan, scene.period, named);
      ASSERT_EQ(taken, largest) << round << " " << named.minor;
    }
  }
}

TEST(PartPayment, TakesNoLessOfWhoNamesMore) {
  base::Dice dice(20'240'302);
  int cut = 0;
  for (int round = 0; round < 200; ++round) {
    const std::int64_t most = dice.one_in(2) ? 100'000 : 1'000'000'000'000;
    const Scene scene = any_scene(dice, most, 300);
    const std::int64_t left = scene.period.left().minor;
    std::set<std::int64_t> named;
    for (int n = 0; n < 10 && left > 0; ++n) {
      named.insert(dice.between(1, left));
      named.insert(std::max<std::int64_t>(1, left - dice.between(0, 500)));
      named.insert(dice.between(1, std::min<std::int64_t>(left, 500)));
    }
    std::optional<Amount> before;
    for (const std::int64_t amount : named) {
      const auto taken = largest_part(scene.loan, scene.period, {amount});
      if (taken) {
        ASSERT_TRUE(*taken > Amount{} && *taken <= Amount{amount}) << round << " " << amount;
        ASSERT_TRUE(is_fair(scene, *taken)) << round << " " << amount;
        cut += *taken == Amount{amount} ? 0 : 1;
      }
      ASSERT_TRUE(!before || (taken && *taken >= *before)) << round << " " << amount;
      before = taken;
    }
  }
  EXPECT_GT(cut, 50);
}

// Tiny claims of a large loan: not every cent can be tried, and none of these takes long.
TEST(PartPayment, HasAnEndWhereClaimsAreTiny) {
  Scene scene;
  scene.loan.principal = {1'000'000'000'000'000};
  for (std::int64_t end = 1; end <= 65'535; ++end) scene.loan.claims.push_back({{end}, {1}});
  scene.loan.claims.push_back({scene.loan.principal, {1}});
  scene.loan.paid.principal = {123'456'789'012'345};
  scene.period.principal = {70'000'000'000'001};
  scene.period.interest = {8'000'000'000'001};
  Amount before;
  for (const std::int64_t named : {1LL, 1'000'003LL, 6'999'999'999'999LL, 77'999'999'999'999LL}) {
    const auto taken = largest_part(scene.loan, scene.period, {named});
    EXPECT_GE(taken.value_or(before), before) << named;
    before = taken.value_or(before);
  }
}

/// Whether each claim gets `least` or more, as its payout is computed.
bool each_gets(const Loan& loan, const PaidTotals& before, const PaidTotals& after, Amount least) {
  bool all = true;
  for_each_payout(loan, loan.claims, before, after, [&](const Claim&, Amount gross, Amount fee) {
    all = all && gross - fee >= least;
  });
  return all;
}

/// What can be taken leaves nobody with less than before, and the rest brings a cent to each where
/// late interest may come to it.
TEST(PartPayment, IsPaidToEveryHolderAndSoIsTheRest) {
  base::Dice dice(20'240'229);
  int whole = 0;
  int cut = 0;
  int none = 0;
  for (int round = 0; round < 20'000; ++round) {
    Loan loan;
    for (std::uint64_t claims = 1 + dice.below(5); claims > 0; --claims) {
      loan.principal += Amount{dice.between(1, dice.one_in(3) ? 5 : 400)};
      loan.claims.push_back({loan.principal, {1}});
    }
    if (dice.one_in(2)) loan.fees.interest = {dice.between(0, 1'000'000)};
    if (dice.one_in(2)) loan.late.interest = {500};
    if (dice.one_in(2)) loan.allocation = protocol::Allocation::principal_interest_penalty_fee;
    const auto some = [&] { return Amount{dice.between(0, 600) >> dice.below(9)}; };
    loan.paid = {some(), some(), some(), some()};
    LoanPeriod period;
    period.principal = some();
    period.interest = some() + Amount{1};
    period.late_interest = some();
    period.fee = some();
    const Amount owed = period.principal + period.interest + period.late_interest + period.fee;
    const Amount asked{dice.between(1, owed.minor)};
    const auto part = largest_part(loan, period, asked);
    if (!part) {
      ++none;
      continue;
    }
    (*part == asked ? whole : cut) += 1;
    ASSERT_TRUE(*part > Amount{} && *part <= asked) << round;
    const auto taken = allocate(period, *part, loan.allocation);
    ASSERT_EQ(taken.total(), *part) << round;
    const PaidTotals paid = paid_with(loan, taken.parts);
    ASSERT_TRUE(each_gets(loan, loan.paid, paid, Amount{})) << round;
    PaidTotals rest = paid;
    rest.principal += period.principal - taken.parts.principal;
    rest.interest += period.interest - taken.parts.interest;
    if (rest != paid && loan.late.interest != Rate{}) {
      ASSERT_TRUE(each_gets(loan, paid, rest, Amount{1})) << round;
    } else {
      if (rest == paid) rest.late_interest += period.late_interest - taken.parts.late_interest;
      ASSERT_TRUE(each_gets(loan, paid, rest, Amount{})) << round;
    }
  }
  EXPECT_GT(whole, 1'000);
  EXPECT_GT(cut, 500);
  EXPECT_GT(none, 100);
}

}  // namespace
}  // namespace tributary::engine
