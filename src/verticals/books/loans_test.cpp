#include "verticals/books/loans.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "money/quote.hpp"
#include "verticals/books/bookshelf.hpp"
#include "verticals/books/random_life.hpp"
#include "verticals/books/schedule.hpp"

namespace tributary::books {
namespace {

std::vector<std::uint64_t> numbers(const std::vector<LoanLine>& lines) {
  std::vector<std::uint64_t> numbers;
  for (const LoanLine& line : lines) numbers.push_back(line.loan.value);
  return numbers;
}

struct LoansTest : testing::Test {
  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  Bookshelf shelf;

  LoansTest() { life.deposit(investor, {1'000'000}); }
};

TEST_F(LoansTest, ListsByFilterNewestFirst) {
  for (int n = 0; n < 6; ++n) life.list(borrower, {100}, {});
  life.cancel({2});
  life.cancel({5});
  life.bid({3}, investor, {40});
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const auto list = [&](const LoanFilter& filter) {
    return numbers(loans(books, filter, std::nullopt, 10).lines);
  };
  using Numbers = std::vector<std::uint64_t>;
  EXPECT_EQ(list({}), (Numbers{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(list({.state = LoanState::cancelled}), (Numbers{5, 2}));
  EXPECT_EQ(list({.state = LoanState::open, .rate_min = Rate{96'001}}), Numbers{});
  EXPECT_EQ(list({.rate_min = Rate{96'000}, .rate_max = Rate{96'000}}).size(), 6U);
  EXPECT_EQ(list({.rate_max = Rate{95'999}}), Numbers{});
  EXPECT_EQ(list({.method = money::Method::bullet}), Numbers{});
  EXPECT_EQ(list({.periods_max = 12}).size(), 6U);
  EXPECT_EQ(list({.periods_max = 11}), Numbers{});
  EXPECT_EQ(list({.currency = Currency::USD}), Numbers{});
  const LoanLine line = loans(books, {}, LoanCursor{{4}}, 1).lines.at(0);
  EXPECT_EQ(line.loan, LoanId{3});
  EXPECT_EQ(line.raised, Amount{40});
  EXPECT_EQ(line.remaining, Amount{60});
  EXPECT_EQ(line.title, "loan 3");
}

/// The costs that a list shows are those of a quote on the same terms, with the same fees.
struct LoanCosts : LoansTest {
  money::QuoteRequest request;

  LoanCosts() {
    request.terms.method = money::Method::bullet;
    request.terms.annual_rate = {120'000};
    request.terms.periods = 1;
    request.terms.business_days = money::BusinessDayRule::next;
    request.principal = {1'000'00};
    request.start = {19'675};  // of the first records of a life: 2023-11-14
    request.fees = {{35'680}, {3'464}, {10'000}, {500'000}, {500'000}, {5'000}};
  }
  LoanId list_it(protocol::InterestFrom from = protocol::InterestFrom::settlement) {
    protocol::ListingCreated created;
    created.terms = request.terms;
    created.fees = request.fees;
    created.principals = request.principals;
    created.rules.interest_from = from;
    return life.list(borrower, request.principal, request.fees.interest, 0, created);
  }
  void expect_quoted(LoanId loan, const money::Calendar& calendar) {
    const auto quoted = money::quote(request, calendar);
    ASSERT_TRUE(quoted && quoted->true_annual_cost && quoted->effective_annual_cost);
    shelf.follow(life);
    shelf.restart();
    Connection reader(shelf.url());
    Snapshot books(reader);
    const LoanLine line = line_of(books.loan(loan).value());
    EXPECT_EQ(line.true_annual_cost, quoted->true_annual_cost);
    EXPECT_EQ(line.effective_annual_cost, quoted->effective_annual_cost);
  }
};

TEST_F(LoanCosts, AreThoseOfAQuoteFromTheListingOn) {
  const LoanId loan = list_it();
  expect_quoted(loan, {});
  life.set_calendar({{19'705}, {19'706}});  // 2023-12-14 and the Friday after it
  const money::Calendar calendar(money::saturday_and_sunday, {{19'705}, {19'706}});
  expect_quoted(loan, calendar);
  EXPECT_NE(money::quote(request, calendar)->true_annual_cost,
            money::quote(request)->true_annual_cost);
  expect_quoted(list_it(), calendar);
}

TEST_F(LoanCosts, AreThoseOfWhatWasRaisedAndOfWhatWasSettled) {
  request.principal = {10'03};
  const LoanId loan = list_it();
  life.bid(loan, investor, {5'03});
  life.accept_partial(loan);
  request.principal = {5'03};
  expect_quoted(loan, {});
  request.start = life.loans.at(loan).today;
  const auto quoted = money::quote(request).value();
  const money::FeesWithheld withheld = money::fees_withheld(request.fees, request.principal);
  life.settle(loan,
              {{quoted.lines[0].due_date, quoted.lines[0].principal, quoted.lines[0].interest}},
              withheld.service, withheld.guarantee, quoted.lines[0].fee, withheld.reserve);
  expect_quoted(loan, {});
  life.set_calendar({quoted.lines[0].due_date});
  expect_quoted(loan, {});  // what is settled stays
}

/// Of a stepped schedule: two of twelve instalments repay something, and of half of it too.
TEST_F(LoanCosts, AreThoseOfThePrincipalsThatAListingNames) {
  request.terms.method = money::Method::equal_principal;
  request.terms.periods = 12;
  request.principal = {1'000'00};
  request.principals.assign(12, {});
  request.principals[2] = {300'00};
  request.principals[11] = {700'00};
  const LoanId loan = list_it();
  expect_quoted(loan, {});
  life.bid(loan, investor, {500'00});
  life.accept_partial(loan);
  request.principal = {500'00};
  request.principals[2] = {150'00};
  request.principals[11] = {350'00};
  expect_quoted(loan, {});
  const auto stepped = money::quote(request)->true_annual_cost;
  request.principals.clear();
  EXPECT_NE(money::quote(request)->true_annual_cost, stepped);
}

/// The borrower gets less by it on the day of the settlement, as by a fee.
TEST_F(LoanCosts, HaveTheInterestOfBidsOnceItIsKnown) {
  request.terms.basis = money::Basis::act_365;
  request.principal = {100'000};
  request.fees = {};
  const LoanId loan = list_it(protocol::InterestFrom::bid);
  expect_quoted(loan, {});
  request.start = life.loans.at(loan).today;
  life.bid(loan, investor, {100'000}, request.start + -30);
  const auto quoted = money::quote(request).value();
  life.settle(loan,
              {{quoted.lines[0].due_date, quoted.lines[0].principal, quoted.lines[0].interest}}, {},
              {}, {});
  request.fee_withheld = {9'860};  // 12 % a year for 30 days of 365: 986 of 100,000, rounded
  expect_quoted(loan, {});
}

TEST_F(LoanCosts, AreNotToldWhereThereIsNone) {
  const LoanId loan = life.list(borrower, {1}, {});  // too little for twelve instalments
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const LoanLine line = line_of(books.loan(loan).value());
  EXPECT_EQ(line.true_annual_cost, std::nullopt);
  EXPECT_EQ(line.effective_annual_cost, std::nullopt);
}

TEST_F(LoansTest, PagesMissAndRepeatNothingWhileLoansArrive) {
  for (int n = 0; n < 10; ++n) life.list(borrower, {100}, {});
  shelf.follow(life);
  Connection reader(shelf.url());
  std::vector<std::uint64_t> seen;
  std::optional<LoanCursor> after;
  do {
    Snapshot books(reader);
    const auto page = loans(books, {.state = LoanState::open}, after, 3);
    std::ranges::copy(numbers(page.lines), std::back_inserter(seen));
    after = page.next;
    life.list(borrower, {100}, {});
    shelf.follow(life);
  } while (after);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
}

TEST_F(LoansTest, ListsItsBidsNewestFirstWhileOthersArrive) {
  const LoanId loan = life.list(borrower, {1'000}, {});
  const LoanId other = life.list(borrower, {1'000}, {});
  for (int n = 0; n < 10; ++n) {
    life.bid(loan, investor, {10 + n});
    life.bid(other, investor, {1});
  }
  shelf.follow(life);
  Connection reader(shelf.url());
  std::vector<std::uint32_t> seen;
  std::optional<ChainCursor> after;
  do {
    Snapshot books(reader);
    const auto page = bids_on(books, *books.loan(loan), after, 4);
    ASSERT_TRUE(page);
    EXPECT_LE(page->lines.size(), 4U);
    ASSERT_TRUE(page.has_value());
    for (const LoanBid& bid : page->lines) {
      seen.push_back(bid.bid);
      EXPECT_EQ(bid.amount, Amount{10 + static_cast<std::int64_t>(bid.bid)});
    }
    after = page->next;
    EXPECT_EQ(after.has_value(), !bids_on(books, *books.loan(other), after, 4).has_value());
    life.bid(loan, investor, {5});
    shelf.follow(life);
  } while (after);
  EXPECT_EQ(seen, (std::vector<std::uint32_t>{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
}

TEST_F(LoansTest, ScheduleShowsWhatWasPaidOfEachPeriod) {
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'031}, {300}, {30}}, {{20'061}, {300}, {20}}, {{20'091}, {400}, {10}}}, {},
              {}, {7});
  life.collect(loan);
  life.collect(loan, {50}, {20}, {7});
  shelf.follow(life);
  {
    Connection reader(shelf.url());
    Snapshot books(reader);
    const auto lines = schedule_of(books, *books.loan(loan));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].state, PeriodState::paid);
    EXPECT_EQ(lines[0].principal_paid, Amount{300});
    EXPECT_EQ(lines[1].state, PeriodState::partly_paid);
    EXPECT_EQ(lines[1].principal_paid, Amount{50});
    EXPECT_EQ(lines[1].interest_paid, Amount{20});
    EXPECT_EQ(lines[1].fee_paid, Amount{7});
    EXPECT_EQ(lines[2].state, PeriodState::pending);
    EXPECT_EQ(lines[2].fee_paid, Amount{});
  }
  life.collect(loan);
  life.prepay_part(loan, {150}, {4}, {2}, {{{4}, {100}, {3}}, {{5}, {150}, {2}}}, {3});
  shelf.follow(life);
  {
    Connection reader(shelf.url());
    Snapshot books(reader);
    const auto lines = schedule_of(books, *books.loan(loan));
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[1].state, PeriodState::paid);
    EXPECT_EQ(lines[1].principal_paid, Amount{300});
    EXPECT_EQ(lines[2].state, PeriodState::pending);
    EXPECT_EQ(lines[2].principal, Amount{100});
    EXPECT_EQ(lines[1].fee, Amount{7}) << "as it was";
    EXPECT_EQ(lines[2].fee, Amount{3}) << "of what remains";
  }
  life.prepay(loan, {1}, {1}, {7});
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const auto lines = schedule_of(books, *books.loan(loan));
  EXPECT_EQ(lines[1].state, PeriodState::paid);
  EXPECT_EQ(lines[2].state, PeriodState::prepaid);
  EXPECT_EQ(lines[3].state, PeriodState::prepaid);
}

/// Both parts of it, the platform's and the guarantor's.
TEST_F(LoansTest, ScheduleShowsWhatWasPaidOfTheFeeOfAPeriod) {
  protocol::ListingCreated created;
  created.fees.service_per_period = {10'000};
  created.fees.guarantee_per_period = {5'000};
  const LoanId loan = life.list(borrower, {1'000}, {}, 0, created);
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'031}, {500}, {30}}, {{20'061}, {500}, {20}}}, {}, {}, {15});
  life.collect(loan);
  life.collect(loan, {}, {}, {8});
  const auto fees_paid = [&] {
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    const auto lines = schedule_of(books, *books.loan(loan));
    return std::array{lines.at(0).fee_paid, lines.at(1).fee_paid};
  };
  using Fees = std::array<Amount, 2>;
  EXPECT_EQ(fees_paid(), (Fees{{{15}, {8}}}));
  life.reverse_instalment(loan);
  EXPECT_EQ(fees_paid(), (Fees{{{15}, {}}}));
  life.reverse_instalment(loan);
  EXPECT_EQ(fees_paid(), (Fees{{{}, {}}}));
}

/// The states of a loan's lines, and what its list says it is behind with.
struct Lateness {
  std::vector<PeriodState> lines;
  std::optional<Overdue> overdue;
};

Lateness lateness_of(Bookshelf& shelf, const Life& life, LoanId loan) {
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  Lateness lateness{{}, line_of(*books.loan(loan)).overdue};
  for (const ScheduleLine& line : schedule_of(books, *books.loan(loan))) {
    lateness.lines.push_back(line.state);
  }
  return lateness;
}

TEST_F(LoansTest, TellsWhatIsOverdueAndWhoPaidInstead) {
  using enum PeriodState;
  using States = std::vector<PeriodState>;
  const LoanId loan = life.list(borrower, {1'000}, {}, 5);
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'040}, {300}, {30}}, {{20'048}, {300}, {20}}, {{20'100}, {400}, {10}}}, {},
              {}, {7});
  life.deposit(life.guarantor, {5'000});
  EXPECT_EQ(lateness_of(shelf, life, loan).overdue, std::nullopt);

  life.assess(loan, {20'050}, {{1, {4}, {2}}});
  Lateness late = lateness_of(shelf, life, loan);
  EXPECT_EQ(late.lines, (States{overdue, pending, pending})) << "the second has days of grace";
  EXPECT_EQ(late.overdue, (Overdue{{300}, {30}, {4}, {9}}));

  life.compensate(loan, life.guarantor, 1);
  late = lateness_of(shelf, life, loan);
  EXPECT_EQ(late.lines, (States{compensated, pending, pending}));
  EXPECT_EQ(late.overdue, (Overdue{{300}, {30}, {4}, {9}})) << "to the guarantor now";

  life.collect_parts(loan, {{100}, {30}, {4}}, {7}, {2});
  EXPECT_EQ(lateness_of(shelf, life, loan).overdue, (Overdue{{200}, {}, {}, {}}));
  life.collect(loan);
  late = lateness_of(shelf, life, loan);
  EXPECT_EQ(late.lines, (States{paid_late, pending, pending}));
  EXPECT_EQ(late.overdue, std::nullopt);

  life.assess(loan, {20'060}, {{2, {}, {}}});
  life.write_off(loan);
  late = lateness_of(shelf, life, loan);
  EXPECT_EQ(late.lines, (States{paid_late, overdue, overdue}));
  EXPECT_EQ(late.overdue, (Overdue{{700}, {23}, {}, {7}})) << "no fee is due with the last line";
  EXPECT_EQ(shelf.rows<Totals>().at(0).written_off, Amount{700});
  EXPECT_EQ(shelf.rows<Totals>().at(0).principal_outstanding, Amount{});
}

TEST_F(LoansTest, PayoutsNameWhoPaidInTheBorrowersPlace) {
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'040}, {300}, {30}}, {{20'070}, {300}, {20}}, {{20'100}, {400}, {10}}}, {},
              {}, {});
  life.deposit(life.guarantor, {5'000});
  life.collect(loan);
  life.assess(loan, {20'075}, {{2, {}, {}}});
  life.compensate(loan, life.guarantor, 2);
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const auto page = payouts_of(books, *books.loan(loan), std::nullopt, std::nullopt, 10);
  ASSERT_TRUE(page.has_value());
  ASSERT_EQ(page->lines.size(), 2U);
  EXPECT_EQ(page->lines[0].kind, FactKind::loan_compensated);
  EXPECT_EQ(page->lines[0].payer, life.guarantor);
  EXPECT_EQ(page->lines[1].kind, FactKind::instalment_collected);
  EXPECT_EQ(page->lines[1].payer, std::nullopt) << "the borrower";
}

TEST_F(LoansTest, LinesBehindOneForEverythingAreVoid) {
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'040}, {300}, {30}}, {{20'070}, {300}, {20}}, {{20'100}, {400}, {10}}}, {},
              {}, {});
  life.deposit(life.guarantor, {5'000});
  life.assess(loan, {20'050}, {{1, {}, {}}});
  life.compensate(loan, life.guarantor, 2, Life::everything(life.loans.at(loan), 2));
  using enum PeriodState;
  EXPECT_EQ(lateness_of(shelf, life, loan).lines,
            (std::vector<PeriodState>{compensated, compensated, voided}));
  const Totals totals = shelf.rows<Totals>().at(0);
  EXPECT_EQ(totals.principal_outstanding, Amount{});
  EXPECT_EQ(totals.principal_overdue, Amount{1'000});
  EXPECT_EQ(totals.interest_outstanding, Amount{});
}

RC_GTEST_PROP(Loans, PayoutsAndSharesAddUp, ()) {
  const Life life = *random_life();
  Bookshelf shelf;
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  for (const auto& [id, expected] : life.loans) {
    const LoanRow loan = *books.loan(id);
    RC_ASSERT(loan.state == expected.state);
    PaidTotals paid;
    Parts shares;
    Amount fees;
    for (const auto& [account, lines] : life.lines) {
      std::optional<ChainCursor> after;
      paid = {};
      fees = {};
      do {
        const auto page = payouts_of(books, loan, account, after, 2);
        RC_ASSERT(page.has_value());
        for (const PayoutLine& line : page->lines) {
          paid.principal += line.principal;
          paid.interest += line.interest;
          paid.compensation += line.compensation;
          paid.late_interest += line.late_interest;
          fees += line.interest_fee;
          shares += *line.share;
        }
        after = page->next;
      } while (after);
    }
    RC_ASSERT(paid == expected.paid);
    RC_ASSERT(shares ==
              (Parts{paid.principal, paid.interest, paid.compensation, -fees, paid.late_interest}));
  }
}

}  // namespace
}  // namespace tributary::books
