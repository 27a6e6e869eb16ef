#include "engine/invariants/invariants.hpp"

#include <gtest/gtest.h>

#include "engine/test_market.hpp"

/// Each law fires on a state that was broken on purpose, and on no other.
namespace tributary::engine {
namespace {

using money::amount;

/// A running loan with one period paid, a raise half done, an open withdrawal, a loan whose first
/// period the guarantor paid, and an account that owes.
class InvariantsTest : public testing::Test, protected TestMarket {
 protected:
  InvariantsTest() {
    running = listing(borrower, amount("1200.00"));
    bid(running, lender, amount("700.00"));
    bid(running, lender, amount("500.00"));
    settle(running, "2024-01-31");
    settle_compensated();
    collect(running);
    raising = listing(borrower, amount("1000.00"));
    bid(raising, lender, amount("200.00"));
    must(protocol::ExtendListing{raising, next_year});
    must(protocol::RequestWithdrawal{lender, amount("10.00"), amount("1.00")});
    compensate();
    const AccountId debtor = open(10);
    deposit(debtor, amount("9.00"));
    const protocol::PostingId bounced{state().sequence};
    must(protocol::TransferFunds{debtor, lender, amount("4.00"), ""});
    must(protocol::BounceDeposit{bounced, ""});
    EXPECT_EQ(first_broken(state()), std::nullopt);
  }

  void settle_compensated() {
    protocol::CreateListing wish;
    const AccountId guarantor = open(11, AccountKind::guarantor_cash);
    deposit(guarantor, amount("2000.00"));
    wish.guarantor_account = guarantor;
    wish.late = {0, {500}, {}, protocol::Compensator::guarantor, {}, 10, 0};
    wish.late.compensation = protocol::CompensationScope::instalment;
    compensated = listing(borrower, amount("1000.00"), wish);
    bid(compensated, lender, amount("1000.00"));
    settle(compensated, "2024-01-31");
  }
  void compensate() {
    must(protocol::AssessLateInterest{compensated, money::day("2024-03-15")});
    must(protocol::CompensateLoan{compensated, money::day("2024-03-15")});
  }

  /// Rows are const to all but their owner; a test reaches past that.
  Account& account(AccountId id) { return const_cast<Account&>(state().ledger[id]); }
  Loan& loan(LoanId id) { return const_cast<Loan&>(state().loans[id]); }
  /// What was changed is as it should be for the hash, so that the law alone can see it.
  void rehash() { state_to_break().hash.restore(full_hash(state())); }

  void expect_broken(Broken (*law)(const State&)) {
    rehash();
    for (const Invariant& invariant : invariants) {
      if (invariant.check == law) {
        EXPECT_NE(law(state()), std::nullopt) << invariant.name;
      }
    }
  }
  void expect_only_broken(Broken (*law)(const State&)) {
    expect_broken(law);
    for (const Invariant& invariant : invariants) {
      if (invariant.check != law) {
        EXPECT_EQ(invariant.check(state()), std::nullopt) << invariant.name;
      }
    }
  }

