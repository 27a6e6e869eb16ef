#include "engine/lateness.hpp"

#include <gtest/gtest.h>

#include "base/test_dice.hpp"
#include "engine/limits.hpp"
#include "engine/test_market.hpp"
#include "money/claim_share.hpp"

namespace tributary::engine {
namespace {

using money::amount;
using money::day;
using protocol::CompensationScope;
using protocol::Compensator;

class LatenessTest : public testing::Test, protected TestMarket {
 protected:
  LoanId lend(const protocol::LateRules& late, money::Terms terms = {}) {
    protocol::CreateListing wish;
    wish.terms = terms;
    wish.terms.annual_rate = {120'000};
    wish.late = late;
    wish.guarantor_account = guarantor;
    const LoanId id = listing(borrower, amount("12000.00"), wish);
    bid(id, lender, amount("5000.00"));
    bid(id, second, amount("4000.00"));
    bid(id, lender, amount("3000.00"));
    settle(id, "2024-01-15");
    return id;
  }
  const Loan& loan(LoanId id) const { return state().loans[id]; }
  Refusal assess(LoanId id, Date on) { return send(staff, protocol::AssessLateInterest{id, on}); }

  AccountId lender = investor(7, amount("1000000.00"));
  AccountId second = investor(10, amount("1000000.00"));
  AccountId borrower = open(8);
  AccountId guarantor = open(9, AccountKind::guarantor_cash);
};

TEST_F(LatenessTest, ChargesManyDaysAtOnceAsOneByOne) {
  base::Dice dice(3);
  std::vector<std::pair<LoanId, LoanId>> pairs;  // settled before time goes on
  for (int round = 0; round < 30; ++round) {
    protocol::LateRules late;
    late.grace_days = static_cast<std::uint16_t>(dice.below(6));
    late.interest = {dice.between(0, 2'000)};
    late.fee = {dice.between(0, 2'000)};
    const LoanId daily = lend(late);
    pairs.emplace_back(daily, lend(late));
  }
  for (const auto& [daily, at_once] : pairs) {
    const Date last = day("2024-02-16") + static_cast<std::int32_t>(dice.below(90));
    for (Date on = day("2024-02-10"); on <= last; on = on + 1) {
      const Refusal refusal = assess(daily, on);
      ASSERT_TRUE(refusal == Refusal::none || refusal == Refusal::nothing_overdue);
    }
    assess(at_once, last);
    ASSERT_EQ(loan(daily).state, loan(at_once).state);
    ASSERT_EQ(loan(daily).last_date, loan(at_once).last_date);
    for (std::size_t i = 0; i < 12; ++i) {
      const LoanPeriod& one = loan(daily).periods[i];
      const LoanPeriod& other = loan(at_once).periods[i];
      ASSERT_EQ(one.late_interest, other.late_interest);
      ASSERT_EQ(one.late_fee, other.late_fee);
      ASSERT_EQ(one.charged_to, other.charged_to);
      ASSERT_EQ(one.overdue, other.overdue);
    }
  }
}

TEST_F(LatenessTest, ChargesFromTheEndOfTheGraceDays) {
  protocol::LateRules late;
  late.grace_days = 5;
  late.interest = {1'000};
  late.fee = {2'000};
  const LoanId id = lend(late);
  EXPECT_EQ(assess(id, day("2024-02-20")), Refusal::nothing_overdue);
  EXPECT_EQ(assess(id, day("2024-02-23")), Refusal::none);
  // By hand: due on 02-15, an annuity of 1,066.19; three days at 1.07 and 2.13.
  EXPECT_EQ(loan(id).periods[0].late_interest, amount("3.20"));
  EXPECT_EQ(loan(id).periods[0].late_fee, amount("6.40"));
}

TEST_F(LatenessTest, IsBoundedOnAnyDay) {
  protocol::LateRules late;
  late.interest = limits::late_rate_max;
  const LoanId id = lend(late);
  const LoanId huge = lend(late);
  constexpr Date last{std::numeric_limits<std::int32_t>::max()};
  EXPECT_EQ(assess(id, day("2024-02-16")), Refusal::none);
  EXPECT_EQ(assess(id, last), Refusal::none);
  const_cast<Loan&>(loan(huge)).periods[0].principal = money::amount_max;
  EXPECT_EQ(assess(huge, last), Refusal::amount_exceeds_limit);
  EXPECT_TRUE(std::holds_alternative<protocol::WorkView>(
      engine().answer(staff, protocol::WorkQuery{last, {}, 256, 30})));
}

TEST_F(LatenessTest, NeedsNoAssessmentWhereNothingIsCharged) {
  deposit(borrower, amount("5000.00"));
  const LoanId id = lend({});
  EXPECT_EQ(send(staff, protocol::CollectInstalment{id, 1, day("2024-03-01"), std::nullopt}),
            Refusal::none);
}

TEST_F(LatenessTest, PaysEachHolderTheirShareOfLateInterest) {
  deposit(borrower, amount("5000.00"));
  protocol::LateRules late;
  late.interest = {1'000};
  const LoanId id = lend(late);
  const Amount before = balance(second);
  assess(id, day("2024-02-25"));
  const LoanPeriod period = loan(id).periods[0];
  must(protocol::CollectInstalment{id, 1, day("2024-02-25"), std::nullopt});
  const Amount third = money::share(period.principal, {500'000}, {900'000}, {1'200'000}) +
                       money::share(period.interest, {500'000}, {900'000}, {1'200'000}) +
                       money::share(period.late_interest, {500'000}, {900'000}, {1'200'000});
  EXPECT_EQ(balance(second) - before, third);
  EXPECT_EQ(loan(id).paid.late_interest, period.late_interest);
}

TEST_F(LatenessTest, CollapsesWhatIsNotDueWithItsInterest) {
  for (const auto method : {money::Method::annuity, money::Method::equal_principal,
                            money::Method::interest_only, money::Method::flat}) {
    money::Terms terms;
    terms.method = method;
    const LoanId id = lend({}, terms);
    // Not paid at all, the loan owes by 2024-03-30 two instalments and half a month's interest.
    const Collapsed rest = collapse(loan(id), day("2024-03-30"));
    ASSERT_EQ(rest.periods_kept, 2U);
    ASSERT_TRUE(rest.everything.has_value());
    const auto& periods = loan(id).periods;
    EXPECT_EQ(rest.everything->principal,
              amount("12000.00") - periods[0].principal - periods[1].principal);
    const Amount twice = rest.everything->interest + rest.everything->interest;
    EXPECT_LE(twice - periods[2].interest, Amount{1});
    EXPECT_GE(twice - periods[2].interest, Amount{-1});
    EXPECT_FALSE(collapse(loan(id), day("2025-01-15")).everything.has_value());
  }
}

TEST_F(LatenessTest, CompensatesEachInstalmentAfterItsOwnDays) {
  protocol::LateRules late{0, {}, {}, Compensator::guarantor, CompensationScope::instalment, 10, 0};
  deposit(guarantor, amount("20000.00"));
  const LoanId id = lend(late);
  EXPECT_FALSE(compensation_due(state(), loan(id), day("2024-02-24")).has_value());
  const auto due = compensation_due(state(), loan(id), day("2024-03-25"));
  ASSERT_TRUE(due.has_value());
  EXPECT_EQ(due->first_period, 1U);
  EXPECT_EQ(due->last_period, 2U);
  must(protocol::CompensateLoan{id, day("2024-02-25")});
  must(protocol::CompensateLoan{id, day("2024-03-25")});
  EXPECT_EQ(loan(id).periods[1].payer, guarantor);
  EXPECT_FALSE(loan(id).periods[2].payer);
  EXPECT_EQ(loan(id).state, LoanState::compensated);
  EXPECT_EQ(first_broken(state()), std::nullopt);
}

TEST_F(LatenessTest, TellsTheStateByWhatIsUnpaid) {
  Loan running;
  running.state = LoanState::repaying;
  running.periods.resize(2);
  running.periods[0].principal = {5};
  running.periods[1].principal = {5};
  EXPECT_EQ(state_by_periods(running), LoanState::repaying);
  running.periods[0].overdue = true;
  EXPECT_EQ(state_by_periods(running), LoanState::overdue);
  running.periods[1].payer = {9};
  EXPECT_EQ(state_by_periods(running), LoanState::compensated);
  LoanPeriod paid = running.periods[1];
  paid.principal_paid = {5};
  EXPECT_EQ(state_with(running, 2, paid), LoanState::overdue);
  running.state = LoanState::written_off;
  EXPECT_EQ(state_by_periods(running), LoanState::written_off);
  running.periods[0].principal_paid = {5};
  EXPECT_EQ(state_with(running, 2, paid), LoanState::repaid);
}

TEST_F(LatenessTest, TakesBackEveryPaymentTheLatestFirst) {
  deposit(borrower, amount("20000.00"));
  const LoanId id = lend({});
  std::vector<protocol::PostingId> payments;
  for (int i = 0; i < 10; ++i) {
    must(protocol::CollectInstalment{id, 1, day("2024-02-15"), amount("50.00")});
    payments.push_back({state().sequence});
  }
  const auto reverse = [&](std::size_t i) {
    return send(staff, protocol::ReversePayment{id, payments[i], day("2024-02-15"), ""});
  };
  EXPECT_EQ(reverse(0), Refusal::payment_not_last);
  for (std::size_t i = 10; i-- > 0;) EXPECT_EQ(reverse(i), Refusal::none) << i;
  EXPECT_EQ(reverse(0), Refusal::posting_already_reversed);
  EXPECT_EQ(loan(id).periods[0].left(), amount("1066.19"));
  EXPECT_EQ(first_broken(state()), std::nullopt);
}

}  // namespace
}  // namespace tributary::engine
