#include "verticals/books/earned.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/holdings.hpp"
#include "verticals/books/random_life.hpp"
#include "verticals/books/slow_flows.hpp"

namespace tributary::books {
namespace {

Earned rate(std::int64_t ppm) { return {Rate{ppm}, {}, {}}; }

/// Loans of one investor, whose claims are merged or followed.
class EarnedTest : public testing::TestWithParam<std::uint32_t> {
 protected:
  static constexpr Date start{20'000};

  LoanId settle(Amount principal, const std::vector<money::Instalment>& schedule,
                Rate interest_fee = {}, Date on = start) {
    life.deposit(investor, principal);
    const LoanId loan = life.list(borrower, principal, interest_fee);
    life.bid(loan, investor, principal);
    life.loans.at(loan).today = on;
    life.settle(loan, schedule, {}, {}, {});
    return loan;
  }
  /// Of a thousandth a day from the bid on, which was placed so many days before the settlement.
  LoanId settle_from_bid(Amount principal, const std::vector<money::Instalment>& schedule,
                         std::int32_t days) {
    life.deposit(investor, principal);
    protocol::ListingCreated created;
    created.terms.annual_rate = {365'000};
    created.terms.basis = money::Basis::act_365;
    created.rules.interest_from = protocol::InterestFrom::bid;
    const LoanId loan = life.list(borrower, principal, {}, 0, created);
    life.bid(loan, investor, principal, start + -days);
    life.settle(loan, schedule, {}, {}, {});
    return loan;
  }
  void collect(LoanId loan, Date on) {
    life.loans.at(loan).today = on;
    life.collect(loan);
  }
  /// By the account, and by all holders of everything, who are the same.
  Earned earned() {
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    const Earned earned = earned_by(books, investor);
    EXPECT_EQ(earned_in(books, books.totals().at(0)), earned);
    return earned;
  }
  /// By the claim on a loan, and by all its holders, who are the same.
  Earned earned_of(LoanId loan) {
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    const Earned all = earned_by_all(books, *books.loan(loan));
    const auto claims = claims_of(books, investor, {}, 10);
    for (const ClaimLine& claim : claims->lines) {
      if (claim.loan == loan) {
        EXPECT_EQ(claim.earned, all);
      }
    }
    return all;
  }

  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  Bookshelf shelf{GetParam()};
};

// From the first bid on, from the second, not at all.
INSTANTIATE_TEST_SUITE_P(Followed, EarnedTest, testing::Values(1U, 2U, 64U));

// Source: Microsoft, support article "XIRR function": 0.373362535.
TEST_P(EarnedTest, IsWhatASpreadsheetSays) {
  const Date begin = *money::parse_date("2008-01-01");
  const std::vector<money::Instalment> schedule{
      {*money::parse_date("2008-03-01"), {200'000}, {75'000}},
      {*money::parse_date("2008-10-30"), {300'000}, {125'000}},
      {*money::parse_date("2009-02-15"), {275'000}, {50'000}},
      {*money::parse_date("2009-04-01"), {225'000}, {50'000}}};
  const LoanId loan = settle({1'000'000}, schedule, {}, begin);
  for (const money::Instalment& line : schedule) collect(loan, line.due);
  EXPECT_EQ(earned_of(loan), rate(373'363));
  EXPECT_EQ(earned(), rate(373'363));
}

TEST_P(EarnedTest, IsNotToldWhereNothingWasLentOrItWentOneWayAlone) {
  EXPECT_EQ(life.balance(investor), Amount{});
  life.deposit(investor, {1'000});
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {500});
  shelf.follow(life);
  Connection reader(shelf.url());
  {
    Snapshot books(reader);
    EXPECT_EQ(earned_by(books, investor).reason, "nothing was lent") << "a bid is held, not lent";
    EXPECT_FALSE(earned_by(books, investor).annual_rate);
  }
  life.bid(loan, investor, {500});
  life.settle(loan, {{start + 365, {1'000}, {100}}}, {}, {}, {});
  EXPECT_EQ(earned().reason, "money went one way alone, or all of it on one day");
  EXPECT_EQ(earned().reason_zh, "资金只有单向流动，或全部发生在同一天");
}

TEST_P(EarnedTest, TakesOffTheFeeThatIsKeptOfTheInterest) {
  const LoanId loan = settle({100'000}, {{start + 365, {100'000}, {10'000}}}, {100'000});
  collect(loan, start + 365);
  EXPECT_EQ(earned_of(loan), rate(90'000)) << "10 % less a tenth of it";
  EXPECT_EQ(earned(), rate(90'000));
}

// 1,000.00 out, of which 10.00 is back the same day: 1,100.00 after a year for 990.00.
TEST_P(EarnedTest, CountsWhatABidEarnedUntilItsLoanWasSettled) {
  const LoanId loan = settle_from_bid({100'000}, {{start + 365, {100'000}, {10'000}}}, 10);
  collect(loan, start + 365);
  EXPECT_EQ(earned_of(loan), rate(111'111));
  EXPECT_EQ(earned(), rate(111'111));
  collect(settle({1}, {{start + 365, {1}, {}}}), start + 365);
  EXPECT_EQ(earned_of(loan), rate(111'111));
  EXPECT_EQ(earned(), rate(111'110)) << "with another cent: (1,100.01 / 990.01) - 1";
}

TEST_P(EarnedTest, CountsPrincipalOutstandingInFull) {
  const LoanId loan = settle(
      {100'000}, {{start + 365, {40'000}, {10'000}}, {start + 730, {60'000}, {6'000}}}, {100'000});
  collect(loan, start + 365);
  EXPECT_EQ(earned(), rate(90'000)) << "on the day of the payment";
  life.begin_day(start + 730);
  EXPECT_EQ(earned_of(loan), earned());
  // 490.00 after one year and 600.00 after two for 1,000.00: x = 1 / (1 + rate) solves
  // 600 x^2 + 490 x = 1000, so the rate is 5.7419 %.
  EXPECT_EQ(earned(), rate(57'419)) << "a year without a payment";
}

TEST_P(EarnedTest, LosesWhatIsWrittenOffAndCountsWhatIsRecovered) {
  const LoanId loan = settle(
      {100'000}, {{start + 365, {40'000}, {10'000}}, {start + 366, {60'000}, {}}}, {100'000});
  collect(loan, start + 365);
  life.assess(loan, start + 400, {{2, {}, {}}});
  life.write_off(loan);
  EXPECT_EQ(earned_of(loan), rate(-510'000)) << "490.00 of 1,000.00 after a year";
  EXPECT_EQ(earned(), rate(-510'000));
  life.loans.at(loan).today = start + 730;
  life.collect_parts(loan, {{60'000}, {}, {}}, {}, {});
  // x = 1 / (1 + rate) solves 600 x^2 + 490 x = 1000.
  EXPECT_EQ(earned_of(loan), rate(57'419)) << "all of it came back in the end";
  EXPECT_EQ(earned(), rate(57'419));
  life.reverse_instalment(loan);
  EXPECT_EQ(earned_of(loan), rate(-510'000)) << "bounced: written off as before";
  EXPECT_EQ(earned(), rate(-510'000));
  settle({1}, {{start + 900, {1}, {}}}, {}, start + 730);
  EXPECT_EQ(earned(), rate(-510'000)) << "a cent that goes out and is outstanding";
}

/// Both on one day, and entered one after the other.
TEST_P(EarnedTest, LosesWhatOfSeveralLoansIsWrittenOff) {
  const LoanId first = settle({100'000}, {{start + 30, {100'000}, {1'000}}});
  const LoanId second = settle({50'000}, {{start + 30, {50'000}, {1'000}}});
  for (const LoanId loan : {first, second}) {
    life.assess(loan, start + 400, {{1, {}, {}}});
    life.write_off(loan);
    shelf.follow(life);
  }
  EXPECT_EQ(earned().reason, "money went one way alone, or all of it on one day");
}

/// What others hold beside an account that is followed has no days of its own.
TEST_P(EarnedTest, HasDaysOfThoseWhoAreFollowedAlone) {
  const AccountId other = life.open_member(12);
  protocol::ListingCreated created;
  created.terms.annual_rate = {365'000};
  created.terms.basis = money::Basis::act_365;
  created.rules.interest_from = protocol::InterestFrom::bid;
  const LoanId loan = life.list(borrower, {100'000}, {}, 0, created);
  life.bid(loan, investor, {30'000}, start + -10);
  life.bid(loan, investor, {30'000}, start + -10);
  life.bid(loan, other, {40'000}, start + -10);
  life.settle(loan, {{start + 30, {50'000}, {1'000}}, {start + 60, {50'000}, {1'000}}}, {}, {}, {});
  collect(loan, start + 30);
  collect(loan, start + 60);
  life.reverse_instalment(loan);
  life.assess(loan, start + 90, {});
  life.write_off(loan);
  shelf.follow(life);
  for (const ClaimsDay& day : shelf.rows<ClaimsDay>()) {
    const bool is_followed = day.account == investor ? GetParam() <= 2 : GetParam() == 1;
    EXPECT_TRUE(is_followed) << day.account.value;
  }
}

TEST_P(EarnedTest, SaysWhenNoRateExplainsIt) {
  const LoanId loan = settle({1}, {{start + 1, {1}, {1'000'000'000}}});
  collect(loan, start + 1);
  EXPECT_EQ(earned().reason,
            "no rate between -99.9999 % and 99999900 % a year explains the payments");
  EXPECT_EQ(earned_of(loan).reason_zh, "在年化 -99.9999% 至 99999900% 之间没有与收付相符的利率");
}

TEST_P(EarnedTest, SaysNothingOfATotalLoss) {
  const LoanId loan = settle({100'000}, {{start + 30, {100'000}, {1'000}}});
  life.assess(loan, start + 400, {{1, {}, {}}});
  life.write_off(loan);
  life.begin_day(start + 400);
  EXPECT_EQ(earned().reason, "money went one way alone, or all of it on one day");
}

TEST_P(EarnedTest, APaymentTakenBackWasNeverMade) {
  const LoanId loan =
      settle({100'000}, {{start + 365, {50'000}, {4'500}}, {start + 366, {50'000}, {4'500}}});
  collect(loan, start + 365);
  collect(loan, start + 366);
  EXPECT_GT(earned().annual_rate, Rate{89'000});
  life.loans.at(loan).today = start + 400;
  life.reverse_instalment(loan);
  life.reverse_instalment(loan);
  life.begin_day(start + 400);
  EXPECT_EQ(earned_of(loan), rate(0)) << "out and all of it outstanding";
  EXPECT_EQ(earned(), rate(0));
  collect(loan, start + 730);
  collect(loan, start + 730);
  EXPECT_EQ(earned_of(loan), rate(44'031)) << "the square root of 1.09";
  EXPECT_EQ(earned(), rate(44'031));
}

TEST_P(EarnedTest, CountsWhatIsEnteredLateOnItsDay) {
  const LoanId first = settle({100'000}, {{start + 365, {100'000}, {9'000}}});
  const LoanId second = settle({100'000}, {{start + 365, {100'000}, {9'000}}});
  collect(first, start + 400);
  collect(second, start + 365);
  EXPECT_EQ(earned_of(second), rate(90'000));
  collect(settle({1}, {{start + 500, {1}, {}}}, {}, start + 500), start + 500);
  // 2,000.00 out; 1,090.00 after 365 days and 1,090.00 after 400: by a search by
  // hand, 2,000 = 1,090 x + 1,090 x^(400 / 365) at 8.5719 %.
  EXPECT_EQ(earned(), rate(85'719));
}

// What comes and goes on a day is more than 64 bits hold.
TEST_P(EarnedTest, APaymentMayComeAndBeTakenBackForEver) {
  const LoanId loan = settle(money::amount_max, {{start + 365, money::amount_max, {}}});
  collect(loan, start + 365);
  for (int n = 0; n < 9'300; ++n) {
    life.reverse_instalment(loan);
    collect(loan, start + 365);
  }
  shelf.follow(life, life.last_sequence(), 1'000);
  EXPECT_EQ(earned_of(loan), rate(0));
  EXPECT_EQ(earned(), rate(0));
}

TEST_P(EarnedTest, SaysWhenAmountsAreTooLarge) {
  settle({100'000}, {{start + 365, {100'000}, {9'000}}});
  life.begin_day(start + 365);
  shelf.follow(life);
  Connection reader(shelf.url());
  for (const char* sum : {"99999999999999999999999999.99", "-60000000000000000.00"}) {
    shelf.database().execute("UPDATE books_lent_day SET flow = '" + std::string(sum) + "'");
    Snapshot books(reader);
    EXPECT_EQ(earned_in(books, books.totals().at(0)).reason,
              "the amounts are too large to compute with");
  }
}

/// What a slow path over all lines of all statements says, and what is said without it.
void expect_slow_rates(Snapshot& books, const Life& life) {
  std::map<LoanId, SlowFlows> loans;
  SlowFlows all;
  for (const auto& [account, lines] : life.lines) {
    const auto slow = slow_flows(books, account);
    SlowFlows own;
    for (const auto& [claim, flows] : slow) {
      own += flows;
      loans[claim.first] += flows;
      all += flows;
    }
    EXPECT_EQ(earned_by(books, account).annual_rate, own.rate(books)) << account.value;
    const auto claims = claims_of(books, account, std::nullopt, 1'000)->lines;
    const auto of_claims = std::ranges::count_if(
        slow, [](const auto& flows) { return flows.first.second != all_bids; });
    EXPECT_EQ(claims.size(), static_cast<std::size_t>(of_claims));
    for (const ClaimLine& claim : claims) {
      const Life::Loan& loan = life.loans.at(claim.loan);
      const auto bid = std::ranges::find(loan.bids, claim.bid, &Life::Bid::number);
      EXPECT_EQ(claim.bid_interest, loan.bid_interest(*bid, claim.settled_on));
      SlowFlows flows = slow.at({claim.loan, claim.bid});
      flows.days[claim.settled_on] += claim.bid_interest;
      EXPECT_EQ(claim.earned.annual_rate, flows.rate(books));
      EXPECT_NE(claim.earned.annual_rate.has_value(), claim.earned.reason.has_value());
    }
  }
  for (const auto& [loan, flows] : loans) {
    EXPECT_EQ(earned_by_all(books, *books.loan(loan)).annual_rate, flows.rate(books));
  }
  for (const Totals& totals : books.totals()) {
    EXPECT_EQ(earned_in(books, totals).annual_rate, all.rate(books));
  }
}

RC_GTEST_PROP(Earned, FollowsFromTheLinesOfTheStatement, ()) {
  const Life life = *random_life();
  Bookshelf shelf(*rc::gen::inRange<std::uint32_t>(1, 12));
  while (shelf.cursor() < life.last_sequence()) {
    const Sequence left = life.last_sequence() - shelf.cursor();
    shelf.follow(life, shelf.cursor() + *rc::gen::inRange<Sequence>(1, left + 1));
    Connection reader(shelf.url());
    Snapshot books(reader);
    expect_slow_rates(books, life);
    if (*rc::gen::inRange(0, 3) == 0) shelf.restart();
  }
  RC_ASSERT(!testing::Test::HasFailure());
}

}  // namespace
}  // namespace tributary::books
