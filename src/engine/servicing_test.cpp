#include "engine/servicing.hpp"

#include <gtest/gtest.h>

#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using money::amount;
using money::day;
using protocol::AfterPrepayment;

money::Terms terms_of(money::Method method, std::int32_t periods) {
  money::Terms terms;
  terms.method = method;
  terms.annual_rate = {96'000};
  terms.periods = periods;
  return terms;
}

/// A loan of one investor and a borrower who can pay anything.
class ServicingTest : public testing::Test, protected TestMarket {
 protected:
  LoanId lend(const money::Terms& terms, std::string_view principal, std::string_view on) {
    protocol::CreateListing wish;
    wish.terms = terms;
    const LoanId id = listing(borrower, amount(principal), wish);
    bid(id, lender, amount(principal));
    settle(id, on);
    return id;
  }
  protocol::PrincipalPrepaid prepay(LoanId id, std::string_view on, std::string_view sum,
                                    AfterPrepayment after = AfterPrepayment::smaller_instalment) {
    return must(protocol::PrepayPrincipal{id, day(on), amount(sum), after});
  }
  const Loan& loan(LoanId id) const { return state().loans[id]; }
  std::vector<std::string> dues(LoanId id) const {
    std::vector<std::string> all;
    for (const LoanPeriod& period : loan(id).periods) all.push_back(to_string(period.due));
    return all;
  }
  void collect_all(LoanId id) {
    while (loan(id).live()) collect(id);
    EXPECT_EQ(loan(id).state, LoanState::repaid);
    EXPECT_EQ(first_broken(state()), std::nullopt);
  }

  AccountId lender = investor(7, amount("1000000.00"));
  AccountId borrower = investor(8, amount("1000000.00"));
};

TEST_F(ServicingTest, OwesInterestToTheDay) {
  // 100,000 x 9.6 % / 12 = 800.00 a month, 26.67 a day of 30/360.
  const LoanId id = lend(terms_of(money::Method::interest_only, 12), "100000.00", "2024-01-10");
  EXPECT_EQ(interest_owed(loan(id), day("2024-01-10")), amount("0.00"));
  EXPECT_EQ(interest_owed(loan(id), day("2024-01-11")), amount("26.67"));
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-09")), amount("773.33"));
  collect(id);
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-10")), amount("0.00"));
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-25")), amount("400.00"));
}

TEST_F(ServicingTest, OwesDeferredInterestBeforeItFallsDue) {
  auto terms = terms_of(money::Method::interest_only, 12);
  terms.interest_deferred_periods = 3;
  const LoanId id = lend(terms, "100000.00", "2024-01-10");
  EXPECT_EQ(loan(id).next_period(), 4U) << "the first three ask for nothing";
  EXPECT_EQ(interest_owed(loan(id), day("2024-03-25")), amount("2000.00"));  // 2 1/2 months
  const auto event = prepay(id, "2024-03-25", "40000.00");
  EXPECT_EQ(event.paid_after.interest, amount("2000.00"));
  // The rest of the deferral stays: what is left of month 3 falls due with month 4.
  EXPECT_EQ(event.first_period, 3U);
  EXPECT_EQ(loan(id).periods[2].interest, amount("0.00"));
  EXPECT_EQ(loan(id).periods[3].interest, amount("720.00"));  // 60,000 x 9.6 % x 45/360
  collect_all(id);
}

TEST_F(ServicingTest, OwesNothingAgainForAPeriodPaidAheadOfItsEnd) {
  auto terms = terms_of(money::Method::interest_only, 12);
  terms.business_days = money::BusinessDayRule::previous;
  const LoanId id = lend(terms, "100000.00", "2024-01-10");
  EXPECT_EQ(loan(id).periods[0].due, day("2024-02-09")) << "the 10th is a Saturday";
  collect(id);
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-09")), amount("0.00"));
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-10")), amount("0.00"));
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-12")), amount("53.33"));
  const auto event = prepay(id, "2024-02-09", "40000.00");
  EXPECT_EQ(event.first_period, 2U);
  EXPECT_EQ(event.schedule_start, day("2024-02-10"));
  EXPECT_EQ(event.paid_after.interest, event.paid_before.interest);
  EXPECT_EQ(loan(id).periods[0].interest_paid, amount("800.00")) << "the paid period is kept";
  EXPECT_EQ(loan(id).periods[1].interest, amount("480.00")) << "a whole month of 60,000.00";
  prepay(id, "2024-02-09", "20000.00");
  EXPECT_EQ(loan(id).periods[1].interest, amount("320.00"));
  collect_all(id);
}

TEST_F(ServicingTest, EarnsNothingOnPrincipalThatWaitsForABusinessDay) {
  auto terms = terms_of(money::Method::equal_principal, 12);
  terms.business_days = money::BusinessDayRule::next;
  const LoanId id = lend(terms, "120000.00", "2024-01-10");
  EXPECT_EQ(loan(id).periods[0].due, day("2024-02-12")) << "the 10th is a Saturday";
  // January's 960.00 and a day of the 110,000.00 that would be left.
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-11")), amount("989.33"));
  EXPECT_EQ(send(staff, protocol::PrepayPrincipal{id, day("2024-02-11"), amount("1.00")}),
            Refusal::due_instalments_unpaid);
  collect(id);
  EXPECT_EQ(interest_owed(loan(id), day("2024-02-12")), amount("58.67"));
  prepay(id, "2024-02-12", "10000.00");
  collect_all(id);
}

TEST_F(ServicingTest, KeepsTheAnchorDayThroughAPartPrepayment) {
  const LoanId id = lend(terms_of(money::Method::annuity, 6), "60000.00", "2024-01-31");
  const auto before = dues(id);
  EXPECT_EQ(before, (std::vector<std::string>{"2024-02-29", "2024-03-31", "2024-04-30",
                                              "2024-05-31", "2024-06-30", "2024-07-31"}));
  prepay(id, "2024-02-10", "1000.00");
  EXPECT_EQ(dues(id), before);
  collect(id);
  prepay(id, "2024-03-05", "1000.00");
  EXPECT_EQ(dues(id), before);
  collect(id);
  prepay(id, "2024-03-31", "1000.00");
  EXPECT_EQ(dues(id), before);
  collect_all(id);
}

TEST_F(ServicingTest, CountsAWholeMonthFromADueDateInFebruary) {
  const LoanId id = lend(terms_of(money::Method::interest_only, 6), "60000.00", "2024-01-31");
  collect(id);
  const auto event = prepay(id, "2024-02-29", "10000.00");
  EXPECT_EQ(event.paid_after.interest, event.paid_before.interest);
  EXPECT_EQ(loan(id).periods[1].interest, amount("400.00"));  // 50,000 x 9.6 % / 12
}

TEST_F(ServicingTest, PrepaysAPartOfABulletLoan) {
  const LoanId id = lend(terms_of(money::Method::bullet, 12), "100000.00", "2024-01-15");
  const auto event = prepay(id, "2024-06-20", "40000.00");
  EXPECT_EQ(event.paid_after.interest, amount("4133.33"));  // 155 days of 360
  EXPECT_EQ(event.first_period, 1U);
  ASSERT_EQ(loan(id).periods.size(), 1U);
  EXPECT_EQ(loan(id).periods[0].due, day("2025-01-15"));
  EXPECT_EQ(loan(id).periods[0].principal, amount("60000.00"));
  EXPECT_EQ(loan(id).periods[0].interest, amount("3280.00"));  // 205 days of 360
  prepay(id, "2025-01-14", "59000.00", AfterPrepayment::fewer_periods);
  EXPECT_EQ(loan(id).periods[0].due, day("2025-01-15"));
  collect_all(id);
}

TEST_F(ServicingTest, ShortensInterestFreePeriodsOfABulletLoan) {
  auto terms = terms_of(money::Method::bullet, 12);
  terms.interest_free_periods = 3;
  const LoanId id = lend(terms, "100000.00", "2024-01-15");
  EXPECT_EQ(loan(id).periods[0].interest, amount("7200.00"));  // nine months
  prepay(id, "2024-03-15", "40000.00");
  EXPECT_EQ(loan(id).paid.interest, amount("0.00"));
  EXPECT_EQ(loan(id).periods[0].interest, amount("4320.00"));  // nine months of 60,000.00
}

TEST_F(ServicingTest, DropsPeriodsButNeverRaisesTheInstalment) {
  std::vector<LoanId> loans;  // settled before time goes on
  for (const auto method :
       {money::Method::annuity, money::Method::equal_principal, money::Method::flat}) {
    loans.push_back(lend(terms_of(method, 12), "120000.00", "2024-01-10"));
  }
  for (const LoanId id : loans) {
    collect(id);
    Amount agreed;
    for (std::size_t i = 1; i < 12; ++i) {
      const LoanPeriod& period = loan(id).periods[i];
      agreed = std::max(agreed, period.principal + period.interest);
    }
    prepay(id, "2024-02-10", "50000.00", AfterPrepayment::fewer_periods);
    const std::size_t periods = loan(id).periods.size();
    EXPECT_LT(periods, 12U);
    EXPECT_GE(periods, 1U + 6U) << "60,000.00 at about 10,000.00 a month";
    for (std::size_t i = 1; i < periods; ++i) {
      const LoanPeriod& period = loan(id).periods[i];
      EXPECT_LE(period.principal + period.interest, agreed) << i;
    }
    collect_all(id);
  }
}

TEST_F(ServicingTest, KeepsThePeriodsWhereInstalmentsShrink) {
  const LoanId id = lend(terms_of(money::Method::annuity, 12), "120000.00", "2024-01-10");
  collect(id);
  const Amount before = loan(id).periods[1].left();
  prepay(id, "2024-02-10", "50000.00");
  EXPECT_EQ(loan(id).periods.size(), 12U);
  EXPECT_LT(loan(id).periods[1].left(), before);
  collect_all(id);
}

TEST_F(ServicingTest, SkipsTheNextDuesUntilThePrepaidPrincipalIsUsedUp) {
  std::vector<LoanId> loans;
  for (const auto method :
       {money::Method::annuity, money::Method::equal_principal, money::Method::flat}) {
    auto terms = terms_of(method, 12);
    terms.interest_deferred_periods = method == money::Method::flat ? 4 : 0;
    loans.push_back(lend(terms, "120000.00", "2024-01-31"));
  }
  for (const LoanId id : loans) {
    if (loan(id).next_period() == 1) collect(id);
    const auto before = loan(id).periods;
    const auto event = prepay(id, "2024-03-10", "25000.00", AfterPrepayment::skip_next_dues);
    Amount skipped;
    for (std::size_t i = 0; i < 12; ++i) {
      const LoanPeriod& period = loan(id).periods[i];
      EXPECT_EQ(period.due, before[i].due) << i;
      const Amount less = before[i].principal - period.principal;
      EXPECT_TRUE(less == Amount{} || period.principal == Amount{} ||
                  skipped + less == amount("25000.00"))
          << i;
      skipped += less;
    }
    EXPECT_EQ(skipped, amount("25000.00"));
    EXPECT_EQ(event.first_period, 2U);
    const Date eve = loan(id).periods[loan(id).next_period() - 1].due + -1;
    prepay(id, to_string(eve), "1000.00", AfterPrepayment::skip_next_dues);
    prepay(id, to_string(eve), "1000.00", AfterPrepayment::fewer_periods);
    collect_all(id);
  }
}

TEST_F(ServicingTest, OwesToTheDayWhatASkippedDueAsksFor) {
  const LoanId id = lend(terms_of(money::Method::annuity, 12), "120000.00", "2024-01-10");
  prepay(id, "2024-01-10", "30000.00", AfterPrepayment::skip_next_dues);
  // 90,000.00 x 9.6 % / 12, and nothing else, for three periods.
  for (std::uint32_t period = 1; period <= 3; ++period) {
    EXPECT_EQ(loan(id).periods[period - 1].principal, amount("0.00"));
    EXPECT_EQ(loan(id).periods[period - 1].left(), amount("720.00"));
    EXPECT_EQ(interest_owed(loan(id), loan(id).periods[period - 1].due + -1), amount("696.00"));
    collect(id);
  }
  collect_all(id);
}

TEST_F(ServicingTest, SkipsNothingWherePrincipalComesLast) {
  std::vector<std::pair<LoanId, LoanId>> pairs;
  for (const auto method : {money::Method::interest_only, money::Method::bullet}) {
    const LoanId one = lend(terms_of(method, 6), "60000.00", "2024-01-31");
    pairs.emplace_back(one, lend(terms_of(method, 6), "60000.00", "2024-01-31"));
  }
  for (const auto& [one, other] : pairs) {
    const auto skipping = prepay(one, "2024-02-10", "10000.00", AfterPrepayment::skip_next_dues);
    const auto smaller = prepay(other, "2024-02-10", "10000.00");
    EXPECT_EQ(skipping.schedule, smaller.schedule);
  }
}

TEST_F(ServicingTest, GivesBackPrincipalToTheCentThroughPrepayments) {
  const Amount lent = balance(lender);
  const LoanId id = lend(terms_of(money::Method::annuity, 12), "100000.01", "2024-01-10");
  collect(id);
  prepay(id, "2024-02-20", "33333.33");
  collect(id);
  must(protocol::PrepayLoan{id, day("2024-04-01")});
  EXPECT_EQ(balance(lender), lent + state().loans[id].paid.interest);
  EXPECT_EQ(state().loans[id].paid.principal, amount("100000.01"));
  EXPECT_EQ(state().loans[id].state, LoanState::prepaid);
}

}  // namespace
}  // namespace tributary::engine
