#include <gtest/gtest.h>

#include "base/test_dice.hpp"
#include "engine/lateness.hpp"
#include "engine/test_market.hpp"
#include "verticals/clock/test_driver.hpp"
#include "verticals/clock/timers.hpp"

/// The timers on the real engine.
namespace tributary::app {
namespace {

using base::Dice;
using clock::Shift;
using money::day;
using namespace protocol;

const Date first_day = day("2026-01-05");
constexpr std::int32_t days_of_life = 75;
constexpr std::uint64_t people = 5;

Time noon(Date date) { return {(date.days * std::int64_t{24} + 12) * 3'600'000}; }

/// A small market in which people lend to each other, borrow twice and often cannot pay; the same
/// for the same seed.
class SmallMarket final : public engine::TestMarket, public clock::Ring {
 public:
  explicit SmallMarket(std::uint64_t seed, int loans = 4) : dice_(seed) {
    deposit(AccountId{6}, {3'000'00});  // the reserve fund
    for (std::uint64_t i = 0; i < people; ++i) accounts_.push_back(open(1001 + i));
    guarantor_ = open(2001, AccountKind::guarantor_cash);
    deposit(guarantor_, {2'000'00});
    at(noon(first_day + -1));
    begin(first_day + -1);
    for (int i = 0; i < loans; ++i) lend();
  }

  WorkView view(const WorkQuery& query) const {
    return std::get<WorkView>(engine().answer(clock::timers_agent, query));
  }
  Outcome execute(std::string_view id, std::span<const std::byte> command) {
    Outcome outcome;
    Reader in(command);
    visit_frame<Commands>(read_frame(in), [&](const auto& wish) {
      const engine::Verdict verdict = TestPlatform::send(clock::timers_agent, id, wish);
      outcome = {verdict.sequence, verdict.refusal,
                 verdict.kind == engine::Verdict::Kind::repeated};
    });
    return outcome;
  }
  void send(const Sender&, std::string_view id, std::span<const std::byte> command,
            Told told) override {
    told(execute(id, command));
  }
  void ask(const Sender&, const Query& query, Answered answered) override {
    answered(view(std::get<WorkQuery>(query)));
  }
  void find(Sequence, Found found) override { found(nullptr); }

  void begin(Date date) { must(BeginBusinessDay{date}, clock::timers_agent); }
  /// What people do on a day: now and then some money comes.
  void live() {
    for (const AccountId account : accounts_) {
      if (dice_.one_in(9)) deposit(account, {dice_.between(1, 400) * 100});
    }
  }

 private:
  AccountId anybody() { return accounts_[dice_.below(people)]; }

