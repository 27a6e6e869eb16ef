#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <tuple>

#include "ring/test_lives.hpp"
#include "rows/encoded.hpp"
#include "verticals/books/balances.hpp"
#include "verticals/books/bookshelf.hpp"
#include "verticals/books/earned.hpp"
#include "verticals/books/schedule.hpp"
#include "verticals/books/schedule_changes.hpp"
#include "verticals/books/slow_flows.hpp"

/// The books of what the real engine decides: after every step they say of accounts and loans what
/// the engine has in memory, whatever was paid, taken back and paid again.
namespace tributary::app {
namespace {

using money::day;
using ring::Lives;
using ring::noon;
using namespace protocol;

/// Books that follow a market, group by group.
class Follower {
 public:
  explicit Follower(std::uint32_t claims_merged_max = books::Bookkeeper::claims_merged_max)
      : shelf(claims_merged_max) {}

  books::Bookshelf shelf;

  void follow(const engine::TestPlatform& platform) {
    for (; groups_ < platform.journal().size(); ++groups_) {
      const engine::TestGroup& told = platform.journal()[groups_];
      journal::Group group;
      group.header.first_sequence = shelf.cursor() + 1;
      group.header.time_ms = told.now.ms;
      Reader in(told.body.view());
      for (; !in.done(); ++group.header.record_count) read_record(in);
      if (group.header.record_count == 0) continue;
      group.body.assign(told.body.data(), told.body.data() + told.body.size());
      shelf.follow(group);
    }
  }

