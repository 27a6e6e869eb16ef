#include "engine/work.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using money::amount;
using money::day;
using protocol::WorkItem;
using protocol::WorkKind;
using protocol::WorkQuery;
using Kinds = std::vector<WorkKind>;

class WorkTest : public testing::Test, protected TestMarket {
 protected:
  /// Two equal-principal instalments of 500.00 with 10.00 and 5.00, on 02-15 and 03-15.
  LoanId lend(const protocol::LateRules& late = {}) {
    protocol::CreateListing wish;
    wish.terms.method = money::Method::equal_principal;
    wish.terms.annual_rate = {120'000};
    wish.terms.periods = 2;
    wish.late = late;
    wish.guarantor_account = guarantor;
    const LoanId id = listing(borrower, amount("1000.00"), wish);
    bid(id, lender, amount("1000.00"));
    settle(id, "2024-01-15");
    return id;
  }
  protocol::WorkView work(const WorkQuery& query) const {
    return std::get<protocol::WorkView>(engine().answer(staff, query));
  }
  protocol::WorkView work(std::string_view on, protocol::WorkPlace after = {},
                          std::uint32_t loans = 256) const {
    return work(WorkQuery{day(on), after, loans, 3});
  }
  Kinds kinds(std::string_view on) const {
    Kinds all;
    for (const WorkItem& item : work(on).items) all.push_back(item.kind);
    return all;
  }

  AccountId lender = investor(7, amount("100000.00"));
  AccountId borrower = open(8);
  AccountId guarantor = open(9, AccountKind::guarantor_cash);
};

TEST_F(WorkTest, OpensAndFailsListingsByTheClock) {
  protocol::CreateListing wish;
  wish.borrower_account = borrower;
  wish.principal = amount("1000.00");
  const LoanId id = must(wish).loan;
  must(protocol::ApproveListing{id});
  must(protocol::ScheduleListing{id, {5'000}, {9'000}});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{});
  at({5'000});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{WorkKind::open_listing});
  must(protocol::OpenListing{id});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{});
  at({9'000});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{WorkKind::fail_listing});
  must(protocol::FailListing{id});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{});
  EXPECT_EQ(work("2024-01-15").now.ms, 9'000);
}

TEST_F(WorkTest, FailsWhatWasNotOpenedOrSettledInTime) {
  constexpr std::int64_t day_ms = 86'400'000;
  protocol::CreateListing wish;
  wish.borrower_account = borrower;
  wish.principal = amount("1000.00");
  wish.rules.settle_within_days = 2;
  const LoanId unopened = must(wish).loan;
  must(protocol::ApproveListing{unopened});
  must(protocol::ScheduleListing{unopened, {5'000}, {9'000}});
  at({9'000});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{WorkKind::fail_listing});
  must(protocol::FailListing{unopened});

  const LoanId full = listing(borrower, amount("1000.00"), wish);
  bid(full, lender, amount("1000.00"));
  at({9'000 + 2 * day_ms - 1});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{});
  at({9'000 + 2 * day_ms});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{WorkKind::fail_listing});
  must(protocol::FailListing{full});
  EXPECT_EQ(held(lender), Amount{});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{});
}

TEST_F(WorkTest, RemindsOnceAndCollectsWhenDue) {
  const LoanId id = lend();
  EXPECT_EQ(kinds("2024-02-11"), Kinds{});
  EXPECT_EQ(kinds("2024-02-12"), Kinds{WorkKind::remind_instalment});
  EXPECT_EQ(state().loans.agenda().places().size(), 2U);
  must(protocol::RemindInstalment{id, 1, day("2024-02-12")});
  EXPECT_EQ(kinds("2024-02-12"), Kinds{});
  EXPECT_EQ(state().loans.agenda().places().size(), 1U);
  const auto due = work("2024-02-15").items;
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].kind, WorkKind::collect_instalment);
  EXPECT_EQ(due[0].account, borrower);
  EXPECT_EQ(due[0].period, 1U);
  EXPECT_EQ(due[0].due, day("2024-02-15"));
  EXPECT_EQ(due[0].amount, amount("510.00"));
  EXPECT_EQ(due[0].available, amount("1000.00"));
  collect(id);
  EXPECT_EQ(kinds("2024-02-15"), Kinds{});
}

TEST_F(WorkTest, ListsWhatDependsOnWhatInItsOrder) {
  protocol::LateRules late{
      3, {1'000}, {2'000}, protocol::Compensator::guarantor, protocol::CompensationScope::loan,
      5, 5};
  const LoanId id = lend(late);
  EXPECT_EQ(kinds("2024-02-18"), Kinds{WorkKind::collect_instalment});
  EXPECT_EQ(kinds("2024-02-19"),
            (Kinds{WorkKind::assess_late_interest, WorkKind::collect_instalment}));
  const auto items = work("2024-02-20").items;
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0].amount, amount("3.06"));    // two days of 0.51 and of a fee of 1.02
  EXPECT_EQ(items[1].amount, amount("513.06"));  // with them
  EXPECT_EQ(items[2].kind, WorkKind::compensate_loan);
  EXPECT_EQ(items[2].account, guarantor);
  EXPECT_EQ(items[2].amount, amount("1010.83"));  // 500.00 of the rest for five days of thirty
  EXPECT_EQ(items[2].available, amount("0.00"));
  EXPECT_EQ(items[3].kind, WorkKind::write_off_loan);
  must(protocol::AssessLateInterest{id, day("2024-02-20")});
  EXPECT_EQ(kinds("2024-02-20").front(), WorkKind::collect_instalment);
  EXPECT_EQ(kinds("2024-02-21").front(), WorkKind::assess_late_interest);
}

TEST_F(WorkTest, CountsFromTheDayOnWhichAPaymentWasTakenBack) {
  const protocol::LateRules late{
      0, {}, {}, protocol::Compensator::guarantor, protocol::CompensationScope::loan, 5, 9};
  const LoanId id = lend(late);
  deposit(borrower, amount("100.00"));
  must(protocol::PrepayLoan{id, day("2024-01-20")});
  const protocol::PostingId payment{state().sequence};
  must(protocol::ReversePayment{id, payment, day("2024-06-01"), ""});
  replace(loaded(saved(state())));
  EXPECT_EQ(kinds("2024-06-05"),
            (Kinds{WorkKind::assess_late_interest, WorkKind::collect_instalment}));
  EXPECT_EQ(kinds("2024-06-06").back(), WorkKind::compensate_loan);
  EXPECT_EQ(kinds("2024-06-07").back(), WorkKind::collect_instalment) << "nobody has the money";
  EXPECT_EQ(kinds("2024-06-10").back(), WorkKind::write_off_loan);
}

TEST_F(WorkTest, LeavesABorrowerWhoseMoneyStandsInTheGapInPeace) {
  const protocol::LateRules late{
      0, {}, {}, protocol::Compensator::guarantor, protocol::CompensationScope::loan, 5, 9};
  const LoanId id = lend(late);
  collect(id);
  const protocol::PostingId payment{state().sequence};
  must(protocol::RequestWithdrawal{lender, state().ledger.spendable(lender), Amount{}});
  must(protocol::SubmitWithdrawal{{1}});
  must(protocol::CompleteWithdrawal{{1}});
  must(protocol::ReversePayment{id, payment, day("2024-02-15"), ""});
  EXPECT_EQ(state().ledger.unbacked(borrower), amount("510.00"));
  EXPECT_EQ(kinds("2024-03-10"),
            (Kinds{WorkKind::assess_late_interest, WorkKind::collect_instalment}));
  must(protocol::PayInOwnMoney{Currency::CNY, amount("510.00"), ""});
  EXPECT_EQ(kinds("2024-03-10").back(), WorkKind::write_off_loan);
}

TEST_F(WorkTest, MarksALoanThatChargesNothingOnce) {
  const LoanId id = lend();
  EXPECT_EQ(kinds("2024-02-16").front(), WorkKind::assess_late_interest);
  must(protocol::AssessLateInterest{id, day("2024-02-16")});
  EXPECT_EQ(kinds("2024-02-17"), Kinds{WorkKind::collect_instalment});
}

TEST_F(WorkTest, AsksAWrittenOffLoanForItsInstalmentsAlone) {
  protocol::LateRules late;
  late.interest = {1'000};
  late.write_off_after_days = 5;
  const LoanId id = lend(late);
  must(protocol::AssessLateInterest{id, day("2024-02-20")});
  must(protocol::WriteOffLoan{id, day("2024-02-20")}, protocol::timers_agent);
  EXPECT_EQ(kinds("2024-03-20"), Kinds{WorkKind::collect_instalment});
}

/// On its due date it is tried as it is; after that as soon as there is something to take, or may
/// be before the day is over.
TEST_F(WorkTest, ListsNoCollectionWhereNoMoneyCanBe) {
  const LoanId id = lend();
  must(protocol::TransferFunds{borrower, lender, balance(borrower), ""});
  EXPECT_EQ(kinds("2024-02-15"), Kinds{WorkKind::collect_instalment});
  must(protocol::AssessLateInterest{id, day("2024-02-16")});
  EXPECT_EQ(kinds("2024-02-16"), Kinds{});
  EXPECT_EQ(kinds("2024-03-15"), Kinds{});
  deposit(borrower, amount("0.01"));
  EXPECT_EQ(kinds("2024-02-16"), Kinds{WorkKind::collect_instalment});
  protocol::CreateListing wish;
  const LoanId other = listing(open(10), amount("100.00"), wish);
  deposit(borrower, amount("99.99"));
  bid(other, borrower, amount("100.00"));
  EXPECT_EQ(kinds("2024-02-16"), Kinds{WorkKind::collect_instalment}) << "that loan may fail";
  replace(loaded(saved(state())));
  EXPECT_EQ(kinds("2024-02-16"), Kinds{WorkKind::collect_instalment});
  must(protocol::CancelListing{other, ""});
  must(protocol::TransferFunds{borrower, lender, balance(borrower), ""});
  EXPECT_EQ(kinds("2024-02-16"), Kinds{});
}

TEST_F(WorkTest, ListsNoCompensationThatThePayerCannotPay) {
  protocol::LateRules late;
  late.compensator = protocol::Compensator::guarantor;
  late.compensate_after_days = 5;
  const LoanId id = lend(late);
  must(protocol::TransferFunds{borrower, lender, balance(borrower), ""});
  must(protocol::AssessLateInterest{id, day("2024-02-19")});
  EXPECT_EQ(kinds("2024-02-19"), Kinds{});
  EXPECT_EQ(kinds("2024-02-20"), Kinds{WorkKind::compensate_loan}) << "tried once as it is";
  EXPECT_EQ(kinds("2024-02-21"), Kinds{});
  deposit(guarantor, amount("509.99"));
  EXPECT_EQ(kinds("2024-02-21"), Kinds{});
  deposit(guarantor, amount("0.01"));
  EXPECT_EQ(kinds("2024-02-21"), Kinds{WorkKind::compensate_loan});
}

TEST_F(WorkTest, CompensatesNothingWithinItsGraceDays) {
  const protocol::LateRules late{
      7, {}, {}, protocol::Compensator::guarantor, protocol::CompensationScope::instalment, 5, 0};
  lend(late);
  EXPECT_EQ(kinds("2024-02-22").back(), WorkKind::collect_instalment);
  EXPECT_EQ(kinds("2024-02-23").back(), WorkKind::compensate_loan);
}

TEST_F(WorkTest, LooksAtOneLoanWhereOneIsNamed) {
  lend();
  const LoanId second = lend();
  WorkQuery query{day("2024-02-15"), {}, 256, 3, second};
  const auto view = work(query);
  ASSERT_EQ(view.items.size(), 1U);
  EXPECT_EQ(view.items[0].loan, second);
  must(protocol::PrepayLoan{second, day("2024-01-15")});
  EXPECT_TRUE(work(query).items.empty());
  query.loan = {9};
  EXPECT_TRUE(work(query).items.empty());
}

TEST_F(WorkTest, AtAnyHourLooksAtListingsAlone) {
  lend();
  const LoanId open_one = listing(borrower, amount("100.00"));
  at({state().now.ms + 86'400'000});
  WorkQuery query{day("2024-02-15"), {}, 256, 3, {}, true};
  ASSERT_EQ(work(query).items.size(), 1U);
  EXPECT_EQ(work(query).items[0].loan, open_one);
  EXPECT_EQ(work("2024-02-15").items.size(), 2U);
  query.loans = 0;
  EXPECT_TRUE(work(query).items.empty());
}

TEST_F(WorkTest, ListsDebtsOnTheFirstPage) {
  deposit(borrower, amount("50.00"));
  const protocol::PostingId bounced{state().sequence};
  must(protocol::TransferFunds{borrower, lender, amount("50.00"), ""});
  must(protocol::BounceDeposit{bounced, ""});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{}) << "there is nothing to take";
  deposit(borrower, amount("20.00"));
  const auto items = work("2024-01-15").items;
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].kind, WorkKind::collect_receivable);
  EXPECT_EQ(items[0].account, borrower);
  EXPECT_EQ(items[0].amount, amount("20.00"));
  EXPECT_TRUE(work("2024-01-15", {Agenda::listing, 0, {1}}).items.empty());
  EXPECT_TRUE(work({day("2024-01-15"), {}, 256, 3, {}, true}).items.empty()) << "not at any hour";
  EXPECT_TRUE(work({day("2024-01-15"), {}, 0}).items.empty()) << "only which day it is";
  // It is taken from all that its owner has.
  const std::uint64_t owner = state().parties[state().ledger[borrower].owner].id.value;
  const AccountId other = open(owner, AccountKind::guarantor_cash);
  deposit(other, amount("5.00"));
  ASSERT_EQ(work("2024-01-15").items.size(), 2U);
  EXPECT_EQ(work("2024-01-15").items[1].account, other);
  must(protocol::CollectReceivable{borrower});
  must(protocol::CollectReceivable{other});
  EXPECT_EQ(kinds("2024-01-15"), Kinds{});
}

TEST_F(WorkTest, GoesThroughLiveLoansPageByPage) {
  std::vector<LoanId> loans;
  for (int i = 0; i < 5; ++i) loans.push_back(lend());
  must(protocol::PrepayLoan{loans[1], day("2024-01-15")});
  replace(loaded(saved(state())));
  std::vector<LoanId> seen;
  protocol::WorkPlace after;
  int pages = 0;
  do {
    const auto page = work("2024-02-15", after, 2);
    for (const WorkItem& item : page.items) seen.push_back(item.loan);
    after = page.next;
    ++pages;
  } while (after);
  EXPECT_EQ(seen, (std::vector<LoanId>{loans[0], loans[2], loans[3], loans[4]}));
  EXPECT_EQ(pages, 2);
}

TEST_F(WorkTest, IsOfThePresentBusinessDayUnlessAskedOtherwise) {
  lend();
  EXPECT_TRUE(std::get<protocol::WorkView>(engine().answer(staff, WorkQuery{})).items.empty());
  must(protocol::BeginBusinessDay{day("2024-02-15")});
  const auto view = std::get<protocol::WorkView>(engine().answer(staff, WorkQuery{}));
  EXPECT_EQ(view.business_day, day("2024-02-15"));
  EXPECT_EQ(view.items.size(), 1U);
}

}  // namespace
}  // namespace tributary::engine
