#include <gtest/gtest.h>

#include <algorithm>

#include "base/test_dice.hpp"
#include "engine/taking_back.hpp"
#include "engine/test_market.hpp"

/// Another schedule for what is not yet due, and due dates that a later calendar moves.
namespace tributary::engine {
namespace {

using money::amount;
using money::day;
using protocol::RescheduleLoan;

class RescheduleTest : public testing::Test, protected TestMarket {
 protected:
  const Loan& loan(LoanId id) const { return state().loans[id]; }

  /// Loans of the same rules, each with a borrower of its own, settled on one day.
  std::vector<LoanId> lend(const protocol::CreateListing& wish, int loans) {
    std::vector<LoanId> ids;
    for (; loans > 0; --loans) {
      const AccountId borrower = open(next_party_++);
      deposit(borrower, amount("50000.00"));
      ids.push_back(listing(borrower, amount("12000.00"), wish));
      bid(ids.back(), lender, amount("12000.00"));
    }
    for (const LoanId id : ids) must(protocol::SettleLoan{id, start_, std::nullopt});
    return ids;
  }
  /// Two loans of the same rules, paid as they fall due up to some day.
  std::pair<std::vector<LoanId>, Date> lend_twins(base::Dice& dice) {
    start_ = start_ + 150;
    const std::vector<LoanId> ids = lend(any_terms(dice), 2);
    const Date on = start_ + static_cast<std::int32_t>(dice.between(0, 120));
    for (const LoanId id : ids) collect_to(id, on);
    return {ids, on};
  }
  static protocol::CreateListing any_terms(base::Dice& dice) {
    using enum money::Method;
    protocol::CreateListing wish;
    wish.terms.method = dice.one_of({annuity, equal_principal, interest_only, bullet, flat});
    wish.terms.annual_rate = Rate{dice.between(1, 300) * 1'000};
    wish.terms.periods = static_cast<std::int32_t>(dice.between(2, 12));
    wish.terms.basis = dice.one_of({money::Basis::thirty_360, money::Basis::act_365});
    wish.terms.business_days =
        dice.one_of({money::BusinessDayRule::as_is, money::BusinessDayRule::next});
    if (wish.terms.method != bullet && dice.one_in(3)) wish.terms.interest_deferred_periods = 1;
    return wish;
  }
  RescheduleLoan any_agreement(base::Dice& dice, LoanId id, Date on) {
    RescheduleLoan wish;
    wish.loan = id;
    wish.on = on;
    wish.annual_rate = Rate{dice.between(1, 300) * 1'000};
    wish.more_periods = static_cast<std::int32_t>(dice.between(0, 6));
    if (loan(id).terms.method != money::Method::bullet) {
      wish.skipped_dues = static_cast<std::int32_t>(dice.between(0, 1));
    }
    return wish;
  }
  bool agree(RescheduleLoan wish, LoanId id) {
    wish.loan = id;
    return send(approved_staff, wish) == Refusal::none;
  }
  void collect_to(LoanId id, Date on) {
    while (loan(id).next_period() <= loan(id).periods.size() &&
           loan(id).periods[loan(id).next_period() - 1].due <= on) {
      must(protocol::CollectInstalment{id, loan(id).next_period(), on, std::nullopt});
    }
  }

  AccountId lender = investor(7, amount("100000000.00"));
  Date start_ = day("2024-01-15");
  std::uint64_t next_party_ = 100;
};

/// Whatever is agreed on, a loan that is repaid on that day pays what was earned by then, and the
/// holders get all of the old schedule up to there and all of the new one from there.
TEST_F(RescheduleTest, LosesNothingThatWasEarned) {
  int agreed = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    base::Dice dice(seed);
    const auto [ids, on] = lend_twins(dice);
    const RescheduleLoan wish = any_agreement(dice, ids[0], on);
    if (!agree(wish, ids[0])) continue;
    ++agreed;
    const auto told = last_event<protocol::LoanRescheduled>();
    const Amount before = loan(ids[0]).paid.interest;
    if (send(staff, protocol::PrepayLoan{ids[1], on}) != Refusal::none) continue;
    const Amount earned = loan(ids[1]).paid.interest - before;
    // What waits for a business day has been asked for already.
    Amount asked;
    for (std::uint32_t i = 0; i + 1 < told.first_period; ++i) {
      asked += loan(ids[0]).periods[i].interest_left();
    }
    EXPECT_EQ(told.interest_carried + asked, earned);
    must(protocol::PrepayLoan{ids[0], on});
    EXPECT_EQ(loan(ids[0]).paid, loan(ids[1]).paid);
  }
  EXPECT_GT(agreed, 100);
}

/// A rate that was a slip is put right on the same day: nothing of it is left.
TEST_F(RescheduleTest, LeavesNothingOfARateThatWasPutRight) {
  int agreed = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    base::Dice dice(seed);
    const auto [ids, on] = lend_twins(dice);
    RescheduleLoan slip;
    slip.on = on;
    slip.annual_rate = Rate{dice.between(1, 300) * 1'000};
    const RescheduleLoan wish = any_agreement(dice, ids[0], on);
    if (!agree(slip, ids[0]) || !agree(wish, ids[0]) || !agree(wish, ids[1])) continue;
    ++agreed;
    ASSERT_EQ(loan(ids[0]).periods.size(), loan(ids[1]).periods.size());
    for (std::size_t i = 0; i < loan(ids[0]).periods.size(); ++i) {
      EXPECT_EQ(loan(ids[0]).periods[i].due, loan(ids[1]).periods[i].due) << i;
      EXPECT_EQ(loan(ids[0]).periods[i].principal, loan(ids[1]).periods[i].principal) << i;
      EXPECT_EQ(loan(ids[0]).periods[i].interest, loan(ids[1]).periods[i].interest) << i;
    }
  }
  EXPECT_GT(agreed, 100);
}

/// More loans than one step may look at: each is looked at once, whatever happens between steps.
TEST_F(RescheduleTest, DueDatesMoveStepByStep) {
  protocol::CreateListing wish;
  wish.terms.method = money::Method::interest_only;
  wish.terms.periods = 600;
  wish.terms.business_days = money::BusinessDayRule::next;
  const auto ids = lend(wish, 60);
  const Date second = loan(ids[0]).periods[1].due;
  must(protocol::SetCalendar{{"late notice"}, {second}, {}});
  const auto first_step = must(protocol::MoveDueDates{});
  EXPECT_FALSE(first_step.finished);
  EXPECT_EQ(first_step.first, LoanId{1});
  EXPECT_EQ(first_step.loans.size(), first_step.next.value - 1);
  EXPECT_EQ(state().days.due_dates_from(), first_step.next);
  EXPECT_EQ(send(staff, protocol::MoveDueDates{LoanId{1}}), Refusal::no_due_dates_to_move);
  std::size_t moved = first_step.loans.size();
  while (state().days.due_dates_from()) {
    moved += must(protocol::MoveDueDates{state().days.due_dates_from()}).loans.size();
  }
  EXPECT_EQ(moved, ids.size());
  for (const LoanId id : ids) EXPECT_GT(loan(id).periods[1].due, second) << id.value;
}

/// Another calendar in the middle of it begins anew.
TEST_F(RescheduleTest, ALaterCalendarBeginsAnew) {
  protocol::CreateListing wish;
  wish.terms.method = money::Method::interest_only;
  wish.terms.periods = 600;
  wish.terms.business_days = money::BusinessDayRule::next;
  const auto ids = lend(wish, 60);
  const Date second = loan(ids[0]).periods[1].due;
  must(protocol::SetCalendar{{"late notice"}, {second}, {}});
  must(protocol::MoveDueDates{});
  must(protocol::SetCalendar{{"taken back"}, {}, {}});
  EXPECT_EQ(state().days.due_dates_from(), LoanId{1});
  while (state().days.due_dates_from()) must(protocol::MoveDueDates{});
  for (const LoanId id : ids) EXPECT_EQ(loan(id).periods[1].due, second) << id.value;
}

}  // namespace
}  // namespace tributary::engine
