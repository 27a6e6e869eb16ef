#include "verticals/clock/day_run.hpp"

#include <gtest/gtest.h>

#include "base/test_dice.hpp"
#include "money/test_values.hpp"
#include "verticals/clock/test_driver.hpp"
#include "verticals/clock/toy_platform.hpp"

namespace tributary::clock {
namespace {

using base::Dice;
using money::day;

constexpr std::int32_t days_of_life = 40;

/// Few accounts, so that one person borrows twice and lends what he owes elsewhere.
ToyPlatform crowded_platform(Dice& dice) {
  ToyPlatform platform;
  platform.state.day = day("2026-01-01");
  constexpr std::uint64_t accounts = 6;
  for (std::uint64_t i = 1; i <= accounts; ++i) {
    platform.state.accounts[{i}] = static_cast<std::int64_t>(dice.below(400));
  }
  const auto anybody = [&] { return AccountId{1 + dice.below(accounts)}; };
  const std::uint64_t loans = 1 + dice.below(8);
  for (std::uint64_t i = 1; i <= loans; ++i) {
    ToyLoan loan{anybody(), anybody(), dice.one_in(2) ? anybody() : AccountId{}, {}, 0, 0, {}};
    Date due = platform.state.day + static_cast<std::int32_t>(dice.below(10));
    for (std::uint64_t k = 1 + dice.below(6); k-- > 0;) {
      due = due + static_cast<std::int32_t>(1 + dice.below(9));
      loan.periods.push_back({due, {static_cast<std::int64_t>(1 + dice.below(150))}});
    }
    platform.state.loans[{i}] = loan;
  }
  return platform;
}

Shift shift_of(Date date, std::string round) {
  Shift shift;
  shift.day = date;
  shift.round = std::move(round);
  shift.loans_a_page = 3;
  return shift;
}

using Driver = TestDriver<ToyPlatform>;

void work(ToyPlatform& platform, Date date, const std::string& round) {
  platform.state.day = date;
  Driver(platform, shift_of(date, round)).finish();
}

TEST(DayRun, CollectsWhatIsDueOldestFirst) {
  ToyPlatform platform;
  platform.state.day = day("2026-03-10");
  platform.state.accounts = {{{1}, 250}, {{2}, 0}};
  const auto loan = [](const char* first, const char* second) {
    return ToyLoan{
        {1}, {2}, {}, {{day(first), {100}}, {day(second), {100}}}, 0, 0, day("2026-03-10")};
  };
  platform.state.loans[{1}] = loan("2026-03-09", "2026-03-10");
  platform.state.loans[{2}] = loan("2026-03-08", "2026-04-08");
  work(platform, day("2026-03-10"), "r1");
  EXPECT_EQ(platform.ids, (std::vector<std::string>{"collect:loan-2:period-1:2026-03-10:r1",
                                                    "collect:loan-1:period-1:2026-03-10:r1",
                                                    "collect:loan-1:period-2:2026-03-10:r1"}));
  EXPECT_EQ(platform.state.loans.at({1}).paid, 1U) << "50 were left of what 100 were due";
}

TEST(DayRun, TriesWhatWasRefusedOnlyInTheNextRound) {
  ToyPlatform platform;
  platform.state.day = day("2026-03-10");
  platform.state.accounts = {{{1}, 0}, {{2}, 0}};
  platform.state.loans[{1}] = {{1}, {2}, {}, {{day("2026-03-10"), {100}}}, 0, 0, {}};
  Driver first(platform, shift_of(platform.state.day, "r1"));
  first.finish();
  platform.state.accounts.at({1}) = 100;
  Driver(platform, shift_of(platform.state.day, "r1")).finish();
  EXPECT_EQ(platform.ids.size(), 1U);
  EXPECT_EQ(platform.state.loans.at({1}).paid, 0U);
  Driver(platform, shift_of(platform.state.day, "r2")).finish();
  EXPECT_EQ(platform.state.loans.at({1}).paid, 1U);
}

TEST(DayRun, TakesAPartOnlyOfWhatIsOverdue) {
  ToyPlatform platform;
  platform.state.accounts = {{{1}, 60}, {{2}, 0}};
  platform.state.loans[{1}] = {{1}, {2}, {}, {{day("2026-03-10"), {100}}}, 0, 0, day("2026-03-11")};
  work(platform, day("2026-03-10"), "r1");
  EXPECT_EQ(platform.state.accounts.at({2}), 0);
  work(platform, day("2026-03-11"), "r1");
  EXPECT_EQ(platform.state.accounts.at({2}), 60);
}

TEST(DayRun, KeepsToItsWindow) {
  ToyPlatform platform;
  platform.state.day = day("2026-03-10");
  platform.state.accounts = {{{1}, 10'000}, {{2}, 0}};
  for (std::uint64_t i = 1; i <= 20; ++i) {
    platform.state.loans[{i}] = {{1}, {2}, {}, {{day("2026-03-10"), {100}}}, 0, 0, {}};
  }
  Shift shift = shift_of(platform.state.day, "r1");
  shift.loans_a_page = 100;
  shift.in_flight_max = 4;
  Driver driver(platform, shift);
  driver.step();
  driver.hear();
  std::size_t sent = 0;
  while (driver.step()) ++sent;
  EXPECT_EQ(sent, 4U);
  driver.hear();
  EXPECT_TRUE(driver.step());
  EXPECT_FALSE(driver.step());
}

TEST(DayRun, SendsFewOfThoseThatPayManyClaims) {
  ToyPlatform platform;
  platform.state.day = day("2026-03-10");
  platform.state.accounts = {{{1}, 10'000}, {{2}, 0}};
  const std::vector<std::uint32_t> claims{40, 40, 30, 500, 40};
  for (std::uint64_t i = 0; i < claims.size(); ++i) {
    platform.state.loans[{i + 1}] = {{1}, {2}, {}, {{day("2026-03-10"), {100}}}, 0, 0, {}};
    platform.state.loans[{i + 1}].claims = claims[i];
  }
  Shift shift = shift_of(platform.state.day, "r1");
  shift.loans_a_page = 100;
  shift.claims_in_flight_max = 100;
  Driver driver(platform, shift);
  driver.step();
  driver.hear();
  // 40 and 40, then 30, then the one that is more by itself, then 40.
  const auto sent_together = [&] {
    std::size_t sent = 0;
    while (driver.step()) ++sent;
    return sent;
  };
  EXPECT_EQ(sent_together(), 2U);
  driver.hear();
  EXPECT_EQ(sent_together(), 1U);
  driver.hear();
  EXPECT_EQ(sent_together(), 0U);
  driver.hear();
  EXPECT_EQ(sent_together(), 1U);
  driver.hear();
  EXPECT_EQ(sent_together(), 1U);
}

TEST(DayRun, PlansWithoutSending) {
  ToyPlatform platform;
  platform.state.day = day("2026-03-10");
  platform.state.accounts = {{{1}, 150}, {{2}, 0}};
  platform.state.loans[{1}] = {{1}, {2}, {}, {{day("2026-03-10"), {100}}}, 0, 0, {}};
  platform.state.loans[{2}] = {{1}, {2}, {}, {{day("2026-03-10"), {200}}}, 0, 0, {}};
  platform.state.loans[{3}] = {{1}, {2}, {}, {{day("2026-03-12"), {70}}}, 0, 0, {}};
  Shift shift = shift_of(platform.state.day, "r1");
  shift.kinds = {};
  Driver driver(platform, shift);
  driver.finish();
  EXPECT_TRUE(platform.ids.empty());
  const auto rows = driver.run().plan()->rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].kind, WorkKind::remind_instalment);
  EXPECT_EQ(rows[1].kind, WorkKind::collect_instalment);
  EXPECT_EQ(rows[1].items, 2U);
  EXPECT_EQ(rows[1].amount, (Amount{300}));
  EXPECT_EQ(rows[1].lacking, 1U);
  EXPECT_EQ(rows[1].amount_lacking, (Amount{50}));
}

TEST(DayRun, PlansEachCurrencyByItself) {
  Plan plan;
  const auto add = [&](std::uint64_t loan, Currency currency, Amount amount, Amount available) {
    WorkItem item;
    item.kind = WorkKind::collect_instalment;
    item.loan = {loan};
    item.amount = amount;
    item.available = available;
    item.currency = currency;
    plan.add(task_of(item, day("2026-03-10"), "r1", PartPayments::never));
  };
  add(1, Currency::USD, {100}, {40});
  add(2, Currency::CNY, {200}, {200});
  add(3, Currency::USD, {7}, {7});
  const auto rows = plan.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].currency, Currency::CNY);
  EXPECT_EQ(rows[0].amount, (Amount{200}));
  EXPECT_EQ(rows[0].lacking, 0U);
  EXPECT_EQ(rows[1].currency, Currency::USD);
  EXPECT_EQ(rows[1].amount, (Amount{107}));
  EXPECT_EQ(rows[1].amount_lacking, (Amount{60}));
}

/// One loan whose instalment moves the payment from which a bounce goes on.
struct BouncePlatform {
  bool collected = false;
  bool finished = false;
  std::vector<std::string> ids = {};

