#include "engine/part_payment.hpp"

#include <gtest/gtest.h>

#include "base/test_dice.hpp"
#include "engine/payout.hpp"

namespace tributary::engine {
namespace {

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