  void lend() {
    const AccountId borrower = anybody();
    CreateListing wish;
    wish.terms.every = {7, money::PeriodUnit::day};
    wish.terms.periods = static_cast<std::int32_t>(dice_.between(1, 8));
    wish.terms.basis = money::Basis::act_365;
    wish.late.grace_days = static_cast<std::uint16_t>(dice_.below(3));
    wish.late.interest = {500};
    wish.late.fee = {dice_.one_of<std::int64_t>({0, 100})};
    wish.late.compensator =
        dice_.one_of({Compensator::nobody, Compensator::guarantor, Compensator::reserve_fund});
    wish.late.compensation = dice_.one_of({CompensationScope::instalment, CompensationScope::loan});
    if (wish.late.compensator != Compensator::nobody) {
      wish.late.compensate_after_days = static_cast<std::uint16_t>(dice_.between(3, 20));
    }
    if (dice_.one_in(2)) wish.late.write_off_after_days = 40;
    if (wish.late.compensator == Compensator::guarantor) wish.guarantor_account = guarantor_;
    const LoanId loan = listing(borrower, {1'000'00}, wish);
    for (int parts = 0; parts < 5;) {
      const AccountId lender = anybody();
      if (lender == borrower) continue;
      deposit(lender, {200'00});
      bid(loan, lender, {200'00});
      ++parts;
    }
    settle(loan, to_string(first_day + -1));
    // Most of what was borrowed is gone.
    const Amount left{dice_.between(1, 9) * 100'00};
    must(TransferFunds{borrower, AccountId{5}, left, ""});
  }

  Dice dice_;
  std::vector<AccountId> accounts_;
  AccountId guarantor_;
};

Shift shift_of(Date date, std::string round) {
  Shift shift;
  shift.day = date;
  shift.round = std::move(round);
  shift.loans_a_page = 2;
  return shift;
}

class TimersOnEngine : public testing::TestWithParam<std::uint64_t> {};

/// Started twice, stopped anywhere, late: nothing happens twice and nothing else happens.
TEST_P(TimersOnEngine, ManySchedulersAreOne) {
  SmallMarket calm(GetParam());
  SmallMarket wild(GetParam());
  Dice dice(GetParam());
  for (std::int32_t i = 0; i < days_of_life; ++i) {
    const Date date = first_day + i;
    for (SmallMarket* market : {&calm, &wild}) {
      market->at(noon(date));
      market->begin(date);
      market->live();
    }
    clock::TestDriver<SmallMarket>(calm, shift_of(date, "r1")).finish();
    clock::work_wildly(wild, shift_of(date, "r1"), dice);
    ASSERT_EQ(calm.state().hash.value(), wild.state().hash.value()) << to_string(date);
    ASSERT_EQ(calm.state().sequence, wild.state().sequence) << to_string(date);
    ASSERT_EQ(engine::first_broken(wild.state()), std::nullopt);
  }
  EXPECT_EQ(engine::audited(wild.journal()), std::nullopt);
}

/// In the evening of `today`, as it is then.
clock::Timers::World world_of(SmallMarket& market, const Date& today) {
  clock::Timers::World world;
  world.ring = &market;
  world.clock = [&today, &market] {
    const Time now{noon(today).ms + 8 * 3'600'000};
    market.at(now);  // as the pipeline decides each group by the same clock
    return now;
  };
  world.calendar = [] { return std::nullopt; };
  world.keep_plan = [](Date, const auto&) {};
  return world;
}

clock::Timers::Options days_at_once() {
  clock::Timers::Options options;
  options.timetable.offset = {0};
  options.timetable.catch_up_days = 30;
  options.days_unasked_at_start = 30;
  return options;
}

/// What people have and owe. Left out is when it was told, which no amount depends on.
struct Money {
  std::vector<std::pair<Amount, Amount>> accounts;  ///< what is posted, and held of it
  std::vector<Amount> owed;
  std::uint64_t loans = 0;  ///< a hash of all that is known of them

  friend bool operator==(const Money&, const Money&) = default;
};

Money money_of(const engine::State& state) {
  Money money;
  for (std::uint64_t number = 1; number <= state.ledger.accounts().size(); ++number) {
    const engine::Account& account = state.ledger[{number}];
    money.accounts.emplace_back(account.posted, account.held);
    money.owed.push_back(state.ledger.owed({number}));
  }
  engine::StateHash hash;
  engine::LoanBook book{hash};
  for (engine::Loan loan : state.loans.all()) {
    loan.ended_on = {};
    book.restore(std::move(loan));
  }
  money.loans = book.full_hash();
  return money;
}

/// Missed days, caught up in order, end where daily runs end.
TEST_P(TimersOnEngine, ThirtyDaysAtOnceAreThirtyDailyRuns) {
  SmallMarket daily(GetParam());
  SmallMarket at_once(GetParam());
  Date today = first_day;
  const auto timers_on = [&](SmallMarket& market) {
    return std::make_unique<clock::Timers>(world_of(market, today), days_at_once());
  };
  const auto timers_of_daily = timers_on(daily);
  const auto timers_of_at_once = timers_on(at_once);
  for (; today < first_day + 30; today = today + 1) timers_of_daily->tick();
  today = today + -1;
  timers_of_at_once->tick();
  EXPECT_EQ(daily.state().days.today(), today);
  EXPECT_EQ(at_once.state().days.today(), today);
  EXPECT_EQ(money_of(daily.state()), money_of(at_once.state()));
  // The rest of the life, and a second look, for good measure.
  today = today + 30;
  timers_of_daily->tick();
  timers_of_at_once->tick();
  timers_on(at_once)->tick();
  EXPECT_EQ(money_of(daily.state()), money_of(at_once.state()));
}

INSTANTIATE_TEST_SUITE_P(Seeds, TimersOnEngine, testing::Range<std::uint64_t>(1, 25));

/// The lives above are worth something only if everything happens in them.
TEST(LivesOnEngine, EveryKindOfWorkIsDone) {
  std::map<clock::WorkKind, std::uint64_t> done;
  for (std::uint64_t seed = 1; seed < 25; ++seed) {
    SmallMarket market(seed);
    for (std::int32_t i = 0; i < days_of_life; ++i) {
      const Date date = first_day + i;
      market.at(noon(date));
      market.begin(date);
      market.live();
      clock::TestDriver<SmallMarket> driver(market, shift_of(date, "r1"));
      driver.finish();
      for (const auto& row : driver.run().plan()->rows()) done[row.kind] += row.items;
    }
  }
  for (const clock::WorkKind kind :
       {WorkKind::remind_instalment, WorkKind::assess_late_interest, WorkKind::collect_instalment,
        WorkKind::compensate_loan, WorkKind::write_off_loan}) {
    EXPECT_GT(done[kind], 0U) << static_cast<int>(kind);
  }
}

/// A bounce that takes more than one step is finished by the timers, and is told of.
TEST(TimersOnMarket, FinishABounce) {
  SmallMarket market(1, 0);
  const AccountId lender = market.investor(7'000, {3'000'00});
  const AccountId borrower = market.open(8'000);
  market.deposit(borrower, {5'000'00});
  const PostingId deposit{market.state().sequence};
  constexpr int loans = 30;  // of each the prepayment is taken back, 16 in a step
  for (int i = 0; i < loans; ++i) {
    const LoanId loan = market.listing(borrower, {100'00}, {});
    market.bid(loan, lender, {100'00});
    market.settle(loan, to_string(first_day + -1));
    market.must(PrepayLoan{loan, first_day + -1});
  }
  market.must(RequestWithdrawal{borrower, market.state().ledger[borrower].available(), {}});
  EXPECT_TRUE(market.must(BounceDeposit{deposit, "no cover"}).unfinished);

  Date today = first_day;
  clock::Timers timers(world_of(market, today), days_at_once());
  timers.tick();
  timers.tick();
  EXPECT_TRUE(market.state().ledger.unfinished_bounces().empty());
  EXPECT_EQ(engine::first_broken(market.state()), std::nullopt);
  std::uint64_t continued = 0;
  for (const clock::WorkedKind& row : timers.view().worked) {
    if (row.kind == WorkKind::continue_bounce) continued += row.accepted;
  }
  EXPECT_GT(continued, 0U);
}

/// What was paid before is late again: it is assessed on the same day, in the same round.
TEST(TimersOnMarket, AssessWhatABounceMakesLateAgain) {
  SmallMarket market(1, 0);
  const AccountId lender = market.investor(7'000, {3'000'00});
  const AccountId borrower = market.open(8'000);
  market.deposit(borrower, {5'000'00});
  const PostingId deposit{market.state().sequence};
  constexpr std::uint32_t paid = 20;
  CreateListing wish;
  wish.terms.every = {1, money::PeriodUnit::day};
  wish.terms.periods = paid + 2;
  wish.terms.basis = money::Basis::act_365;
  wish.late.interest = {500};
  const LoanId loan = market.listing(borrower, {2'000'00}, wish);
  market.bid(loan, lender, {2'000'00});
  market.settle(loan, to_string(first_day + -1));
  Date today = first_day;
  for (; today < first_day + paid; today = today + 1) {
    market.at(noon(today));
    market.begin(today);
    market.must(CollectInstalment{loan, market.state().loans[loan].next_period(), today, {}});
  }
  today = today + -1;
  market.must(RequestWithdrawal{borrower, market.state().ledger[borrower].available(), {}});
  EXPECT_TRUE(market.must(BounceDeposit{deposit, "no cover"}).unfinished);
  clock::Timers timers(world_of(market, today), days_at_once());
  timers.tick();
  const engine::Loan& late = market.state().loans[loan];
  EXPECT_EQ(late.next_period(), 1U);
  EXPECT_TRUE(engine::is_assessed(late, today));
}

/// Loans that nobody pays: a year of them adds to the journal that days begin and that periods
/// become overdue, and nothing else, until there is money again.
TEST(LivesOnEngine, DeadLoansAddNothing) {
  constexpr int loans = 1'000;
  constexpr std::int32_t days = 365;
  SmallMarket market(1, 0);
  const auto& state = market.state();
  const AccountId lender = market.investor(7'000, {loans * 100'00});
  std::vector<AccountId> borrowers;
  for (std::uint64_t i = 0; i < loans; ++i) {
    borrowers.push_back(market.open(8'000 + i));
    CreateListing wish;
    wish.terms.periods = 3;
    const LoanId loan = market.listing(borrowers.back(), {100'00}, wish);
    market.bid(loan, lender, {100'00});
    market.settle(loan, to_string(first_day + -1));
    market.must(TransferFunds{borrowers.back(), AccountId{5}, {100'00}, ""});
  }
  const auto round = [&](const std::string& name) {
    clock::TestDriver<SmallMarket>(market, shift_of(state.days.today(), name)).finish();
  };
  const auto work_until = [&](Date last) {
    while (state.days.today() < last) {
      const Date today = state.days.today() + 1;
      market.at(noon(today));
      market.begin(today);
      for (const char* name : {"r1", "r2", "r3", "r4", "r5"}) round(name);
    }
  };
  work_until(state.loans[{1}].periods.front().due + 1);

  const Sequence before = state.sequence;
  work_until(state.days.today() + days);
  EXPECT_EQ(state.sequence - before, std::uint64_t{days} + 2 * loans);

  market.deposit(borrowers[17], {1'00});
  const Sequence with_money = state.sequence;
  round("m1");
  EXPECT_EQ(state.sequence - with_money, 1U);
  EXPECT_EQ(market.balance(borrowers[17]), Amount{});
  EXPECT_EQ(engine::first_broken(state), std::nullopt);
}

/// Loans of one instalment each that a guarantor compensates three days after it was due, as far as
/// he has money. The borrowers have none.
class Guaranteed : public testing::Test {
 protected:
  struct Given {
    LoanId loan;
    AccountId borrower;
    Amount due;
  };

  /// Due so many days after the day before the first.
  Given lend(Amount principal, std::int32_t days, std::uint16_t write_off_after_days = 0) {
    const AccountId borrower = market_.open(++last_party_);
    CreateListing wish;
    wish.terms.every = {days, money::PeriodUnit::day};
    wish.terms.periods = 1;
    wish.terms.basis = money::Basis::act_365;
    wish.late.compensator = Compensator::guarantor;
    wish.late.compensate_after_days = 3;
    wish.late.write_off_after_days = write_off_after_days;
    wish.guarantor_account = guarantor_;
    const LoanId loan = market_.listing(borrower, principal, wish);
    market_.bid(loan, market_.investor(++last_party_, principal), principal);
    market_.settle(loan, to_string(first_day + -1));
    market_.must(TransferFunds{borrower, AccountId{5}, principal, ""});
    return {loan, borrower, market_.state().loans[loan].periods.front().left()};
  }
  void round() {
    const Date today = market_.state().days.today();
    clock::TestDriver<SmallMarket>(market_, shift_of(today, "r1")).finish();
  }
  void begin(Date date) {
    market_.at(noon(date));
    market_.begin(date);
  }
  void work_until(Date last) {
    while (market_.state().days.today() < last) {
      begin(market_.state().days.today() + 1);
      round();
    }
  }
  bool is_compensated(const Given& given) const {
    return market_.state().loans[given.loan].periods.front().payer == guarantor_;
  }

  SmallMarket market_{1, 0};
  std::uint64_t last_party_ = 3'000;
  AccountId guarantor_ = market_.open(++last_party_, AccountKind::guarantor_cash);
};

TEST_F(Guaranteed, ACompensationIsNotTriedWhereTheOneBeforeTookTheMoney) {
  const Given first = lend({100'00}, 7);
  const Given second = lend({100'00}, 7);
  work_until(first_day + 10);
  market_.deposit(guarantor_, first.due);
  begin(first_day + 11);
  const Sequence before = market_.state().sequence;
  round();
  EXPECT_EQ(market_.state().sequence - before, 1U);
  EXPECT_TRUE(is_compensated(first));
  EXPECT_FALSE(is_compensated(second));
}

TEST_F(Guaranteed, WhatIsCollectedIsThereForTheFirstCompensation) {
  const Given recovered = lend({100'00}, 7);
  const Given older = lend({300'00}, 7);
  const Given younger = lend({200'00}, 8);
  market_.deposit(guarantor_, recovered.due);
  work_until(first_day + 12);
  ASSERT_TRUE(is_compensated(recovered));
  market_.deposit(guarantor_, younger.due + Amount{1'00});
  market_.deposit(recovered.borrower, recovered.due);
  work_until(first_day + 13);
  EXPECT_TRUE(is_compensated(older));
  EXPECT_FALSE(is_compensated(younger));
}

TEST_F(Guaranteed, WhatIsCollectedCompensatesBeforeALoanIsWrittenOff) {
  const Given recovered = lend({100'00}, 7);
  const Given hopeless = lend({100'00}, 7, 10);
  market_.deposit(guarantor_, recovered.due);
  work_until(first_day + 15);
  ASSERT_TRUE(is_compensated(recovered));
  market_.deposit(recovered.borrower, recovered.due);
  work_until(first_day + 16);
  EXPECT_EQ(market_.state().loans[hopeless.loan].state, LoanState::written_off);
  EXPECT_TRUE(is_compensated(hopeless));
}

/// A bounce with more payments than one step takes goes on at once, at any hour.
TEST(LivesOnEngine, ABounceGoesOnInTheSameRound) {
  SmallMarket market(1);
  const AccountId borrower = market.open(3001);
  CreateListing wish;
  wish.terms.every = {7, money::PeriodUnit::day};
  wish.terms.periods = 1;
  wish.terms.basis = money::Basis::act_365;
  const LoanId loan = market.listing(borrower, {1'000'00}, wish);
  market.bid(loan, market.investor(3002, {1'000'00}), {1'000'00});
  market.settle(loan, to_string(first_day + -1));
  market.must(TransferFunds{borrower, AccountId{5}, market.balance(borrower), ""});
  for (std::int32_t i = 0; i < 7; ++i) market.begin(first_day + i);
  market.deposit(borrower, {400'00});
  const PostingId deposit{market.state().sequence};
  for (int part = 0; part < 40; ++part) {
    market.must(CollectInstalment{loan, 1, first_day + 6, Amount{10'00}});
  }
  market.must(BounceDeposit{deposit, ""});
  ASSERT_TRUE(market.state().ledger.unfinished_bounces().contains(deposit));
  Shift shift = shift_of(first_day + 6, "r1");
  shift.kinds = clock::Kinds::any_hour();
  clock::TestDriver<SmallMarket>(market, shift).finish();
  EXPECT_TRUE(market.state().ledger.unfinished_bounces().empty());
  EXPECT_EQ(market.state().loans[loan].paid, PaidTotals{});
  EXPECT_EQ(engine::first_broken(market.state()), std::nullopt);
}

}  // namespace
}  // namespace tributary::app
