#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "engine/test_market.hpp"
#include "money/test_loans.hpp"
#include "protocol/query.hpp"

/// What a prepayment is said to cost, against the one that is made.
namespace tributary::engine {
namespace {

using money::amount;
using money::day;
using protocol::PrepaymentQuery;
using protocol::PrepaymentView;

class PrepaymentQuoteTest : public testing::Test, protected TestMarket {
 protected:
  PrepaymentQuoteTest() {
    protocol::CreateListing wish;
    wish.terms = {.method = money::Method::equal_principal, .annual_rate = {120'000}};
    wish.fees.service_per_period = {1'000};
    wish.fees.prepayment = {10'000};
    loan_ = listing(borrower_, amount("12000.00"), wish);
    bid(loan_, investor(7, amount("12000.00")), amount("12000.00"));
    settle(loan_, "2024-01-15");
    must(protocol::BeginBusinessDay{day("2024-01-15"), {}, {}});
  }

  protocol::Answer ask(const PrepaymentQuery& query, const protocol::Sender& sender = staff) const {
    return engine().answer(sender, query);
  }
  PrepaymentView quote(const PrepaymentQuery& query) const {
    return std::get<PrepaymentView>(ask(query));
  }
  Refusal refusal(const PrepaymentQuery& query, const protocol::Sender& sender = staff) const {
    return std::get<protocol::RefusedQuestion>(ask(query, sender)).refusal;
  }

  AccountId borrower_ = open(8);
  LoanId loan_;
};

// 12,000.00 at 1 % a month, half a month of it; 1 % for the investors, 0.1 % due with the next
// instalment.
TEST_F(PrepaymentQuoteTest, SaysWhatAllThatIsLeftCosts) {
  const PrepaymentView all = quote({loan_, day("2024-01-30"), {}});
  EXPECT_EQ(all.principal, amount("12000.00"));
  EXPECT_EQ(all.interest, amount("60.00"));
  EXPECT_EQ(all.compensation, amount("120.00"));
  EXPECT_EQ(all.fee, amount("12.00"));
  EXPECT_EQ(all.total, amount("12192.00"));
  EXPECT_TRUE(all.instalments.empty());
  EXPECT_EQ(all.spendable, balance(borrower_)) << "whoever has the money for it";
  EXPECT_EQ(quote({loan_, day("2024-01-30"), amount("12000.00")}).total, all.total)
      << "all of it is a pay-off, as a sum too";
}

TEST_F(PrepaymentQuoteTest, SaysWhatAPartCostsAndWhatFollows) {
  const PrepaymentView part = quote({loan_, day("2024-01-30"), amount("3000.00")});
  EXPECT_EQ(part.principal, amount("3000.00"));
  EXPECT_EQ(part.interest, amount("60.00"));
  EXPECT_EQ(part.compensation, amount("30.00"));
  EXPECT_EQ(part.total, amount("3090.00"));
  ASSERT_EQ(part.instalments.size(), 12U);
  EXPECT_EQ(part.instalments.front(),
            (money::Instalment{day("2024-02-15"), amount("750.00"), amount("45.00")}));
}

// A member pays on the business day alone, and may ask of days to come.
TEST_F(PrepaymentQuoteTest, IsGivenForDaysToComeUpToTheNextDueDate) {
  EXPECT_EQ(quote({loan_, {}, {}}).on, state().day());
  EXPECT_EQ(quote({loan_, day("2024-02-14"), {}}).interest, amount("116.00"));
  EXPECT_EQ(refusal({loan_, day("2024-02-15"), {}}), Refusal::due_instalments_unpaid);
  EXPECT_EQ(refusal({loan_, day("2024-01-14"), {}}), Refusal::date_goes_back);
}

TEST_F(PrepaymentQuoteTest, IsForTheBorrowerAndStaff) {
  EXPECT_TRUE(std::holds_alternative<PrepaymentView>(ask({loan_, {}, {}}, member(8))));
  EXPECT_EQ(refusal({loan_, {}, {}}, member(7)), Refusal::account_not_yours);
  EXPECT_EQ(refusal({{99}, {}, {}}), Refusal::loan_not_found);
  EXPECT_EQ(refusal({loan_, {}, amount("12000.01")}), Refusal::amount_exceeds_outstanding);
  EXPECT_EQ(refusal({loan_, {}, Amount{}}), Refusal::amount_not_positive);
  deposit(borrower_, amount("1000.00"));
  must(protocol::PrepayLoan{loan_, state().day()});
  EXPECT_EQ(refusal({loan_, {}, {}}), Refusal::loan_not_repaying);
}

TEST(PrepaymentQuote, IsTheSameBeforeAndAfterABlock) {
  TestMarket market;
  const AccountId borrower = market.open(8);
  const LoanId loan = market.listing(borrower, amount("1000.00"));
  market.bid(loan, market.investor(7, amount("1000.00")), amount("1000.00"));
  market.settle(loan, "2024-01-15");
  market.must(protocol::BeginBusinessDay{day("2024-01-15"), {}, {}});
  market.must(protocol::BlockParty{{8}, {}});
  EXPECT_TRUE(std::holds_alternative<PrepaymentView>(
      market.engine().answer(staff, PrepaymentQuery{loan, {}, {}})));
}

/// A loan settled by the date of a zone that is ahead, while no business day has begun.
TEST(PrepaymentQuote, IsOfTheLoansOwnDayWhileTheFirstThatItCanBeIsBefore) {
  TestMarket market;
  market.at({day("2024-01-15").days * std::int64_t{86'400'000} + 60'000});
  const AccountId borrower = market.open(8);
  const LoanId loan = market.listing(borrower, amount("1000.00"));
  market.bid(loan, market.investor(7, amount("1000.00")), amount("1000.00"));
  market.settle(loan, "2024-01-15");
  ASSERT_FALSE(market.state().days.begun());
  ASSERT_LT(market.state().day(), day("2024-01-15"));
  for (const protocol::Sender& sender : {staff, member(8)}) {
    const protocol::Answer answer = market.engine().answer(sender, PrepaymentQuery{loan, {}, {}});
    ASSERT_TRUE(std::holds_alternative<PrepaymentView>(answer));
    EXPECT_EQ(std::get<PrepaymentView>(answer).on, day("2024-01-15"));
  }
}

/// Any loan, on any day before it ends: what is quoted is what is paid, and the loan goes on as was
/// said.
RC_GTEST_PROP(PrepaymentQuote, IsWhatIsPaid, ()) {
  TestMarket market;
  market.at({day("2024-01-15").days * std::int64_t{86'400'000}});
  protocol::CreateListing wish;
  wish.terms = money::any_terms();
  wish.fees = money::any_fees();
  wish.guarantor_account = market.open(9, AccountKind::guarantor_cash);
  const Amount principal{*rc::gen::inRange<std::int64_t>(100'000, 100'000'000)};
  wish.rules.bid_amount_min = principal;
  wish.borrower_account = market.open(8);
  wish.principal = principal;
  if (market.send(staff, wish) != Refusal::none) return;
  const LoanId loan = market.last_event<protocol::ListingCreated>().loan;
  market.must(protocol::ApproveListing{loan});
  const protocol::Time now = market.state().now;
  market.must(protocol::ScheduleListing{loan, now, {now.ms + 86'400'000}});
  market.must(protocol::OpenListing{loan});
  market.bid(loan, market.investor(7, principal), principal);
  if (market.send(staff, protocol::SettleLoan{loan, day("2024-01-15"), {}}) != Refusal::none) {
    return;
  }
  market.deposit(wish.borrower_account, money::amount_max);
  for (int paid = *rc::gen::inRange(0, 4); paid > 0; --paid) {
    const Loan& next = market.state().loans[loan];
    const std::uint32_t period = next.next_period();
    if (period == next.periods.size()) break;
    const protocol::CollectInstalment collect{loan, period, next.periods[period - 1].due, {}};
    if (market.send(staff, collect) != Refusal::none) return;
  }
  const Loan& running = market.state().loans[loan];
  PrepaymentQuery query{loan, running.last_date + *rc::gen::inRange(0, 40), {}};
  query.after = *rc::gen::element(
      protocol::AfterPrepayment::smaller_instalment, protocol::AfterPrepayment::fewer_periods,
      protocol::AfterPrepayment::skip_next_dues, protocol::AfterPrepayment::same_instalment);
  if (*rc::gen::inRange(0, 2) == 0) {
    query.amount = Amount{*rc::gen::inRange<std::int64_t>(1, principal.minor)};
  }
  const protocol::Answer answer = market.engine().answer(staff, query);
  const Amount before = market.balance(wish.borrower_account);
  const bool whole = !query.amount || *query.amount == running.principal_outstanding();
  const Refusal refusal =
      whole ? market.send(approved_staff, protocol::PrepayLoan{loan, *query.on})
            : market.send(approved_staff,
                          protocol::PrepayPrincipal{loan, *query.on, *query.amount, query.after});
  RC_TAG(refusal == Refusal::none ? (whole ? "whole" : "part") : protocol::text_of(refusal).name);
  if (const auto* refused = std::get_if<protocol::RefusedQuestion>(&answer)) {
    RC_ASSERT(refusal == refused->refusal);
    return;
  }
  RC_ASSERT(refusal == Refusal::none);
  const auto& quote = std::get<PrepaymentView>(answer);
  RC_ASSERT(quote.total == before - market.balance(wish.borrower_account));
  if (whole) return;
  const auto event = market.last_event<protocol::PrincipalPrepaid>();
  RC_ASSERT(quote.instalments == event.schedule);
}

}  // namespace
}  // namespace tributary::engine
