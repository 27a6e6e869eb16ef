#include "verticals/books/schedule_changes.hpp"

#include <gtest/gtest.h>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/loans.hpp"
#include "verticals/books/schedule.hpp"

namespace tributary::books {
namespace {

/// Of two loans a part was prepaid, of one of them twice, at another rate each time; all that comes
/// back by one bounce.
TEST(ScheduleChanges, TellWhatABounceBrought) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const Sequence deposit = life.deposit(borrower, {5'000});
  const std::vector<money::Instalment> schedule{{{20'040}, {600}, {30}}, {{20'070}, {400}, {20}}};
  for (const LoanId loan : {LoanId{1}, LoanId{2}}) {
    life.list(borrower, {1'000}, {});
    life.bid(loan, investor, {1'000});
    life.settle(loan, schedule, {}, {}, {7});
  }
  life.prepay_part({2}, {100}, {}, {}, {{{20'090}, {900}, {9}}});
  life.prepay_part({1}, {100}, {}, {}, {{{20'060}, {900}, {9}}});
  life.prepay_part({1}, {200}, {}, {}, {{{20'050}, {700}, {7}}});
  life.assess({1}, {20'055}, {{1, {40}, {20}}});
  Bookshelf shelf;
  shelf.follow(life);

  protocol::DepositBounced bounced;
  bounced.posting = {deposit};
  bounced.account = borrower;
  bounced.custodian = life.custodian;
  bounced.amount = {5'000};
  bounced.memo = "it was stolen";
  const auto take_back = [&](LoanId loan, Amount before, Amount after, Rate rate_before, Rate rate,
                             std::vector<PlannedInstalment> restored) {
    protocol::PaymentTakenBack taken;
    taken.loan = loan;
    taken.kind = protocol::PaymentKind::part_prepayment;
    taken.on = {20'056};
    taken.payer = borrower;
    taken.paid_before.principal = before;
    taken.paid_after.principal = after;
    taken.first_restored = 1;
    taken.restored = std::move(restored);
    taken.annual_rate_before = rate_before;
    taken.annual_rate = rate;
    bounced.taken.push_back(taken);
  };
  const std::vector<PlannedInstalment> at_first{{{20'040}, {600}, {30}, {7}},
                                                {{20'070}, {400}, {20}, {7}}};
  take_back({1}, {300}, {100}, {70'000}, {80'000}, {{{20'060}, {900}, {9}, {}}});
  take_back({1}, {100}, {}, {80'000}, {96'000}, at_first);
  take_back({2}, {100}, {}, {50'000}, {60'000}, at_first);
  life.add(bounced);
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const auto changes = schedule_changes(books, {1}, std::nullopt, 10).lines;
  ASSERT_EQ(changes.size(), 3U);
  const ScheduleChangeLine& back = changes[0];
  EXPECT_EQ(back.kind, ScheduleChangeKind::payment_reversed);
  EXPECT_EQ(back.sequence, life.last_sequence());
  EXPECT_EQ(back.time, Life::time_of(life.last_sequence()));
  EXPECT_EQ(back.on, Date{20'056});
  EXPECT_EQ(back.reason, "it was stolen");
  EXPECT_EQ(back.annual_rate_before, Rate{70'000}) << "before the first of them";
  EXPECT_EQ(back.annual_rate, Rate{96'000}) << "after the last";
  ASSERT_EQ(back.was.size(), 1U);
  EXPECT_EQ(back.was[0].due, Date{20'050});
  ASSERT_EQ(back.now.size(), 2U);
  EXPECT_EQ(back.now[1].period, 2U);
  EXPECT_EQ(back.now[1].principal, Amount{400});
  EXPECT_EQ(back.now[1].interest, Amount{20});
  EXPECT_EQ(back.now[1].fee, Amount{7});
  EXPECT_EQ(changes[2].annual_rate, std::nullopt);
  EXPECT_EQ(schedule_changes(books, {2}, std::nullopt, 1).lines.at(0).annual_rate, Rate{60'000});

  const LoanRow loan = books.loan({1}).value();
  EXPECT_EQ(loan.annual_rate, Rate{96'000});
  const auto lines = schedule_of(books, loan);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].late_interest, Amount{}) << "charged on a line that is no more";
  EXPECT_EQ(lines[0].late_fee, Amount{});
  EXPECT_EQ(line_of(loan).paid, PaidTotals{});
}

/// What is the same before and behind is left out, as far as as many lines follow as did.
TEST(ScheduleChanges, TellNoMoreThanChanged) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const LoanId loan = life.list(borrower, {1'000}, {});
  life.bid(loan, investor, {1'000});
  std::vector<money::Instalment> schedule{
      {{20'040}, {300}, {30}}, {{20'070}, {300}, {20}}, {{20'100}, {400}, {10}}};
  life.settle(loan, schedule, {}, {}, {});
  struct Told {
    std::vector<std::uint32_t> was;
    std::vector<std::uint32_t> now;
  };
  Bookshelf shelf;
  const auto newest = [&] {
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    const auto lines = schedule_changes(books, loan, std::nullopt, 1).lines;
    Told told;
    if (lines.empty() || lines[0].sequence != life.last_sequence()) return told;
    for (const PlannedLine& line : lines[0].was) told.was.push_back(line.period);
    for (const PlannedLine& line : lines[0].now) told.now.push_back(line.period);
    return told;
  };
  const auto agree = [&](std::vector<money::Instalment> lines) {
    protocol::LoanRescheduled agreed;
    agreed.loan = loan;
    agreed.on = {20'035};
    agreed.first_period = 1;
    agreed.schedule = std::move(lines);
    life.add(agreed);
    return newest();
  };
  using Periods = std::vector<std::uint32_t>;
  for (std::size_t n = 0; n < schedule.size(); ++n) {
    SCOPED_TRACE(n);
    schedule[n].due = schedule[n].due + 1;
    const Told told = agree(schedule);
    EXPECT_EQ(told.was, Periods{static_cast<std::uint32_t>(n) + 1});
    EXPECT_EQ(told.now, told.was);
  }
  Told told = agree(schedule);
  EXPECT_TRUE(told.was.empty() && told.now.empty()) << "nothing is another";
  schedule.push_back({{20'130}, {}, {5}});
  told = agree(schedule);
  EXPECT_EQ(told.was, Periods{}) << "a line more";
  EXPECT_EQ(told.now, Periods{4});
  schedule.pop_back();
  told = agree(schedule);
  EXPECT_EQ(told.was, Periods{4}) << "a line less";
  EXPECT_EQ(told.now, Periods{});
  schedule[0].due = schedule[0].due + 1;
  schedule[2].due = schedule[2].due + 1;
  told = agree(schedule);
  EXPECT_EQ(told.was, (Periods{1, 2, 3})) << "from the first to the last";
}

}  // namespace
}  // namespace tributary::books