 private:
  std::size_t groups_ = 0;
};

using Schedule = std::vector<std::tuple<Date, Amount, Amount, Amount>>;

Schedule schedule_of(const engine::Loan& loan) {
  Schedule lines;
  for (const engine::LoanPeriod& period : loan.periods) {
    lines.emplace_back(period.due, period.principal, period.interest, period.fee);
  }
  return lines;
}

/// What the newest change of its schedule says was, put into the place of what it says is.
Schedule schedule_before(Schedule now, const books::ScheduleChangeLine& change) {
  const auto at = now.begin() + (change.now.empty() ? change.was : change.now).front().period - 1;
  const auto end = now.erase(at, at + static_cast<std::ptrdiff_t>(change.now.size()));
  Schedule was;
  for (const books::PlannedLine& line : change.was) {
    was.emplace_back(line.due, line.principal, line.interest, line.fee);
  }
  now.insert(end, was.begin(), was.end());
  return now;
}

/// Whenever a running loan falls due otherwise than before, people are told what was and what is.
void expect_change_told(books::Snapshot& books, const engine::Loan& loan, Schedule& last,
                        Sequence before) {
  const Schedule now = schedule_of(loan);
  const auto newest = schedule_changes(books, loan.id, std::nullopt, 1).lines;
  const bool is_told = !newest.empty() && newest.front().sequence > before;
  EXPECT_EQ(is_told, now != last) << "loan " << loan.id.value;
  if (is_told) {
    EXPECT_EQ(schedule_before(now, newest.front()), last);
    if (newest.front().kind == books::ScheduleChangeKind::payment_reversed) {
      EXPECT_EQ(newest.front().reason, "it is void");
    }
  }
  last = now;
}

void expect_same_loan(books::Snapshot& books, const engine::Loan& loan) {
  const auto row = books.loan(loan.id);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->state, loan.state);
  EXPECT_EQ(row->annual_rate, loan.terms.annual_rate);
  EXPECT_EQ(row->paid, loan.paid);
  const auto lines = schedule_of(books, *row);
  ASSERT_EQ(row->last_period, loan.periods.size());
  ASSERT_GE(lines.size(), loan.periods.size());
  Amount interest_to_come;
  for (std::size_t n = 0; n < loan.periods.size(); ++n) {
    SCOPED_TRACE("period " + std::to_string(n + 1));
    const engine::LoanPeriod& period = loan.periods[n];
    const books::ScheduleLine& line = lines[n];
    EXPECT_EQ(line.due, period.due);
    EXPECT_EQ(line.principal, period.principal);
    EXPECT_EQ(line.interest, period.interest);
    EXPECT_EQ(line.fee, period.fee);
    EXPECT_EQ(line.late_interest, period.late_interest_due());
    EXPECT_EQ(line.late_fee, period.late_fee_due());
    EXPECT_EQ(line.late_interest_waived, period.late_interest_waived);
    EXPECT_EQ(line.late_fee_waived, period.late_fee_waived);
    EXPECT_EQ(line.principal_paid, period.principal_paid);
    EXPECT_EQ(line.interest_paid, period.interest_paid);
    EXPECT_EQ(line.fee_paid, period.fee_paid);
    EXPECT_EQ(line.late_interest_paid, period.late_interest_paid);
    EXPECT_EQ(line.late_fee_paid, period.late_fee_paid);
    EXPECT_EQ(line.compensated_by.value_or(AccountId{}), period.payer);
    const bool asks_for_nothing = line.asked() == Amount{};
    EXPECT_EQ(line.paid_on.has_value(), period.paid() && !asks_for_nothing);
    if (!period.payer) interest_to_come += period.interest_left();
  }
  for (std::size_t n = loan.periods.size(); n < lines.size(); ++n) {
    EXPECT_EQ(lines[n].state, books::PeriodState::voided);
  }
  if (row->will_pay()) {
    EXPECT_EQ(row->interest_to_come(), interest_to_come);
  }
}

std::vector<AccountId> expect_same_accounts(books::Snapshot& books, const engine::State& state) {
  std::vector<AccountId> accounts;
  for_each_account_balance(books, [&](AccountId account, Amount balance, Amount held) {
    EXPECT_EQ(balance, state.ledger[account].posted) << account.value;
    EXPECT_EQ(held, state.ledger[account].held) << account.value;
    accounts.push_back(account);
  });
  return accounts;
}

bool is_bounce(const books::StatementLine& line) {
  return line.kind == books::FactKind::deposit_bounced ||
         line.kind == books::FactKind::bounce_continued;
}

/// Every cent that a bounce moves is told: of the deposit, of each loan whose payments came back
/// with it, and what is owed for it now. What the own money and the gap pay in somebody's place is
/// not of any loan.
void expect_bounces_told(std::span<const books::StatementLine> lines, AccountKind kind) {
  if (kind == AccountKind::custodian || kind == AccountKind::own_money ||
      kind == AccountKind::gap) {
    return;
  }
  for (const books::StatementLine& line : lines) {
    if (!is_bounce(line)) continue;
    Amount told = line.receivable.value_or(Amount{});
    const auto deposit =
        std::ranges::find(lines, line.posting->value, &books::StatementLine::sequence);
    const bool is_own = line.kind == books::FactKind::deposit_bounced && deposit != lines.end();
    EXPECT_EQ(line.bounced, is_own ? std::optional(-deposit->posted) : std::nullopt);
    if (is_own) told -= deposit->posted;
    for (const books::TakenBack& taken :
         line.taken_back.value_or(std::vector<books::TakenBack>{})) {
      told += taken.parts.sum();
    }
    EXPECT_EQ(told, line.posted) << "at " << line.sequence;
  }
}

/// Each line leads to the one before it, and what all of them say is owed is what is owed.
void expect_true_statement(books::Snapshot& books, const engine::State& state, AccountId account) {
  auto page = books::statement(books, account, std::nullopt, 50);
  ASSERT_TRUE(page);
  while (page->next) {
    auto more = books::statement(books, account, page->next, 50);
    ASSERT_TRUE(more);
    std::ranges::move(more->lines, std::back_inserter(page->lines));
    page->next = more->next;
  }
  Amount balance = state.ledger[account].posted;
  Amount receivable;
  for (const books::StatementLine& line : page->lines) {
    EXPECT_EQ(line.balance, balance) << account.value << " at " << line.sequence;
    balance -= line.posted;
    if (line.parts) {
      EXPECT_EQ(line.parts->sum() + line.receivable.value_or(Amount{}), line.posted)
          << account.value << " at " << line.sequence;
    }
    receivable += line.receivable.value_or(Amount{});
  }
  EXPECT_EQ(balance, Amount{}) << account.value;
  expect_bounces_told(page->lines, state.ledger[account].kind);
  if (account.value > 8) {
    EXPECT_EQ(receivable, state.ledger.owed(account)) << account.value;
  }
}

void expect_same_totals(books::Bookshelf& shelf, const engine::State& state) {
  const auto totals = shelf.rows<books::Totals>().at(0);
  const engine::Standing& standing = state.ledger.standing(Currency::CNY);
  EXPECT_EQ(totals.gap, standing.gap);
  EXPECT_EQ(totals.receivables, standing.debts);
}

/// What the payments that stand brought the holders of one loan.
books::SlowFlows flows_of(const engine::Loan& loan, const books::LoanRow& row) {
  books::SlowFlows flows;
  flows.days[row.settled_on] += row.bid_interest_paid - loan.principal;
  for (const engine::Payment& payment : loan.payments) {
    if (payment.reversed) continue;
    const PaidTotals& before = payment.paid_before;
    const PaidTotals& after = payment.paid_after;
    flows.days[payment.on] += after.principal - before.principal + after.interest -
                              before.interest + after.compensation - before.compensation +
                              after.late_interest - before.late_interest - payment.interest_fee;
  }
  if (loan.state != LoanState::written_off)
    flows.outstanding = loan.principal - loan.paid.principal;
  return flows;
}

/// The engine's payments, and the lines of the accounts.
void expect_same_earned(books::Snapshot& books, const engine::State& state,
                        std::span<const LoanId> loans, std::span<const AccountId> accounts) {
  for (const LoanId id : loans) {
    const engine::Loan& loan = state.loans[id];
    if (!loan.settled()) continue;
    const books::LoanRow row = *books.loan(id);
    EXPECT_EQ(earned_by_all(books, row).annual_rate, flows_of(loan, row).rate(books))
        << "loan " << id.value;
  }
  books::SlowFlows all;
  for (const AccountId account : accounts) {
    books::SlowFlows own;
    for (const auto& [claim, flows] : books::slow_flows(books, account)) own += flows;
    EXPECT_EQ(earned_by(books, account).annual_rate, own.rate(books)) << account.value;
    all += own;
  }
  EXPECT_EQ(earned_in(books, books.totals().at(0)).annual_rate, all.rate(books));
}

void expect_same(Follower& follower, const engine::TestPlatform& platform,
                 std::span<const LoanId> loans) {
  follower.follow(platform);
  const engine::State& state = platform.state();
  vertical::Connection reader(follower.shelf.url());
  books::Snapshot books(reader);
  for (const LoanId loan : loans) expect_same_loan(books, state.loans[loan]);
  const std::vector<AccountId> accounts = expect_same_accounts(books, state);
  for (const AccountId account : accounts) expect_true_statement(books, state, account);
  expect_same_totals(follower.shelf, state);
  expect_same_earned(books, state, loans, accounts);
}

class BooksOnEngine : public testing::TestWithParam<std::uint64_t> {};

TEST_P(BooksOnEngine, SayWhatTheEngineHas) {
  Lives lives(GetParam());
  Follower follower(GetParam() % 4 == 0 ? 64 : static_cast<std::uint32_t>(GetParam() % 4));
  std::map<LoanId, Schedule> schedules;
  for (const LoanId loan : lives.loans()) {
    schedules[loan] = schedule_of(lives.state().loans[loan]);
  }
  for (int step = 0; step < 250; ++step) {
    const Sequence before = lives.state().sequence;
    lives.live();
    if (lives.state().sequence == before) continue;
    expect_same(follower, lives, lives.loans());
    vertical::Connection reader(follower.shelf.url());
    books::Snapshot books(reader);
    for (const LoanId loan : lives.loans()) {
      expect_change_told(books, lives.state().loans[loan], schedules[loan], before);
    }
    if (HasFailure()) FAIL() << "at sequence " << lives.state().sequence << ", step " << step;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, BooksOnEngine, testing::Range<std::uint64_t>(1, 41));

/// Of more payments than one step takes back, by an account whose money is gone.
TEST(BooksOnEngine, FollowABounceStepByStep) {
  engine::TestMarket market;
  market.at(noon(day("2026-01-05")));
  const AccountId borrower = market.open(3001);
  CreateListing wish;
  wish.terms.every = {7, money::PeriodUnit::day};
  wish.terms.periods = 1;
  wish.terms.basis = money::Basis::act_365;
  const std::array loans{market.listing(borrower, {1'000'00}, wish)};
  market.bid(loans[0], market.investor(3002, {1'000'00}), {1'000'00});
  market.settle(loans[0], "2026-01-05");
  market.must(TransferFunds{borrower, AccountId{5}, market.balance(borrower), {}});
  market.deposit(borrower, {500'00});
  const PostingId deposit{market.state().sequence};
  for (int part = 0; part < 40; ++part) {
    market.must(CollectInstalment{loans[0], 1, day("2026-01-12"), Amount{10'00}});
  }
  market.must(TransferFunds{borrower, AccountId{5}, {90'00}, {}});
  Follower follower;
  const auto step = [&](const auto& command) {
    market.at({market.state().now.ms + 1});
    market.must(command);
    market.at({market.state().now.ms + 1});
    expect_same(follower, market, loans);
  };
  step(BounceDeposit{deposit, {}});
  int steps = 1;
  for (; market.state().ledger.unfinished_bounces().contains(deposit); ++steps) {
    step(ContinueBounce{deposit});
  }
  EXPECT_EQ(steps, 3) << "of 40 payments, 16 a step";
  EXPECT_EQ(market.state().ledger.owed(borrower), Amount{90'00});
}

/// What falls due on that very day is due by itself, and not by the write-off.
TEST(BooksOnEngine, FollowAWriteOffOnADueDay) {
  engine::TestMarket market;
  market.at(noon(day("2026-01-05")));
  CreateListing wish;
  wish.terms.every = {10, money::PeriodUnit::day};
  wish.terms.periods = 5;
  wish.terms.basis = money::Basis::act_365;
  wish.late.write_off_after_days = 30;
  const std::array loans{market.listing(market.open(3001), {1'000'00}, wish)};
  market.bid(loans[0], market.investor(3002, {1'000'00}), {1'000'00});
  market.settle(loans[0], "2026-01-05");
  const Date fourth = market.state().loans[loans[0]].periods[3].due;
  market.at(noon(fourth));
  Follower follower;
  ASSERT_NO_FATAL_FAILURE(expect_same(follower, market, loans));
  market.at({market.state().now.ms + 1});
  ASSERT_EQ(market.send(engine::approved_staff, WriteOffLoan{loans[0], fourth}), Refusal::none);
  market.at({market.state().now.ms + 1});
  expect_same(follower, market, loans);
  vertical::Connection reader(follower.shelf.url());
  books::Snapshot books(reader);
  const auto lines = schedule_of(books, *books.loan(loans[0]));
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[3].due, fourth);
  EXPECT_EQ(lines[4].due, fourth) << "all that was to come";
}

/// One command gives a holder a line of each of several loans: a page may end between any two.
TEST(BooksOnEngine, PagesOfABounceOverSeveralLoansLoseNothing) {
  engine::TestMarket market;
  market.at(noon(day("2026-01-05")));
  const AccountId borrower = market.open(3001);
  const AccountId lender = market.investor(3002, {1'000'00});
  std::vector<LoanId> loans;
  for (int n = 0; n < 3; ++n) {
    loans.push_back(market.listing(borrower, {100'00}));
    market.bid(loans.back(), lender, {100'00});
    market.settle(loans.back(), "2026-01-05");
  }
  market.must(TransferFunds{borrower, AccountId{5}, market.balance(borrower), {}});
  market.deposit(borrower, {400'00});
  const PostingId deposit{market.state().sequence};
  for (const LoanId loan : loans) market.must(PrepayLoan{loan, day("2026-01-05")});
  market.must(BounceDeposit{deposit, {}});
  for (const std::uint32_t merged_max : {1U, 2U, 64U}) {
    Follower follower(merged_max);
    follower.follow(market);
    vertical::Connection reader(follower.shelf.url());
    books::Snapshot books(reader);
    const auto whole = books::statement(books, lender, std::nullopt, 1'000);
    ASSERT_TRUE(whole && !whole->next);
    for (std::size_t lines_max = 1; lines_max <= whole->lines.size(); ++lines_max) {
      std::vector<books::StatementLine> lines;
      std::optional<books::StatementCursor> after;
      do {
        const auto page = books::statement(books, lender, after, lines_max);
        ASSERT_TRUE(page);
        lines.insert(lines.end(), page->lines.begin(), page->lines.end());
        after = page->next;
      } while (after);
      ASSERT_EQ(lines.size(), whole->lines.size()) << lines_max << " a page";
      for (std::size_t n = 0; n < lines.size(); ++n) {
        EXPECT_EQ(lines[n].loan, whole->lines[n].loan);
        EXPECT_EQ(lines[n].balance, whole->lines[n].balance) << n << ", " << lines_max << " a page";
      }
    }
    const auto own = books::statement(books, borrower, std::nullopt, 1)->lines.at(0);
    ASSERT_TRUE(own.taken_back && own.taken_back->size() == 3);
    for (std::size_t n = 0; n < 3; ++n) {
      EXPECT_EQ(own.taken_back->at(n).loan, loans[n]);
      EXPECT_EQ(own.taken_back->at(n).parts, books::Parts{.principal = {100'00}});
    }
    const std::string of = std::to_string(deposit.value);
    EXPECT_EQ(own.bounced, Amount{-400'00});
    EXPECT_EQ(own.text, "Deposit bounced; of " + of +
                            ", 400.00 taken by the bank, prepayment of loan 1 taken back (100.00), "
                            "prepayment of loan 2 taken back (100.00), prepayment of loan 3 taken "
                            "back (100.00)");
    EXPECT_EQ(own.text_zh,
              "充值退票：原序号 " + of +
                  "，400.00 由银行扣回，冲正提前还款：借款 1（100.00），冲正提前还款：借款 "
                  "2（100.00），冲正提前还款：借款 3（100.00）");
  }
}

/// The lives above are worth something only if everything happens in them.
TEST(LivesOnEngine, PayAndTakeBackInEveryWay) {
  std::map<std::string_view, int> done;
  std::map<PaymentKind, int> taken_back;
  int bids_earn = 0;
  int guarantee_fees_taken_back = 0;
  for (std::uint64_t seed = 1; seed < 41; ++seed) {
    Lives lives(seed);
    for (int step = 0; step < 320; ++step) lives.live();
    for (const auto& [path, times] : lives.done()) done[path] += times;
    for (const auto& [kind, times] : lives.taken_back()) taken_back[kind] += times;
    if (lives.bid_interest() != Amount{}) ++bids_earn;
    for (const LoanId loan : lives.loans()) {
      for (const engine::Payment& payment : lives.state().loans[loan].payments) {
        if (payment.reversed && payment.guarantee_fee != Amount{}) ++guarantee_fees_taken_back;
      }
    }
  }
  for (const PaymentKind kind : {PaymentKind::instalment, PaymentKind::prepayment,
                                 PaymentKind::part_prepayment, PaymentKind::compensation}) {
    EXPECT_GT(taken_back[kind], 2) << static_cast<int>(kind);
  }
  EXPECT_GT(bids_earn, 2);
  EXPECT_GT(guarantee_fees_taken_back, 2);
  for (const std::string_view path :
       {WriteOffLoan::endpoint.path, BounceDeposit::endpoint.path, ReturnWithdrawal::endpoint.path,
        PayInOwnMoney::endpoint.path, CollectReceivable::endpoint.path, RecordDebit::endpoint.path,
        RescheduleLoan::endpoint.path, MoveDueDates::endpoint.path}) {
    EXPECT_GT(done[path], 2) << path;
  }
}

}  // namespace
}  // namespace tributary::app
