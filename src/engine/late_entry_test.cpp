#include <gtest/gtest.h>

#include "base/test_dice.hpp"
#include "engine/lateness.hpp"
#include "engine/taking_back.hpp"
#include "engine/test_market.hpp"

/// Payments that are entered later than they were made, and those that are taken back.
namespace tributary::engine {
namespace {

using money::amount;
using money::day;
using protocol::CollectInstalment;

class LateEntryTest : public testing::Test, protected TestMarket {
 protected:
  /// Each with a borrower of its own, so that what one pays does not count for the other.
  LoanId lend(const protocol::LateRules& late) {
    const AccountId borrower = open(next_party_++);
    deposit(borrower, amount("2000.00"));
    protocol::CreateListing wish;
    wish.terms.annual_rate = {120'000};
    wish.late = late;
    const LoanId id = listing(borrower, amount("12000.00"), wish);
    bid(id, lender, amount("12000.00"));
    settle(id, "2024-01-15");
    return id;
  }
  /// Two loans each of the same rules, all settled before time goes on.
  std::vector<std::pair<LoanId, LoanId>> lend_twins(base::Dice& dice, int pairs) {
    std::vector<std::pair<LoanId, LoanId>> twins;
    while (pairs-- > 0) {
      protocol::LateRules late;
      late.grace_days = static_cast<std::uint16_t>(dice.below(6));
      late.interest = {dice.between(0, 3'000)};
      late.fee = {dice.between(0, 3'000)};
      const LoanId one = lend(late);
      twins.emplace_back(one, lend(late));
    }
    return twins;
  }
  const Loan& loan(LoanId id) const { return state().loans[id]; }
  Refusal assess(LoanId id, Date on) { return send(staff, protocol::AssessLateInterest{id, on}); }
  void reverse_last(LoanId id, Date on) {
    must(protocol::ReversePayment{id, last_standing(loan(id))->payment, on, ""});
  }
  /// Nothing but the ids of their payments tells them apart.
  void expect_same(LoanId one, LoanId other) const {
    EXPECT_EQ(loan(one).state, loan(other).state);
    EXPECT_EQ(loan(one).paid, loan(other).paid);
    for (std::size_t i = 0; i < loan(one).periods.size(); ++i) {
      const LoanPeriod& a = loan(one).periods[i];
      const LoanPeriod& b = loan(other).periods[i];
      EXPECT_EQ(a.charged_to, b.charged_to) << "period " << i + 1;
      EXPECT_EQ(a.interest_paid, b.interest_paid) << "period " << i + 1;
      EXPECT_EQ(a.fee_paid, b.fee_paid) << "period " << i + 1;
      EXPECT_EQ(a.late_fee_rest, b.late_fee_rest) << "period " << i + 1;
      EXPECT_EQ(a.late_interest, b.late_interest) << "period " << i + 1;
      EXPECT_EQ(a.late_interest_rest, b.late_interest_rest) << "period " << i + 1;
      EXPECT_EQ(a.late_fee, b.late_fee) << "period " << i + 1;
      EXPECT_EQ(a.late_interest_paid, b.late_interest_paid) << "period " << i + 1;
      EXPECT_EQ(a.late_fee_paid, b.late_fee_paid) << "period " << i + 1;
      EXPECT_EQ(a.principal_paid, b.principal_paid) << "period " << i + 1;
      EXPECT_EQ(a.overdue, b.overdue) << "period " << i + 1;
    }
  }

  AccountId lender = investor(7, amount("10000000.00"));
  std::uint64_t next_party_ = 100;
};

TEST_F(LateEntryTest, PaysWhatWasOwedThen) {
  protocol::LateRules late;
  late.interest = {1'000};
  late.fee = {500};
  const LoanId id = lend(late);
  assess(id, day("2024-03-01"));
  EXPECT_EQ(loan(id).periods[0].late_interest, amount("15.99")) << "15 days of 1,066.19";
  const auto paid = must(CollectInstalment{id, 1, day("2024-02-20"), std::nullopt});
  EXPECT_EQ(paid.parts.late_interest, amount("5.33")) << "5 days";
  EXPECT_EQ(paid.late_fee, amount("2.67"));
  ASSERT_EQ(paid.late.size(), 1U);
  EXPECT_EQ(paid.late[0].days, -10);
  EXPECT_EQ(paid.late[0].interest, -amount("10.66"));
  EXPECT_EQ(loan(id).state, LoanState::repaying);
  EXPECT_EQ(loan(id).next_period(), 2U);
  EXPECT_EQ(loan(id).last_date, day("2024-03-01")) << "what was assessed was assessed";
  EXPECT_EQ(send(staff, CollectInstalment{id, 2, day("2024-02-19"), std::nullopt}),
            Refusal::date_goes_back);
}

TEST_F(LateEntryTest, WithinTheGraceDaysCostsNothing) {
  protocol::LateRules late;
  late.interest = {1'000};
  late.grace_days = 3;
  const LoanId id = lend(late);
  assess(id, day("2024-03-01"));
  const auto paid = must(CollectInstalment{id, 1, day("2024-02-18"), std::nullopt});
  EXPECT_EQ(paid.parts.late_interest, Amount{});
  EXPECT_EQ(loan(id).periods[0].late_interest, Amount{});
  EXPECT_FALSE(loan(id).periods[0].overdue);
}

TEST_F(LateEntryTest, PrepaysAsIfNothingHadFallenDue) {
  protocol::LateRules late;
  late.interest = {1'000};
  const LoanId in_time = lend(late);
  const LoanId entered_late = lend(late);
  const protocol::PrepayPrincipal part{in_time, day("2024-02-10"), amount("1000.00")};
  const auto first = must(part);
  for (const LoanId id : {in_time, entered_late}) assess(id, day("2024-03-01"));
  auto again = part;
  again.loan = entered_late;
  const auto second = must(again);
  EXPECT_EQ(first.schedule, second.schedule);
  EXPECT_EQ(first.state, LoanState::repaying);
  ASSERT_EQ(second.late.size(), 1U) << "less than of the instalment before";
  EXPECT_LT(second.late[0].interest, Amount{});
  expect_same(in_time, entered_late);
  EXPECT_EQ(second.state, LoanState::overdue) << "by now the new one has fallen due";
  EXPECT_EQ(loan(entered_late).state, LoanState::overdue);
}

TEST_F(LateEntryTest, IsTheSameAsIfEnteredInTime) {
  base::Dice dice(5);
  const auto pairs = lend_twins(dice, 60);
  const Date end = day("2024-05-20");
  for (const auto& [in_time, entered_late] : pairs) {
    std::vector<CollectInstalment> payments;
    Date on = day("2024-02-15");
    for (std::int64_t left = dice.between(1, 4); left > 0; --left) {
      on = on + static_cast<std::int32_t>(dice.below(20));
      assess(in_time, on);
      CollectInstalment payment{in_time, loan(in_time).next_period(), on, std::nullopt};
      const LoanPeriod& period = loan(in_time).periods[payment.period - 1];
      if (on < period.due) continue;
      if (dice.one_in(2)) payment.amount = Amount{period.left().minor / dice.between(2, 5)};
      if (send(staff, payment) == Refusal::none) payments.push_back(payment);
    }
    assess(in_time, end);
    for (Date told = day("2024-02-15"); told < end; told = told + 7) assess(entered_late, told);
    assess(entered_late, end);
    for (CollectInstalment payment : payments) {
      payment.loan = entered_late;
      must(payment);
    }
    expect_same(in_time, entered_late);
    ASSERT_EQ(first_broken(state()), std::nullopt);
  }
  EXPECT_EQ(audited(journal()), std::nullopt);
}

TEST_F(LateEntryTest, WhatIsTakenBackWasNeverPaid) {
  base::Dice dice(9);
  const auto pairs = lend_twins(dice, 40);
  const Date end = day("2024-04-10");
  for (const auto& [never, taken_back] : pairs) {
    const Date on = day("2024-02-15") + static_cast<std::int32_t>(dice.below(20));
    assess(taken_back, on);
    CollectInstalment payment{taken_back, 1, on, std::nullopt};
    if (dice.one_in(2)) payment.amount = Amount{dice.between(100'00, 900'00)};
    must(payment);
    assess(taken_back, end);
    reverse_last(taken_back, end);
    EXPECT_EQ(assess(taken_back, end), Refusal::late_interest_already_assessed);
    assess(never, end);
    expect_same(never, taken_back);
  }
  EXPECT_EQ(first_broken(state()), std::nullopt);
  EXPECT_EQ(audited(journal()), std::nullopt);
}

/// It is not assessed again, so what a payment had kept from being charged would be lost.
TEST_F(LateEntryTest, WhatIsTakenBackOfALoanWrittenOffWasNeverPaid) {
  protocol::LateRules late;
  late.interest = {1'000};
  late.fee = {500};
  late.write_off_after_days = 20;
  const LoanId never = lend(late);
  const LoanId whole = lend(late);
  const LoanId part = lend(late);
  const LoanId ahead = lend(late);
  must(protocol::PrepayPrincipal{ahead, day("2024-02-10"), amount("1000.00")});
  for (const LoanId id : {whole, part}) assess(id, day("2024-02-18"));
  must(CollectInstalment{whole, 1, day("2024-02-18"), std::nullopt});
  must(CollectInstalment{part, 1, day("2024-02-18"), amount("500.00")});
  const Date end = day("2024-04-30");
  for (const LoanId id : {never, whole, part, ahead}) {
    assess(id, end);
    must(protocol::WriteOffLoan{id, end}, approved_staff);
  }
  for (const LoanId id : {whole, part, ahead}) {
    reverse_last(id, end);
    expect_same(never, id);
  }
  EXPECT_EQ(first_broken(state()), std::nullopt);
  EXPECT_EQ(audited(journal()), std::nullopt);
}

/// A waiver can pay an instalment that was charged beyond its last payment. Taking that back
/// charges the days since, as if nothing had been paid.
TEST_F(LateEntryTest, WhatAWaiverHasPaidIsChargedWhenItsPaymentsAreTakenBack) {
  protocol::LateRules late;
  late.interest = {1'000};
  late.fee = {500};
  protocol::CreateListing wish;
  wish.terms.annual_rate = {120'000};
  wish.terms.method = money::Method::bullet;
  wish.terms.periods = 1;
  wish.late = late;
  wish.allocation = protocol::Allocation::principal_interest_penalty_fee;
  std::vector<LoanId> twins;
  for (int i = 0; i < 2; ++i) {
    const AccountId borrower = open(next_party_++);
    deposit(borrower, amount("2000.00"));
    twins.push_back(listing(borrower, amount("1000.00"), wish));
    bid(twins.back(), lender, amount("1000.00"));
  }
  for (const LoanId id : twins) settle(id, "2024-01-15");
  const auto [id, never_paid] = std::pair(twins[0], twins[1]);

  assess(id, day("2024-02-16"));
  must(CollectInstalment{id, 1, day("2024-02-16"), amount("400.00")});
  assess(id, day("2024-02-17"));
  must(CollectInstalment{id, 1, day("2024-02-17"), amount("610.00")});
  assess(id, day("2024-03-15"));
  assess(never_paid, day("2024-03-15"));
  const protocol::WaiveLateCharges waiver{id, 1, day("2024-03-15"), {}, {}, {}};
  ASSERT_EQ(send(approved_staff, waiver), Refusal::none);
  ASSERT_EQ(loan(id).state, LoanState::repaid);
  const LoanPeriod waived = loan(id).periods[0];
  ASSERT_EQ(send(approved_staff, protocol::WaiveLateCharges{never_paid,
                                                            1,
                                                            day("2024-03-15"),
                                                            waived.late_interest_waived,
                                                            waived.late_fee_waived,
                                                            {}}),
            Refusal::none);
  reverse_last(id, day("2024-03-16"));
  EXPECT_EQ(loan(id).periods[0].charged_to, day("2024-03-15"));
  reverse_last(id, day("2024-03-16"));
  expect_same(id, never_paid);
  EXPECT_EQ(loan(id).periods[0].left(), loan(never_paid).periods[0].left());
}

}  // namespace
}  // namespace tributary::engine