  static constexpr protocol::Time next_year{1'735'689'600'000};  ///< 2025-01-01
  AccountId lender = investor(7, amount("4000.00"));
  AccountId borrower = investor(8, amount("500.00"));
  LoanId running;
  LoanId raising;
  LoanId compensated;
};

TEST_F(InvariantsTest, BooksOutOfBalance) {
  state_to_break().ledger.credit(lender, {1});
  expect_broken(books_balance);
  expect_broken(money_is_backed);
}

TEST_F(InvariantsTest, BooksThatBalanceOnlyAcrossCurrencies) {
  account(open(9)).currency = Currency::USD;
  state_to_break().ledger.credit({static_cast<std::uint64_t>(state().ledger.accounts().size())},
                                 {1});
  state_to_break().ledger.debit(borrower, {1});
  expect_broken(books_balance);
  expect_broken(money_is_backed);
}

TEST_F(InvariantsTest, MoreHeldThanThereIs) {
  account(lender).held = account(lender).posted + Amount{1};
  expect_broken(balances_hold_what_is_held);
}

TEST_F(InvariantsTest, LessThanNothingHeld) {
  account(borrower).held = {-1};
  expect_broken(balances_hold_what_is_held);
}

TEST_F(InvariantsTest, AGapAboveZero) {
  account(state().ledger.platform(AccountKind::gap, Currency::CNY)).posted = {1};
  expect_broken(balances_hold_what_is_held);
}

TEST_F(InvariantsTest, AClosedAccountWithMoney) {
  const AccountId closed = open(9);
  must(protocol::CloseAccount{closed});
  account(closed).posted += {1};
  account(borrower).posted -= {1};
  expect_only_broken(balances_hold_what_is_held);
}

TEST_F(InvariantsTest, AHoldOfNothing) {
  state_to_break().ledger.hold(borrower, {1});
  expect_only_broken(holds_are_bids_and_withdrawals);
}

TEST_F(InvariantsTest, AHoldThatWasLost) {
  state_to_break().ledger.release(lender, {1});
  expect_only_broken(holds_are_bids_and_withdrawals);
}

TEST_F(InvariantsTest, AnAccountTiedToNoLoan) {
  state_to_break().ledger.loan_began(borrower);
  expect_only_broken(holds_are_bids_and_withdrawals);
}

TEST_F(InvariantsTest, AWithdrawalThatLeftTooEarly) {
  state_to_break().withdrawals.let_go_before(state().day() + 1);
  EXPECT_EQ(first_broken(state()), std::nullopt) << "an open one stays";
  must(protocol::ReleaseWithdrawal{{1}, ""});
  expect_only_broken(what_is_kept_is_found);
}

TEST_F(InvariantsTest, ALoanThatLeftTooEarly) {
  state_to_break().loans.let_go_before(state().day() + 1);
  EXPECT_EQ(first_broken(state()), std::nullopt) << "a live one stays";
  must(protocol::CancelListing{listing(borrower, amount("100.00")), ""});
  expect_only_broken(what_is_kept_is_found);
}

TEST_F(InvariantsTest, AWithdrawalThatEndedWithoutItsHold) {
  state_to_break().withdrawals.set_released({1}, {});
  expect_only_broken(holds_are_bids_and_withdrawals);
}

TEST_F(InvariantsTest, ClaimsThatOverlap) {
  loan(running).claims[1].end = loan(running).claims[0].end;
  expect_only_broken(claims_tile_the_loan);
}

TEST_F(InvariantsTest, ClaimsThatEndBeforeTheLoan) {
  loan(running).claims.back().end -= {1};
  expect_only_broken(claims_tile_the_loan);
}

TEST_F(InvariantsTest, AClaimOfNobody) {
  loan(running).claims.clear();
  expect_broken(claims_tile_the_loan);
}

TEST_F(InvariantsTest, ALoanSoldTwice) {
  loan(raising).principal = loan(raising).raised - Amount{1};
  expect_broken(claims_tile_the_loan);
}

TEST_F(InvariantsTest, ALoanThatIsFullTooEarly) {
  loan(raising).state = LoanState::full;
  expect_broken(claims_tile_the_loan);
}

TEST_F(InvariantsTest, AScheduleThatRepaysTooLittle) {
  loan(running).periods.back().principal -= {1};
  expect_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, APeriodPaidBeyondWhatItIs) {
  LoanPeriod& period = loan(running).periods[1];
  period.principal_paid = period.principal + Amount{1};
  expect_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, APeriodsFeePaidTwice) {
  loan(running).periods[1].fee_paid += {1};
  expect_only_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, APeriodPaidThatNobodyReceived) {
  loan(running).periods[1].interest_paid += {1};
  expect_only_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, MorePrincipalRepaidThanLent) {
  loan(running).paid.principal = loan(running).principal + Amount{1};
  expect_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, LateInterestPaidThatNobodyReceived) {
  LoanPeriod& period = loan(running).periods[1];
  period.late_interest += {1};
  period.late_interest_paid += {1};
  expect_only_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, ACompensationThatTheHoldersDidNotGet) {
  loan(compensated).paid.principal -= {1};
  expect_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, RightsThatPassedWithoutACompensation) {
  loan(compensated).periods[1].payer = loan(compensated).guarantor;
  expect_only_broken(schedule_repays_the_loan);
}

TEST_F(InvariantsTest, AStateThatThePeriodsDoNotTell) {
  loan(compensated).state = LoanState::overdue;
  expect_only_broken(states_follow_from_periods);
  loan(compensated).state = LoanState::compensated;
  loan(running).periods[1].overdue = true;
  expect_only_broken(states_follow_from_periods);
}

TEST_F(InvariantsTest, AListingThatNobodyWouldClose) {
  loan(raising).closes_at.ms += 1;
  expect_only_broken(agenda_is_complete);
}

TEST_F(InvariantsTest, AnInstalmentThatNobodyWouldCollect) {
  loan(running).periods[1].due = loan(running).periods[1].due + 1;
  expect_only_broken(agenda_is_complete);
}

TEST_F(InvariantsTest, AReminderOfWhatIsPaid) {
  auto& places = const_cast<std::set<Agenda::Place>&>(state().loans.agenda().places());
  places.insert({Agenda::reminder, 1, running});
  expect_only_broken(agenda_is_complete);
}

TEST_F(InvariantsTest, AClaimThatNoAccountCounts) {
  --account(lender).claims_live;
  expect_only_broken(holds_are_bids_and_withdrawals);
}

TEST_F(InvariantsTest, APaymentThatLeadsElsewhere) {
  loan(running).payments[0].paid_after.interest += {1};
  expect_only_broken(payments_reach_the_totals);
}

TEST_F(InvariantsTest, PaymentsWithAGapBetweenThem) {
  collect(running);
  loan(running).payments[1].paid_before.principal += {1};
  expect_only_broken(payments_reach_the_totals);
}

TEST_F(InvariantsTest, ADebtThatIsNotInTheSum) {
  const auto& owed = state().ledger.owed();
  const_cast<std::map<Debtor, Amount>&>(owed).begin()->second += {1};
  expect_only_broken(debts_are_of_people);
}

TEST_F(InvariantsTest, UnbackedMoneyThatIsInNoGap) {
  const auto& unbacked = state().ledger.unbacked();
  const_cast<std::map<AccountId, Amount>&>(unbacked)[lender] = {1'000'000};
  expect_only_broken(unbacked_money_is_in_the_gap);
}

TEST_F(InvariantsTest, UnbackedMoneyThatIsNotThere) {
  const auto& unbacked = state().ledger.unbacked();
  const_cast<std::map<AccountId, Amount>&>(unbacked)[open(77)] = {1};
  expect_only_broken(unbacked_money_is_in_the_gap);
}

TEST_F(InvariantsTest, AnOrderToTheBankThatIsNoWithdrawal) {
  must(protocol::SubmitWithdrawal{{1}});
  EXPECT_EQ(first_broken(state()), std::nullopt);
  state_to_break().ledger.submit(lender, {1});
  expect_only_broken(money_is_backed);
}

TEST_F(InvariantsTest, AGapThatIsHidden) {
  account(state().ledger.platform(AccountKind::gap, Currency::CNY)).posted += {1};
  account(state().ledger.platform(AccountKind::custodian, Currency::CNY)).posted -= {1};
  expect_only_broken(money_is_backed);
}

TEST_F(InvariantsTest, AGapBesideMoneyThatCouldCloseIt) {
  must(protocol::PayInOwnMoney{Currency::CNY, amount("9.00"), ""});
  state_to_break().ledger.debit(state().ledger.platform(AccountKind::gap, Currency::CNY), {1});
  state_to_break().ledger.credit(lender, {1});
  expect_only_broken(money_is_backed);
}

TEST_F(InvariantsTest, AScheduleKeptForNoPayment) {
  loan(running).schedules_before.emplace_back();
  expect_only_broken(payments_reach_the_totals);
}

TEST_F(InvariantsTest, AReserveFundBelowZero) {
  account(state().ledger.platform(AccountKind::reserve_fund, Currency::CNY)).posted -= {1};
  account(lender).posted += {1};
  expect_only_broken(balances_hold_what_is_held);
}

TEST_F(InvariantsTest, ABorrowerFreedByACompensation) {
  state_to_break().borrowings.change(
      state().ledger[borrower].owner, Currency::CNY,
      [&](Borrowing& borrowing) { borrowing.owed -= loan(compensated).periods[0].principal; });
  expect_only_broken(borrowing_is_what_loans_owe);
}

TEST_F(InvariantsTest, ABorrowerWhoOwesAnotherSum) {
  state_to_break().borrowings.change(state().ledger[borrower].owner, Currency::CNY,
                                     [](Borrowing& borrowing) { borrowing.owed += {1}; });
  expect_only_broken(borrowing_is_what_loans_owe);
}

TEST_F(InvariantsTest, AHashThatDrifted) {
  state_to_break().hash.add(1);
  EXPECT_NE(state_hash_is_that_of_the_rows(state()), std::nullopt);
}

TEST_F(InvariantsTest, AContractChangedBehindTheHash) {
  loan(running).terms.annual_rate = {96'001};
  EXPECT_NE(state_hash_is_that_of_the_rows(state()), std::nullopt);
}

/// A record decided once and folded in a second time is the payout twice that must never be.
class TwiceDeathTest : public InvariantsTest {
 protected:
  void expect_death(const char* law) {
    const protocol::Record record = last();
    Engine* engine = const_cast<Engine*>(&TestPlatform::engine());
    protocol::Record again = record;
    again.key = {1, 1};
    EXPECT_DEATH(engine->replay(again), law);
  }
};

TEST_F(TwiceDeathTest, AnInstalment) {
  collect(running);
  expect_death("loan.paid == paid_before");
}

TEST_F(TwiceDeathTest, APrepayment) {
  deposit(borrower, amount("5000.00"));
  must(protocol::PrepayPrincipal{running, money::day("2024-03-01"), amount("100.00")});
  expect_death("loan.paid == paid_before");
  must(protocol::PrepayLoan{running, money::day("2024-03-02")});
  expect_death("loan.live");
}

TEST_F(TwiceDeathTest, AChargeOfLateInterest) {
  must(protocol::AssessLateInterest{compensated, money::day("2024-03-16")});
  expect_death("period.charged_to < day");
}

TEST_F(TwiceDeathTest, ACompensation) {
  must(protocol::AssessLateInterest{compensated, money::day("2024-04-15")});
  must(protocol::CompensateLoan{compensated, money::day("2024-04-15")});
  expect_death("loan.paid == paid_before");
}

TEST_F(TwiceDeathTest, AReversalOfAnInstalment) {
  must(protocol::ReversePayment{running, state().loans[running].payments.back().payment,
                                money::day("2024-03-01"), ""});
  expect_death("loan.paid == taken.paid_before");
}

TEST_F(TwiceDeathTest, ABusinessDay) {
  must(protocol::BeginBusinessDay{money::day("2024-03-15")});
  expect_death("on > today_");
}

TEST_F(TwiceDeathTest, ABouncedDeposit) {
  deposit(lender, amount("5.00"));
  must(protocol::BounceDeposit{{state().sequence}, ""});
  expect_death("!posting.reversed");
}

TEST_F(TwiceDeathTest, AReturnedWithdrawal) {
  must(protocol::SubmitWithdrawal{{1}});
  must(protocol::CompleteWithdrawal{{1}});
  must(protocol::ReturnWithdrawal{{1}, ""});
  expect_death("state == WithdrawalState::completed");
}

TEST_F(TwiceDeathTest, TheCollectionOfADebt) {
  const auto [owner, currency] = state().ledger.owed().begin()->first;
  const AccountId debtor = state().ledger.find(owner, AccountKind::member_cash, currency);
  deposit(debtor, amount("100.00"));
  must(protocol::CollectReceivable{debtor});
  expect_death("ASSERT failed");
}

TEST_F(TwiceDeathTest, ASettlement) {
  bid(raising, lender, amount("800.00"));
  settle(raising, "2024-03-15");
  expect_death("loan.state == LoanState::full");
}

TEST_F(TwiceDeathTest, ABid) {
  bid(raising, lender, amount("100.00"));
  expect_death("loan.raised == event.from");
}

TEST_F(TwiceDeathTest, TheEndOfAListing) {
  must(protocol::CancelListing{raising, ""});
  expect_death("loan.state <= LoanState::full");
}

TEST_F(TwiceDeathTest, ThePartOfARaise) {
  must(protocol::AcceptPartialRaise{raising});
  expect_death("loan.state == LoanState::open");
}

TEST_F(TwiceDeathTest, AStepOfAWithdrawal) {
  must(protocol::SubmitWithdrawal{{1}});
  expect_death("state == WithdrawalState::requested");
  must(protocol::CompleteWithdrawal{{1}});
  expect_death("ASSERT failed");
}

TEST_F(TwiceDeathTest, AWithdrawalPaidAfterItsRelease) {
  must(protocol::SubmitWithdrawal{{1}});
  must(protocol::ReleaseWithdrawal{{1}, ""});
  expect_death("ASSERT failed");
  must(protocol::CompleteWithdrawal{{1}});
  expect_death("withdrawal.state == WithdrawalState::submitted");
}

TEST_F(TwiceDeathTest, AReversal) {
  must(protocol::TransferFunds{lender, borrower, amount("5.00"), ""});
  must(protocol::ReversePosting{{state().sequence}, ""});
  expect_death("!posting.reversed");
}

TEST_F(TwiceDeathTest, AnAccountOrALoan) {
  open(9);
  expect_death("ASSERT failed");
  protocol::CreateListing wish;
  wish.borrower_account = borrower;
  wish.principal = amount("100.00");
  must(wish);
  expect_death("loan.id == next_id");
}

}  // namespace
}  // namespace tributary::engine
