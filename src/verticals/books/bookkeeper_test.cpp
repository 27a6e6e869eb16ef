#include "verticals/books/bookkeeper.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <set>

#include "api/binding.hpp"
#include "base/hash.hpp"
#include "http/json.hpp"
#include "verticals/books/bookshelf.hpp"
#include "verticals/books/pages.hpp"
#include "verticals/books/random_life.hpp"

namespace tributary::books {
namespace {

std::vector<AccountHead> heads_of(store::Database& database, const Life& life) {
  AccountHeads heads(database);
  heads.catch_up();
  std::vector<AccountHead> all;
  for (const auto& [account, lines] : life.lines) all.push_back(heads[account]);
  return all;
}

template <class Row>
void expect_same(Bookshelf& one, Bookshelf& other) {
  EXPECT_EQ(one.rows<Row>(), other.rows<Row>()) << Row::table;
}

RC_GTEST_PROP(Bookkeeper, WritesTheSameTablesWhateverTheTransactionsAndRestarts, ()) {
  const Life life = *random_life();
  const std::uint32_t merged_max = *rc::gen::inRange<std::uint32_t>(1, 12);
  const std::uint32_t facts_a_mark = *rc::gen::inRange<std::uint32_t>(1, 5);
  Bookshelf at_once(merged_max, facts_a_mark);
  at_once.follow(life);
  Bookshelf piecemeal(merged_max, facts_a_mark);
  while (piecemeal.cursor() < life.last_sequence()) {
    const Sequence left = life.last_sequence() - piecemeal.cursor();
    piecemeal.follow(life, piecemeal.cursor() + *rc::gen::inRange<Sequence>(1, left + 1));
    if (*rc::gen::inRange(0, 3) == 0) piecemeal.restart();
  }
  expect_same<AccountFact>(at_once, piecemeal);
  expect_same<FurtherPost>(at_once, piecemeal);
  expect_same<LoanFact>(at_once, piecemeal);
  expect_same<ClaimPosts>(at_once, piecemeal);
  expect_same<Mark>(at_once, piecemeal);
  expect_same<BegunDay>(at_once, piecemeal);
  expect_same<AccountRow>(at_once, piecemeal);
  expect_same<LoanRow>(at_once, piecemeal);
  expect_same<ListingRow>(at_once, piecemeal);
  expect_same<ScheduleRow>(at_once, piecemeal);
  expect_same<ServicingRow>(at_once, piecemeal);
  expect_same<HoldersRow>(at_once, piecemeal);
  expect_same<PaidDaysRow>(at_once, piecemeal);
  expect_same<BidInterestRow>(at_once, piecemeal);
  expect_same<LentDay>(at_once, piecemeal);
  expect_same<ClaimsDay>(at_once, piecemeal);
  expect_same<Totals>(at_once, piecemeal);

  // Saved heads differ with the sweeps; with the facts behind them they are the same.
  const auto heads = heads_of(at_once.database(), life);
  EXPECT_EQ(heads, heads_of(piecemeal.database(), life));
  at_once.database().execute("DELETE FROM books_account_heads; DELETE FROM books_sweep");
  EXPECT_EQ(heads, heads_of(at_once.database(), life));
  RC_ASSERT(!testing::Test::HasFailure());
}

/// The totals, added up from the life instead of from its events.
Totals totals_of(const Life& life, const Totals& counted) {
  Totals totals;
  totals.service_fees = life.balance(life.service_fees);
  totals.reserve_contributions = life.reserve_contributions;
  totals.reserve_fund = life.balance(life.reserve);
  for (const auto& [account, owed] : life.owed) totals.receivables += owed;
  totals.own_money = life.balance(life.own_money);
  totals.custodian_cash = -life.balance(life.custodian);
  totals.gap = -life.balance(life.gap);
  totals.owed = life.owed_to_all();
  totals.written_off = life.written_off;
  totals.interest_fees = life.balance(life.interest_fees);
  totals.withdrawal_fees = life.balance(life.withdrawal_fees);
  std::set<AccountId> lenders, lenders_current, borrowers, borrowers_current;
  for (const auto& [id, loan] : life.loans) {
    ++totals.loans.of(loan.state);
    if (!loan.was_settled()) continue;
    const bool live = loan.state < LoanState::repaid;
    ++totals.loans_settled;
    totals.lent += loan.principal;
    totals.principal_repaid += loan.paid.principal;
    totals.late_interest_paid += loan.paid.late_interest;
    totals.compensated += loan.compensated;
    totals.recovered += loan.recovered;
    totals.written_off_recovered += loan.written_off_recovered;
    totals.late_fees += loan.late_fees;
    totals.service_fees -= loan.late_fees;
    totals.interest_paid += loan.paid.interest;
    totals.compensation_paid += loan.paid.compensation;
    borrowers.insert(loan.borrower);
    if (live) borrowers_current.insert(loan.borrower);
    for (const Life::Bid& bid : loan.bids) {
      lenders.insert(bid.account);
      if (live) lenders_current.insert(bid.account);
    }
    if (loan.is_late()) totals.principal_overdue += loan.behind().principal;
    if (!loan.will_pay()) continue;
    totals.principal_outstanding += loan.principal - loan.paid.principal;
    totals.interest_outstanding += loan.to_come().interest;
  }
  if (totals.principal_outstanding != Amount{}) {
    totals.reserve_coverage_ppm = static_cast<std::uint64_t>(totals.reserve_fund.minor * 1'000'000 /
                                                             totals.principal_outstanding.minor);
  }
  totals.lenders = lenders.size();
  totals.lenders_current = lenders_current.size();
  totals.borrowers = borrowers.size();
  totals.borrowers_current = borrowers_current.size();
  totals.guarantee_fees = life.guarantee_fees;
  totals.bid_interest_paid = life.bid_interest;
  // Only their difference follows from the balances; the counts are tested by hand below.
  totals.withdrawn = counted.withdrawn;
  totals.deposited =
      counted.withdrawn + life.debited - life.balance(life.custodian) - life.own_money_paid_in;
  totals.deposits = counted.deposits;
  totals.withdrawals = counted.withdrawals;
  return totals;
}

RC_GTEST_PROP(Bookkeeper, TotalsAreThoseOfAllAccountsAndLoans, ()) {
  const Life life = *random_life();
  Bookshelf shelf;
  shelf.follow(life);
  const auto rows = shelf.rows<Totals>();
  if (rows.empty()) return;
  RC_ASSERT(rows.size() == 1U);
  const Totals wanted = totals_of(life, rows[0]);
  boost::mp11::mp_for_each<boost::describe::describe_members<Totals, boost::describe::mod_public>>(
      [&](auto member) {
        if (!(rows[0].*member.pointer == wanted.*member.pointer)) RC_FAIL(member.name);
      });
}

TEST(Bookkeeper, ABouncedDepositOrReturnedWithdrawalIsNotCounted) {
  Life life;
  const AccountId member = life.open_member(10);
  life.deposit(member, {500});
  const Sequence bounced = life.deposit(member, {300});
  life.bounce(bounced, member, {300});
  life.complete_withdrawal(life.request_withdrawal(member, {90}, {1}), member, {90}, {1});
  const auto returned = life.request_withdrawal(member, {50}, {2});
  life.complete_withdrawal(returned, member, {50}, {2});
  life.return_withdrawal(returned, member, {50});
  Bookshelf shelf;
  shelf.follow(life);
  const Totals totals = shelf.rows<Totals>().at(0);
  EXPECT_EQ(totals.deposited, Amount{500});
  EXPECT_EQ(totals.deposits, 1U);
  EXPECT_EQ(totals.withdrawn, Amount{90});
  EXPECT_EQ(totals.custodian_cash, Amount{410});
  EXPECT_EQ(totals.withdrawals, 1U);
  EXPECT_EQ(totals.withdrawal_fees, Amount{3});
}

TEST(Bookkeeper, ABouncedReturnOfAWithdrawalIsCountedAsPaid) {
  Life life;
  const AccountId member = life.open_member(10);
  life.deposit(member, {500});
  const auto withdrawal = life.request_withdrawal(member, {50}, {});
  life.complete_withdrawal(withdrawal, member, {50}, {});
  life.bounce(life.return_withdrawal(withdrawal, member, {50}), member, {50});
  Bookshelf shelf;
  shelf.follow(life);
  const Totals totals = shelf.rows<Totals>().at(0);
  EXPECT_EQ(totals.deposited, Amount{500});
  EXPECT_EQ(totals.deposits, 1U);
  EXPECT_EQ(totals.withdrawn, Amount{50});
  EXPECT_EQ(totals.withdrawals, 1U);
}

// Ten times the largest deposit is far from what accounts may have; ten thousand of them, each
// withdrawn again, are more than 64 bits hold.
TEST(Bookkeeper, AddsUpHistoryBeyondSixtyFourBits) {
  Life life;
  const AccountId member = life.open_member(10);
  Bookshelf shelf;
  money::WideAmount sum;
  for (int n = 0; n < 9'300; ++n) {
    life.deposit(member, money::amount_max);
    life.complete_withdrawal(life.request_withdrawal(member, money::amount_max, {}), member,
                             money::amount_max, {});
    sum += money::amount_max;
    if (n % 3'000 == 0) shelf.follow(life, life.last_sequence(), 1'000);
  }
  shelf.follow(life, life.last_sequence(), 1'000);
  shelf.restart();
  life.deposit(member, {1});
  shelf.follow(life);
  const Totals totals = shelf.rows<Totals>().at(0);
  EXPECT_EQ(to_string(totals.withdrawn), to_string(sum));
  EXPECT_EQ(to_string(totals.deposited), to_string(sum + Amount{1}));
  std::string json;
  http::write_json(json, TotalsView{1, {{totals, {}}}});
  EXPECT_NE(json.find(R"("deposited":"93000000000000000.01")"), json.npos) << json;
}

TEST(Bookkeeper, CoverageOfACentHasAnEnd) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, {1'000});
  const LoanId loan = life.list(borrower, {10}, {});
  life.bid(loan, investor, {10});
  life.settle(loan, {{{20'030}, {10}, {1}}}, {}, {}, {});
  for (int n = 0; n < 20; ++n) {
    life.deposit(investor, money::amount_max);
    life.transfer(investor, life.reserve, money::amount_max);
  }
  Bookshelf shelf;
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<Totals>().at(0).reserve_coverage_ppm,
            static_cast<std::uint64_t>(reserve_coverage_ppm_max));
}

TEST(Bookkeeper, ADebitOfLongAgoIsNeitherADepositNorAWithdrawal) {
  Life life;
  const AccountId member = life.open_member(10);
  life.deposit(member, {500});
  life.debit(member, {600});
  Bookshelf shelf;
  shelf.follow(life);
  const Totals totals = shelf.rows<Totals>().at(0);
  EXPECT_EQ(totals.deposited, Amount{500});
  EXPECT_EQ(totals.deposits, 1U);
  EXPECT_EQ(totals.withdrawals, 0U);
  EXPECT_EQ(totals.custodian_cash, Amount{-100});
  EXPECT_EQ(totals.receivables, Amount{100});
}

TEST(Bookkeeper, CountsRefusedRecordsAndGroupsOfAnySize) {
  Life life;
  const AccountId member = life.open_member(10);
  life.refuse();
  const Sequence deposit = life.deposit(member, {500});
  life.refuse();
  Bookshelf shelf;
  shelf.follow(life, life.last_sequence(), 100);
  const auto facts = shelf.rows<AccountFact>();
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].sequence, deposit);
  EXPECT_EQ(facts[0].time, Life::time_of(1)) << "the time of its group";
}

TEST(Bookkeeper, APaymentIsOneRowHoweverManyHoldersThereAre) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, {1'000'000});
  const LoanId loan = life.list(borrower, {1'000}, {});
  for (int n = 0; n < 1'000; ++n) life.bid(loan, investor, {1});
  life.settle(loan, {{{20'030}, {1'000}, {50}}}, {}, {}, {});
  life.deposit(borrower, {50});
  Bookshelf shelf;
  shelf.follow(life);
  const std::size_t before = shelf.rows<AccountFact>().size();
  life.collect(loan);
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<AccountFact>().size(), before + 1);
  EXPECT_EQ(shelf.rows<LoanFact>().size(), 2U);
}

// Of a fee of 50, 10 of 15 parts are the platform's; of 20 paid of it first, 13. By one bounce both
// payments of the second period come back, and that of the first.
TEST(Bookkeeper, SeveralPaymentsWithTheFeesOfTwoComeBackInOneStep) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, {1'000});
  protocol::ListingCreated created;
  created.fees.service_per_period = {10'000};
  created.fees.guarantee_per_period = {5'000};
  const LoanId loan = life.list(borrower, {1'000}, {}, 0, created);
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'031}, {500}, {30}}, {{20'061}, {500}, {20}}}, {}, {}, {50});
  const Sequence deposit = life.deposit(borrower, {5'000});
  life.collect(loan);
  life.collect(loan, {100}, {5}, {20});
  life.collect(loan, {50}, {}, {10});
  Bookshelf shelf;
  shelf.follow(life);
  const auto totals = [&] { return shelf.rows<Totals>().at(0); };
  EXPECT_EQ(totals().service_fees, Amount{33 + 13 + 7});
  EXPECT_EQ(totals().guarantee_fees, Amount{17 + 7 + 3});
  EXPECT_EQ(shelf.rows<LoanRow>().at(0).collected.fee, Amount{80});

  protocol::DepositBounced bounced{{deposit}, borrower, life.custodian, {5'000}, {},
                                   {},        {},       false,          ""};
  const auto& payments = life.loans.at(loan).collections;
  for (auto payment = payments.rbegin(); payment != payments.rend(); ++payment) {
    const protocol::InstalmentCollected& event = payment->event;
    protocol::PaymentTakenBack taken;
    taken.loan = loan;
    taken.payment = {payment->sequence};
    taken.kind = protocol::PaymentKind::instalment;
    taken.period = event.period;
    taken.on = {20'062};
    taken.payer = borrower;
    taken.parts = event.parts;
    taken.paid_before = event.paid_after;
    taken.paid_after = event.paid_before;
    taken.service_fee = event.service_fee;
    taken.guarantee_fee = event.guarantee_fee;
    taken.state = LoanState::overdue;
    bounced.taken.push_back(taken);
  }
  life.add(bounced);
  shelf.follow(life);
  EXPECT_EQ(totals().service_fees, Amount{});
  EXPECT_EQ(totals().guarantee_fees, Amount{});
  EXPECT_EQ(shelf.rows<LoanRow>().at(0).collected, Collected{});
  const LoanFact fact = shelf.rows<LoanFact>().back();
  EXPECT_EQ(fact.service_fee, Amount{-53});
  EXPECT_EQ(fact.guarantee_fee, Amount{-27});
  const auto heads = heads_of(shelf.database(), life);
  EXPECT_EQ(heads.at(life.guarantor.value - 1).balance, Amount{});
  EXPECT_EQ(heads.at(borrower.value - 1).balance, Amount{1'000}) << "the loan";
}

/// Rows of a loan that holders are not followed of, and lines of servicing, are written and read
/// where something of them changes: damage shows what is not.
TEST(Bookkeeper, TouchesNoMoreOfALoanThanChanged) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'031}, {500}, {30}}, {{20'061}, {500}, {20}}}, {}, {}, {});
  life.collect(loan);
  Bookshelf shelf;
  shelf.follow(life);
  EXPECT_TRUE(shelf.rows<BidInterestRow>().empty()) << "its bids earned nothing";
  shelf.database().execute("DELETE FROM books_holders; DELETE FROM books_servicing");
  life.collect_parts(loan, {{100}, {}, {}}, {}, {});
  shelf.follow(life);
  EXPECT_TRUE(shelf.rows<ServicingRow>().empty());
  life.reverse_instalment(loan);
  life.assess(loan, {20'070}, {});
  life.write_off(loan);
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<LoanRow>().at(0).state, LoanState::written_off);
  EXPECT_TRUE(shelf.rows<ClaimsDay>().empty());
}

/// A query that is left in its midst holds up the copying of the log.
TEST(Bookkeeper, LeavesNoQueryInItsMidst) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {1'000});
  life.settle(loan, {{{20'031}, {1'000}, {30}}}, {}, {}, {});
  life.set_calendar({});
  Bookshelf shelf(1);
  shelf.follow(life);
  shelf.restart();
  life.collect(loan);
  life.reverse_instalment(loan);
  shelf.follow(life);
  store::Statement checkpoint = shelf.database().prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  ASSERT_TRUE(checkpoint.step());
  EXPECT_EQ(checkpoint.integer(0), 0) << "busy";
}

/// What is asked often is found by an index, however many rows there are.
TEST(Bookkeeper, HasAnIndexForWhatIsAsked) {
  Bookshelf shelf;
  for (const auto& [question, index] :
       {std::pair("SELECT account FROM books_account WHERE party = 1", "books_account_party"),
        std::pair("SELECT sequence FROM books_voided_bid WHERE loan = 1 ORDER BY sequence",
                  "books_voided_bid_loan"),
        std::pair("SELECT loan FROM books_loan WHERE state = 1 ORDER BY loan DESC",
                  "books_loan_state"),
        std::pair("SELECT sequence FROM books_begun_day WHERE day > 1 ORDER BY day, sequence",
                  "books_begun_day_day")}) {
    store::Statement plan = shelf.database().prepare("EXPLAIN QUERY PLAN " + std::string(question));
    ASSERT_TRUE(plan.step());
    EXPECT_NE(plan.text(3).find(index), std::string_view::npos) << plan.text(3);
  }
}

// Sweeps pass over few accounts here, so each head is saved many times and late facts must not
// count twice; blocks fill while they do.
TEST(AccountHeads, ComeBackFromAnySweep) {
  Life life;
  std::vector<AccountId> members;
  Bookshelf shelf;
  for (std::size_t n = 0; n < 600; ++n) {
    if (n % 3 == 0) members.push_back(life.open_member(10 + n));
    life.deposit(members[base::mix(n) % members.size()], {static_cast<std::int64_t>(n) + 1});
    if (n % 5 != 0) continue;
    shelf.follow(life);
    if (n % 2 == 0) shelf.restart();
    const auto heads = heads_of(shelf.database(), life);
    std::size_t at = 0;
    for (const auto& [account, lines] : life.lines) {
      ASSERT_EQ(heads[at].last_fact, lines.empty() ? 0 : lines.back().sequence);
      ASSERT_EQ(heads[at++].balance, life.balance(account));
    }
  }
  EXPECT_GT(shelf.rows<HeadBlock>().size(), 2U);
  const auto sweeps = shelf.rows<Sweep>();
  ASSERT_EQ(sweeps.size(), 1U);
  EXPECT_GT(sweeps[0].saved_up_to, life.last_sequence() / 2) << "a start folds few facts again";
}

// Nothing happens to the investor but what its claims bring, and to those saved with it nothing.
TEST(AccountHeads, AreSavedWhenOnlyClaimsMovedThem) {
  Life life;
  const AccountId borrower = life.open_member(10);
  for (std::uint64_t n = 0; n < 64; ++n) life.open_member(100 + n);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, {10'000});
  life.deposit(borrower, {10'000});
  const LoanId loan = life.list(borrower, {1'200}, {});
  life.bid(loan, investor, {1'200});
  std::vector<money::Instalment> schedule;
  for (std::int32_t n = 1; n <= 12; ++n) schedule.push_back({{20'000 + 30 * n}, {100}, {10}});
  life.settle(loan, schedule, {}, {}, {});
  Bookshelf shelf(1);
  for (std::size_t n = 0; n < schedule.size(); ++n) {
    life.collect(loan);
    shelf.follow(life);
  }
  const Sequence last_claims = life.last_sequence();
  for (int n = 0; n < 10; ++n) {
    life.deposit(borrower, {1});
    shelf.follow(life);
  }
  const auto heads = heads_of(shelf.database(), life);
  EXPECT_GT(shelf.rows<Sweep>().at(0).saved_up_to, last_claims) << "a start does not fold them";
  shelf.database().execute("DELETE FROM books_account_heads; DELETE FROM books_sweep");
  EXPECT_EQ(heads, heads_of(shelf.database(), life));
}

// One fact moves three hundred heads: half of them are saved with it, in blocks of 64.
TEST(AccountHeads, AreSavedByHowManyASettlementNames) {
  Life life;
  protocol::ListingCreated created;
  created.rules.interest_from = protocol::InterestFrom::bid;
  created.terms.basis = money::Basis::act_365;
  const LoanId loan = life.list(life.open_member(10), {3'000'000}, {}, 0, created);
  for (std::uint64_t n = 0; n < 300; ++n) {
    const AccountId investor = life.open_member(100 + n);
    life.deposit(investor, {10'000});
    life.bid(loan, investor, {10'000}, {19'990});
  }
  Bookshelf shelf;
  shelf.follow(life);
  ASSERT_EQ(shelf.rows<Sweep>().at(0).next_block, 0U) << "a whole sweep";
  life.settle(loan, {{{20'030}, {3'000'000}, {1'000}}}, {}, {}, {});
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<Sweep>().at(0).next_block, 3U);
}

/// A raise that fails has no fact of an account: readers fold its posts once all the same.
TEST(AccountHeads, KnowWhatTheyHaveSeenOfAFailedRaise) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, {1'000});
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {500});
  life.fail(loan);
  Bookshelf shelf(1);
  shelf.follow(life);
  AccountHeads heads(shelf.database());
  heads.catch_up();
  EXPECT_EQ(heads[investor].last_claims, life.last_sequence());
  EXPECT_EQ(heads.seen(), life.last_sequence());
}

TEST(AccountHeads, SayWhenTheyCannotBeRead) {
  Life life;
  life.deposit(life.open_member(10), {500});
  Bookshelf shelf;
  shelf.follow(life);
  shelf.database().execute("UPDATE books_account_heads SET heads = substr(heads, 1, 3)");
  EXPECT_THROW(shelf.restart(), BooksDamaged);
}

}  // namespace
}  // namespace tributary::books