  protocol::WorkView view(const protocol::WorkQuery& query) const {
    protocol::WorkView view{query.on, {}, {}, {}};
    if (!collected) {
      protocol::WorkItem& instalment = view.items.emplace_back();
      instalment.kind = WorkKind::collect_instalment;
      instalment.loan = {1};
      instalment.period = 1;
      instalment.due = query.on;
    }
    if (!query.loan && !finished) {
      protocol::WorkItem& bounce = view.items.emplace_back();
      bounce.kind = WorkKind::continue_bounce;
      bounce.posting = {9};
      bounce.payment = {collected ? 5U : 4U};
    }
    return view;
  }
  Ring::Outcome execute(const std::string& id, std::span<const std::byte>) {
    ids.push_back(id);
    (collected ? finished : collected) = true;
    return {};
  }
};

TEST(DayRun, WhatWaitedGivesWayToWhatIsListedAnew) {
  BouncePlatform platform;
  TestDriver<BouncePlatform>(platform, shift_of(day("2026-03-10"), "r1")).finish();
  ASSERT_EQ(platform.ids.size(), 2U);
  EXPECT_NE(platform.ids[1].find("payment-5"), std::string::npos) << platform.ids[1];
}

TEST(DayRun, EndsWhenAnotherDayHasBegun) {
  ToyPlatform platform;
  platform.state.accounts = {{{1}, 150}, {{2}, 0}};
  platform.state.loans[{1}] = {{1}, {2}, {}, {{day("2026-03-10"), {100}}}, 0, 0, {}};
  platform.state.day = day("2026-03-11");
  Driver driver(platform, shift_of(day("2026-03-10"), "r1"));
  driver.finish();
  EXPECT_TRUE(driver.run().overtaken());
  EXPECT_TRUE(platform.ids.empty());
}

/// The platform ends as if one had done it in peace.
TEST(DayRun, ManySchedulersAreOne) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Dice dice(seed);
    ToyPlatform calm = crowded_platform(dice);
    ToyPlatform wild = calm;
    for (std::int32_t i = 0; i < days_of_life; ++i) {
      const Date date = day("2026-01-01") + i;
      work(calm, date, "r1");
      wild.state.day = date;
      work_wildly(wild, shift_of(date, "r1"), dice);
      ASSERT_EQ(calm.state, wild.state) << "seed " << seed << ", day " << to_string(date);
      ASSERT_EQ(std::set(calm.ids.begin(), calm.ids.end()),
                std::set(wild.ids.begin(), wild.ids.end()));
    }
  }
}

}  // namespace
}  // namespace tributary::clock
