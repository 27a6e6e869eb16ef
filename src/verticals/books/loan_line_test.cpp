#include <gtest/gtest.h>

#include "store/transaction.hpp"
#include "verticals/books/bookshelf.hpp"
#include "verticals/books/holdings.hpp"
#include "verticals/books/loans.hpp"
#include "verticals/books/schedule.hpp"

/// What lists say of a loan, step by step, and how far they look.
namespace tributary::books {
namespace {

class LoanLineTest : public testing::Test {
 protected:
  template <class Ask>
  auto ask(Ask&& question) {
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    return question(books);
  }
  LoanLine line(LoanId loan = {1}) {
    return ask([&](Snapshot& books) { return line_of(books.loan(loan).value()); });
  }
  std::vector<ScheduleLine> schedule(LoanId loan = {1}) {
    return ask([&](Snapshot& books) { return schedule_of(books, books.loan(loan).value()); });
  }
  std::vector<PeriodState> states(LoanId loan = {1}) {
    std::vector<PeriodState> states;
    for (const ScheduleLine& line : schedule(loan)) states.push_back(line.state);
    return states;
  }
  Time now() const { return Life::time_of(life.last_sequence()); }
  LoanId settled_loan(const std::vector<money::Instalment>& schedule, std::uint16_t grace = 0) {
    Amount principal;
    for (const money::Instalment& line : schedule) principal += line.principal;
    const LoanId loan = life.list(borrower, principal, {}, grace);
    life.bid(loan, investor, principal);
    life.settle(loan, schedule, {}, {}, {7});
    return loan;
  }

  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  Bookshelf shelf;
};

TEST_F(LoanLineTest, TellsEachStepOfALoan) {
  const LoanId loan{1};
  const AccountId euros{investor.value + 1};
  life.add(protocol::AccountOpened{euros, {12}, AccountKind::member_cash, Currency::EUR});
  protocol::ListingCreated created;
  created.loan = loan;
  created.borrower_account = euros;
  created.currency = Currency::EUR;
  created.title = "a shop";
  created.principal = {1'000};
  created.terms.method = money::Method::bullet;
  created.terms.annual_rate = {120'000};
  created.terms.periods = 3;
  life.add(created);
  const Time submitted = now();
  LoanLine told = line();
  EXPECT_EQ(told.state, LoanState::review);
  EXPECT_EQ(told.currency, Currency::EUR);
  EXPECT_EQ(told.title, "a shop");
  EXPECT_EQ(told.method, money::Method::bullet);
  EXPECT_EQ(told.annual_rate, Rate{120'000});
  EXPECT_EQ(told.periods, 3);
  EXPECT_EQ(told.principal, Amount{1'000});
  EXPECT_EQ(told.remaining, Amount{1'000});
  EXPECT_EQ(told.bids, 0U);
  EXPECT_EQ(told.created_at, submitted);
  EXPECT_FALSE(told.opens_at || told.closes_at || told.full_at || told.settled_on ||
               told.ended_at || told.reason || told.overdue);

  life.add(protocol::ListingApproved{loan});
  EXPECT_EQ(line().state, LoanState::approved);
  life.add(protocol::ListingScheduled{loan, {5'000}, {6'000}});
  EXPECT_EQ(line().state, LoanState::scheduled);
  EXPECT_EQ(line().opens_at, Time{5'000});
  EXPECT_EQ(line().closes_at, Time{6'000});
  life.add(protocol::ListingOpened{loan});
  EXPECT_EQ(line().state, LoanState::open);
  life.add(protocol::ListingExtended{loan, {7'000}});
  EXPECT_EQ(line().closes_at, Time{7'000});

  life.add(protocol::BidPlaced{loan, 0, investor, {}, {400}});
  EXPECT_EQ(line().state, LoanState::open);
  EXPECT_EQ(line().raised, Amount{400});
  EXPECT_EQ(line().remaining, Amount{600});
  EXPECT_EQ(line().bids, 1U);
  life.add(protocol::BidPlaced{loan, 1, investor, {400}, {600}});
  EXPECT_EQ(line().state, LoanState::full);
  EXPECT_EQ(line().full_at, now());
  EXPECT_EQ(line().bids, 2U);
  life.add(protocol::BidVoided{loan, 1, investor, {400}, {600}, ""});
  EXPECT_EQ(line().state, LoanState::open);
  EXPECT_EQ(line().full_at, std::nullopt);
  EXPECT_EQ(line().raised, Amount{400});
  EXPECT_EQ(line().bids, 1U);
  life.add(protocol::PartialRaiseAccepted{loan, {400}});
  EXPECT_EQ(line().state, LoanState::full);
  EXPECT_EQ(line().full_at, now());
  EXPECT_EQ(line().principal, Amount{400});
  EXPECT_EQ(line().principal_outstanding, Amount{}) << "nothing is lent";

  protocol::LoanSettled settled;
  settled.loan = loan;
  settled.on = {20'000};
  settled.borrower_account = euros;
  settled.principal = {400};
  settled.schedule = {{{20'030}, {400}, {10}}};
  life.add(settled);
  EXPECT_EQ(line().state, LoanState::repaying);
  EXPECT_EQ(line().settled_on, Date{20'000});
  EXPECT_EQ(line().principal_outstanding, Amount{400});
  protocol::LoanPrepaid prepaid;
  prepaid.loan = loan;
  prepaid.on = {20'010};
  prepaid.borrower_account = euros;
  prepaid.paid_after = {{400}, {3}, {2}, {}};
  life.add(prepaid);
  told = line();
  EXPECT_EQ(told.state, LoanState::prepaid);
  EXPECT_EQ(told.ended_at, now());
  EXPECT_EQ(told.paid, (PaidTotals{{400}, {3}, {2}, {}}));
  EXPECT_EQ(told.principal_outstanding, Amount{});
  EXPECT_EQ(told.created_at, submitted);
}

TEST_F(LoanLineTest, TellsWhenAndWhyAListingEnded) {
  const LoanId rejected = life.list(borrower, {100}, {});
  life.reject(rejected);
  const Time rejected_at = now();
  const LoanId cancelled = life.list(borrower, {100}, {});
  life.cancel(cancelled);
  const Time cancelled_at = now();
  const LoanId failed = life.list(borrower, {100}, {});
  life.fail(failed);
  EXPECT_EQ(line(rejected).state, LoanState::rejected);
  EXPECT_EQ(line(rejected).ended_at, rejected_at);
  EXPECT_EQ(line(rejected).reason, "no income");
  EXPECT_EQ(line(cancelled).state, LoanState::cancelled);
  EXPECT_EQ(line(cancelled).ended_at, cancelled_at);
  EXPECT_EQ(line(cancelled).reason, "not needed");
  EXPECT_EQ(line(failed).state, LoanState::failed);
  EXPECT_EQ(line(failed).ended_at, now());
  EXPECT_EQ(line(failed).reason, std::nullopt);
  for (const LoanId loan : {rejected, cancelled, failed}) {
    EXPECT_TRUE(schedule(loan).empty());
    EXPECT_TRUE(ask([&](Snapshot& books) {
      return payouts_of(books, *books.loan(loan), {}, {}, 10).value().lines.empty();
    }));
  }
}

TEST_F(LoanLineTest, FiltersByMethod) {
  protocol::ListingCreated created;
  created.terms.method = money::Method::bullet;
  life.list(borrower, {100}, {});
  life.list(borrower, {100}, {}, 0, created);
  const auto found = ask([](Snapshot& books) {
    return loans(books, {.method = money::Method::bullet}, std::nullopt, 10).lines;
  });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].loan, LoanId{2});
}

TEST_F(LoanLineTest, TellsOfEachPayoutWhatItWas) {
  const LoanId loan =
      settled_loan({{{20'040}, {300}, {30}}, {{20'070}, {300}, {20}}, {{20'100}, {400}, {10}}});
  life.deposit(life.guarantor, {5'000});
  life.assess(loan, {20'080}, {{1, {}, {}}, {2, {}, {}}});
  life.compensate(loan, life.guarantor, 2);
  const Sequence compensated = life.last_sequence();
  EXPECT_EQ(line(loan).compensated, Amount{650});
  life.loans.at(loan).today = {20'085};
  life.collect(loan);
  EXPECT_EQ(line(loan).recovered, Amount{330});
  EXPECT_EQ(ask([&](Snapshot& books) { return books.paid_days(loan).size(); }), 1U)
      << "its holders got nothing that day";
  life.reverse_instalment(loan);
  EXPECT_EQ(line(loan).recovered, Amount{});
  life.collect(loan);
  life.collect(loan);
  life.loans.at(loan).today = {20'090};
  life.prepay(loan, {5}, {1}, {});
  const auto payouts = ask([&](Snapshot& books) {
    return payouts_of(books, *books.loan(loan), investor, {}, 10).value().lines;
  });
  ASSERT_EQ(payouts.size(), 2U) << "what went to the guarantor is none";
  EXPECT_EQ(payouts[0].kind, FactKind::loan_prepaid);
  EXPECT_EQ(payouts[0].sequence, life.last_sequence());
  EXPECT_EQ(payouts[0].time, now());
  EXPECT_EQ(payouts[0].on, Date{20'090});
  EXPECT_EQ(payouts[0].period, std::nullopt);
  EXPECT_EQ(payouts[0].last_period, std::nullopt);
  EXPECT_EQ(payouts[0].compensation, Amount{1});
  EXPECT_EQ(payouts[1].sequence, compensated);
  EXPECT_EQ(payouts[1].time, Life::time_of(compensated));
  EXPECT_EQ(payouts[1].on, Date{20'080});
  EXPECT_EQ(payouts[1].period, 1U);
  EXPECT_EQ(payouts[1].last_period, 2U);
  EXPECT_EQ(payouts[1].payer, life.guarantor);
  EXPECT_EQ(payouts[1].share->sum(), Amount{650});
}

TEST_F(LoanLineTest, PaidOnTheDueDayIsPaidAndADayAfterItLate) {
  const LoanId loan = settled_loan({{{20'040}, {300}, {30}}, {{20'070}, {300}, {20}}});
  life.loans.at(loan).today = {20'040};
  life.collect(loan);
  life.loans.at(loan).today = {20'071};
  life.collect(loan);
  using enum PeriodState;
  EXPECT_EQ(states(loan), (std::vector<PeriodState>{paid, paid_late}));
}

TEST_F(LoanLineTest, IsOverdueFromTheDayAfterGraceAndStaysSo) {
  const LoanId loan = settled_loan({{{20'040}, {300}, {30}}, {{20'043}, {300}, {20}}}, 5);
  using enum PeriodState;
  life.assess(loan, {20'045}, {});
  EXPECT_EQ(states(loan), (std::vector<PeriodState>{pending, pending})) << "the last day of grace";
  EXPECT_EQ(line(loan).overdue, std::nullopt);
  life.assess(loan, {20'046}, {});
  EXPECT_EQ(states(loan), (std::vector<PeriodState>{overdue, pending}));
  life.assess(loan, {20'050}, {});
  life.loans.at(loan).today = {20'047};
  life.collect_parts(loan, {{100}, {}, {}}, {}, {});
  EXPECT_EQ(states(loan), (std::vector<PeriodState>{overdue, overdue}))
      << "a payment that is entered late takes nothing back";
  EXPECT_EQ(line(loan).overdue, (Overdue{{500}, {50}, {}, {14}}));
}

TEST_F(LoanLineTest, TellsWhatWasWaivedAndEndsWithTheLastOfIt) {
  const LoanId loan = settled_loan({{{20'040}, {300}, {30}}});
  life.assess(loan, {20'050}, {{1, {40}, {20}}});
  EXPECT_EQ(line(loan).overdue, (Overdue{{300}, {30}, {40}, {27}}));
  const auto waive = [&](Amount interest, Amount fee, protocol::LateCharge change, bool period_paid,
                         LoanState state) {
    life.add(protocol::LateChargesWaived{
        loan, 1, {20'051}, interest, fee, change, period_paid, state, "agreed"});
  };
  waive({30}, {20}, {1, {-30}, {-20}, 0}, false, LoanState::overdue);
  ScheduleLine period = schedule(loan).at(0);
  EXPECT_EQ(period.late_interest, Amount{10});
  EXPECT_EQ(period.late_fee, Amount{});
  EXPECT_EQ(period.late_interest_waived, Amount{30});
  EXPECT_EQ(period.late_fee_waived, Amount{20});
  EXPECT_EQ(period.waived_for, "agreed");
  EXPECT_EQ(period.paid_on, std::nullopt);
  EXPECT_EQ(line(loan).overdue, (Overdue{{300}, {30}, {10}, {7}}));
  life.collect_parts(loan, {{300}, {30}, {}}, {7}, {});
  EXPECT_EQ(line(loan).ended_at, std::nullopt);
  waive({40}, {20}, {1, {-10}, {}, 0}, true, LoanState::repaid);
  EXPECT_EQ(line(loan).state, LoanState::repaid);
  EXPECT_EQ(line(loan).ended_at, now());
  EXPECT_EQ(line(loan).overdue, std::nullopt);
  EXPECT_EQ(schedule(loan).at(0).paid_on, Date{20'051});
  EXPECT_EQ(shelf.rows<Totals>().at(0).lenders_current, 0U);
}

TEST_F(LoanLineTest, APartPrepaymentForgetsWaiversOfThePeriodsItReplaces) {
  const LoanId loan = settled_loan({{{20'040}, {300}, {30}}});
  life.assess(loan, {20'050}, {{1, {40}, {20}}});
  life.add(protocol::LateChargesWaived{
      loan, 1, {20'051}, {40}, {20}, {1, {-40}, {-20}, 0}, false, LoanState::overdue, "agreed"});
  EXPECT_TRUE(line(loan).overdue);
  life.prepay_part(loan, {100}, {5}, {}, {{{20'070}, {200}, {9}}});
  const ScheduleLine period = schedule(loan).at(0);
  EXPECT_EQ(period.late_interest_waived, Amount{});
  EXPECT_EQ(period.late_fee_waived, Amount{});
  EXPECT_EQ(period.waived_for, "");
  EXPECT_EQ(line(loan).overdue, std::nullopt);
}

TEST_F(LoanLineTest, IsBehindWithNothingThatWasAgreedToFallDueLater) {
  const LoanId loan = settled_loan({{{20'040}, {300}, {30}}});
  life.assess(loan, {20'050}, {});
  EXPECT_TRUE(line(loan).overdue);
  protocol::LoanRescheduled agreed;
  agreed.loan = loan;
  agreed.on = {20'050};
  agreed.first_period = 1;
  agreed.terms.annual_rate = {50'000};
  agreed.schedule = {{{20'080}, {300}, {20}}};
  life.add(agreed);
  EXPECT_EQ(line(loan).overdue, std::nullopt);
  EXPECT_EQ(line(loan).annual_rate, Rate{50'000});
}

/// The holders gave back what was paid in the borrower's place.
TEST_F(LoanLineTest, ACompensationThatIsTakenBackWasNone) {
  const LoanId loan = settled_loan({{{20'040}, {300}, {30}}, {{20'070}, {300}, {20}}});
  life.assess(loan, {20'080}, {});
  life.compensate(loan, life.guarantor, 2);
  protocol::PaymentReversed reversed;
  reversed.taken.loan = loan;
  reversed.taken.payment = {life.last_sequence()};
  reversed.taken.kind = protocol::PaymentKind::compensation;
  reversed.taken.period = 1;
  reversed.taken.last_period = 2;
  reversed.taken.on = {20'081};
  reversed.taken.payer = life.guarantor;
  reversed.taken.paid_before = {{600}, {50}, {}, {}};
  reversed.taken.state = LoanState::overdue;
  EXPECT_EQ(line(loan).compensated, Amount{650});
  EXPECT_EQ(shelf.rows<Totals>().at(0).compensated, Amount{650});
  life.add(reversed);
  EXPECT_EQ(line(loan).compensated, Amount{});
  EXPECT_EQ(shelf.rows<Totals>().at(0).compensated, Amount{});
  for (const ScheduleLine& period : schedule(loan)) {
    EXPECT_EQ(period.state, PeriodState::overdue) << period.period;
    EXPECT_EQ(period.compensated_by, std::nullopt) << period.period;
  }
  const PayoutLine payout = ask([&](Snapshot& books) {
    return payouts_of(books, *books.loan(loan), {}, {}, 1).value().lines.at(0);
  });
  EXPECT_EQ(payout.kind, FactKind::payment_reversed);
  EXPECT_EQ(payout.principal, Amount{-600});
  EXPECT_EQ(payout.period, 1U);
  EXPECT_EQ(payout.last_period, 2U);
  EXPECT_EQ(payout.on, Date{20'081});
}

/// A list of what is rare goes on from where it stopped looking.
TEST_F(LoanLineTest, AListLooksAtABoundedNumberOfLoans) {
  shelf.follow(life);
  {
    store::Transaction transaction(shelf.database());
    Table<LoanRow> rows(shelf.database());
    LoanRow row;
    for (row.loan = {1}; row.loan.value <= 20'002; ++row.loan.value) rows.insert(row);
    transaction.commit();
  }
  Connection reader(shelf.url());
  Snapshot books(reader);
  const LoanFilter rare{.rate_min = Rate{1}};
  const auto first = loans(books, rare, std::nullopt, 10);
  EXPECT_TRUE(first.lines.empty());
  ASSERT_TRUE(first.next);
  EXPECT_EQ(first.next->before, LoanId{3}) << "of 20,000 loans";
  const auto last = loans(books, rare, first.next, 10);
  EXPECT_TRUE(last.lines.empty() && !last.next);
}

TEST_F(LoanLineTest, AListOfClaimsLooksAtABoundedNumberOfBids) {
  const LoanId settled = life.list(borrower, {1}, {});
  life.bid(settled, investor, {1});
  life.settle(settled, {{{20'040}, {1}, {}}}, {}, {}, {});
  const LoanId open = life.list(borrower, {1'000'000}, {});
  life.bid(open, investor, {1});
  const Sequence behind = life.last_sequence();
  for (int n = 0; n < 4'096; ++n) life.bid(open, investor, {1});
  ask([&](Snapshot& books) {
    const auto first = claims_of(books, investor, std::nullopt, 10).value();
    EXPECT_TRUE(first.lines.empty());
    EXPECT_TRUE(first.next);
    EXPECT_EQ(first.next.value_or(ChainCursor{}).next, behind) << "of 4,096 bids";
    const auto last = claims_of(books, investor, first.next, 10).value();
    EXPECT_EQ(last.lines.size(), 1U);
    EXPECT_FALSE(last.next);
    return true;
  });
}

TEST_F(LoanLineTest, AVoidedBidIsReleasedWhateverBecomesOfItsLoan) {
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {400});
  life.bid(loan, investor, {600});
  life.void_bid(loan, 0);
  life.bid(loan, investor, {400});
  life.settle(loan, {{{20'040}, {1'000}, {30}}}, {}, {}, {});
  ask([&](Snapshot& books) {
    const auto bids = bids_of(books, investor, std::nullopt, 10).value().lines;
    EXPECT_EQ(bids.size(), 3U);
    EXPECT_EQ(bids.back().state, BidState::released);
    EXPECT_EQ(bids.front().state, BidState::settled);
    EXPECT_EQ(bids_on(books, *books.loan(loan), std::nullopt, 10).value().lines.size(), 2U);
    return true;
  });
}

}  // namespace
}  // namespace tributary::books
