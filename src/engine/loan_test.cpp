#include "engine/loan.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "engine/limits.hpp"

namespace tributary::engine {
namespace {

Loan sample() {
  Loan loan;
  loan.id = {1};
  loan.state = LoanState::repaying;
  loan.borrower = {2};
  loan.principal = {100'000};
  loan.terms.annual_rate = {96'000};
  loan.periods.resize(2);
  loan.schedules_before.resize(1);
  loan.periods_replaced.resize(1);
  loan.schedules_before[0].periods_replaced = 1;
  return loan;
}

/// The sample before all that, with bids of at most so much an investor.
Loan open_for_bids(Amount investor_amount_max) {
  Loan loan = sample();
  loan.state = LoanState::open;
  loan.rules.investor_amount_max = investor_amount_max;
  return loan;
}

std::uint64_t hash_with(const std::function<void(Loan&)>& change) {
  StateHash hash;
  LoanBook book{hash};
  book.add(sample());
  book.change({1}, change);
  book.change({1}, [](Loan& loan) { loan.contract_hash = hash_of_contract(loan); });
  return book.full_hash();
}

TEST(LoanHash, CoversEveryFact) {
  const std::uint64_t before = hash_with([](Loan&) {});
  const std::pair<std::string_view, std::function<void(Loan&)>> changes[] = {
      {"state", [](Loan& loan) { loan.state = LoanState::overdue; }},
      {"borrower", [](Loan& loan) { ++loan.borrower.value; }},
      {"guarantor", [](Loan& loan) { ++loan.guarantor.value; }},
      {"currency", [](Loan& loan) { loan.currency = protocol::Currency::USD; }},
      {"allocation",
       [](Loan& loan) { loan.allocation = protocol::Allocation::principal_interest_penalty_fee; }},
      {"principal", [](Loan& loan) { ++loan.principal.minor; }},
      {"raised", [](Loan& loan) { ++loan.raised.minor; }},
      {"rate", [](Loan& loan) { ++loan.terms.annual_rate.ppm; }},
      {"due day", [](Loan& loan) { ++loan.terms.due_day; }},
      {"schedule principal", [](Loan& loan) { ++loan.schedule_principal.minor; }},
      {"schedule start", [](Loan& loan) { ++loan.schedule_start.days; }},
      {"first due", [](Loan& loan) { loan.schedule_first_due = Date{9}; }},
      {"first period", [](Loan& loan) { ++loan.schedule_first_period; }},
      {"minimum", [](Loan& loan) { ++loan.rules.bid_amount_min.minor; }},
      {"password", [](Loan& loan) { ++loan.rules.access_code.digest; }},
      {"fee on interest", [](Loan& loan) { ++loan.fees.interest.ppm; }},
      {"fee on prepayment", [](Loan& loan) { ++loan.fees.prepayment.ppm; }},
      {"opens", [](Loan& loan) { ++loan.opens_at.ms; }},
      {"closes", [](Loan& loan) { ++loan.closes_at.ms; }},
      {"settled by", [](Loan& loan) { ++loan.settles_by.ms; }},
      {"last date", [](Loan& loan) { ++loan.last_date.days; }},
      {"end", [](Loan& loan) { ++loan.ended_on.days; }},
      {"principal paid", [](Loan& loan) { ++loan.paid.principal.minor; }},
      {"interest paid", [](Loan& loan) { ++loan.paid.interest.minor; }},
      {"compensation paid", [](Loan& loan) { ++loan.paid.compensation.minor; }},
      {"late interest paid", [](Loan& loan) { ++loan.paid.late_interest.minor; }},
      {"late rules", [](Loan& loan) { ++loan.late.grace_days; }},
      {"periods", [](Loan& loan) { loan.periods.pop_back(); }},
      {"due", [](Loan& loan) { ++loan.periods[1].due.days; }},
      {"charged to", [](Loan& loan) { ++loan.periods[1].charged_to.days; }},
      {"overdue", [](Loan& loan) { loan.periods[1].overdue = true; }},
      {"reminded", [](Loan& loan) { loan.periods[1].reminded = true; }},
      {"payer", [](Loan& loan) { ++loan.periods[1].payer.value; }},
      {"period's late interest", [](Loan& loan) { ++loan.periods[0].late_interest.minor; }},
      {"period's late fee", [](Loan& loan) { ++loan.periods[0].late_fee.minor; }},
      {"period's late interest paid",
       [](Loan& loan) { ++loan.periods[0].late_interest_paid.minor; }},
      {"period's late fee paid", [](Loan& loan) { ++loan.periods[0].late_fee_paid.minor; }},
      {"written off", [](Loan& loan) { ++loan.written_off_on.days; }},
      {"taken back", [](Loan& loan) { ++loan.taken_back_on.days; }},
      {"assessed to", [](Loan& loan) { ++loan.assessed_to.days; }},
      {"bid voided", [](Loan& loan) { loan.bids_voided.push_back(0); }},
      {"bids placed", [](Loan& loan) { ++loan.bids_placed; }},
      {"schedules before", [](Loan& loan) { loan.schedules_before.emplace_back(); }},
      {"its payment", [](Loan& loan) { ++loan.schedules_before[0].payment.value; }},
      {"its first period", [](Loan& loan) { ++loan.schedules_before[0].first_period; }},
      {"its terms", [](Loan& loan) { ++loan.schedules_before[0].terms.annual_rate.ppm; }},
      {"its principal", [](Loan& loan) { ++loan.schedules_before[0].schedule_principal.minor; }},
      {"its start", [](Loan& loan) { ++loan.schedules_before[0].schedule_start.days; }},
      {"period replaced", [](Loan& loan) { ++loan.periods_replaced[0].interest.minor; }},
      {"period's principal", [](Loan& loan) { ++loan.periods[0].principal.minor; }},
      {"period's interest", [](Loan& loan) { ++loan.periods[0].interest.minor; }},
      {"period's fee", [](Loan& loan) { ++loan.periods[0].fee.minor; }},
      {"period's principal paid", [](Loan& loan) { ++loan.periods[0].principal_paid.minor; }},
      {"period's interest paid", [](Loan& loan) { ++loan.periods[0].interest_paid.minor; }},
      {"period's fee paid", [](Loan& loan) { ++loan.periods[0].fee_paid.minor; }},
  };
  for (const auto& [what, change] : changes) EXPECT_NE(hash_with(change), before) << what;
}

TEST(LoanBook, KeepsItsHashByDifference) {
  StateHash hash;
  LoanBook book{hash};
  book.add(open_for_bids({60'000}));
  book.append_claim({1}, {{40'000}, {5}}, {40'000});
  EXPECT_EQ(hash.value(), book.full_hash());
  EXPECT_EQ(book[{1}].bid_totals.of({5}), Amount{40'000});
  book.append_claim({1}, {{100'000}, {6}}, {60'000});
  EXPECT_EQ(hash.value(), book.full_hash());
  EXPECT_EQ(book[{1}].state, LoanState::full);
  EXPECT_TRUE(book[{1}].bid_totals.empty());
  book.change({1}, [](Loan& ended) { ended.state = LoanState::cancelled; });
  book.end_unsettled({1}, {3});
  EXPECT_EQ(hash.value(), book.full_hash());
  EXPECT_TRUE(book[{1}].claims.empty());
  EXPECT_EQ(book[{1}].bids, 2U) << "people still ask how many there were";
}

TEST(LoanBook, LetsLoansGoThatEndedLongAgo) {
  StateHash hash;
  LoanBook book{hash};
  const auto add = [&](std::uint64_t number, LoanState state, Date last) {
    Loan loan = sample();
    loan.id = {number};
    loan.state = state;
    loan.ended_on = last;
    loan.periods[0].principal = {1};
    book.add(loan);
  };
  for (const std::uint64_t number : {1, 2, 4, 5}) {
    if (number == 4) add(3, LoanState::repaying, {5});
    add(number, LoanState::repaid, {10 + static_cast<std::int32_t>(number)});
  }
  const auto numbers = [&] {
    std::vector<std::uint64_t> found;
    for (const Loan& loan : book.all()) found.push_back(loan.id.value);
    return found;
  };
  book.let_go_before({11});
  EXPECT_EQ(numbers(), (std::vector<std::uint64_t>{1, 2, 3, 4, 5})) << "kept on the very day";
  book.let_go_before({15});
  EXPECT_EQ(numbers(), (std::vector<std::uint64_t>{3, 5}));
  EXPECT_EQ(hash.value(), book.full_hash());
  EXPECT_EQ(book.size(), 5U);
  EXPECT_EQ(book.in_memory(), 2U);
  for (const std::uint64_t left : {1, 2, 4}) {
    EXPECT_EQ(book.find({left}), nullptr);
    EXPECT_TRUE(book.has_left({left}));
  }
  for (const std::uint64_t other : {0, 3, 5, 6, 7}) EXPECT_FALSE(book.has_left({other})) << other;
  EXPECT_EQ(book.next_id(), LoanId{6});
  add(6, LoanState::repaying, {1});
  book.let_go_before({99});
  EXPECT_EQ(numbers(), (std::vector<std::uint64_t>{3, 6}));
  EXPECT_EQ(hash.value(), book.full_hash());
}

/// Its last payment may be dated long ago; it was told of today.
TEST(LoanBook, KeepsALoanFromTheDayOnWhichItsEndWasTold) {
  StateHash hash;
  LoanBook book{hash};
  Loan loan = sample();
  loan.id = {1};
  loan.state = LoanState::repaid;
  loan.last_date = {10};
  loan.ended_on = {10};
  book.add(loan);
  book.revive({1});
  EXPECT_EQ(book[{1}].ended_on, Date{});
  book.end({1}, {500});
  EXPECT_EQ(book[{1}].ended_on, Date{500});
  book.let_go_before({500});
  EXPECT_NE(book.find({1}), nullptr);
  EXPECT_EQ(hash.value(), book.full_hash());
  book.let_go_before({501});
  EXPECT_EQ(book.find({1}), nullptr);
  EXPECT_EQ(hash.value(), book.full_hash());
}

TEST(LoanBook, GivesBackAFewLoansAtATime) {
  StateHash hash;
  LoanBook book{hash};
  const auto add = [&](LoanState state) {
    Loan loan = sample();
    loan.id = book.next_id();
    loan.state = state;
    loan.ended_on = {10};
    book.add(loan);
  };
  constexpr std::uint64_t many = limits::rows_given_back_a_day / 32;
  for (std::uint64_t number = 1; number <= many; ++number) add(LoanState::repaid);
  book.let_go_before({11});
  const std::uint64_t there = book.in_memory();
  EXPECT_GT(there, 0U);
  EXPECT_EQ(book.find({many}), nullptr) << "it has left, although it is in memory";
  EXPECT_TRUE(book.has_left({many}));
  for (std::uint64_t more = 1; more <= there; ++more) add(LoanState::review);
  EXPECT_EQ(book.in_memory(), there) << "at least one has left for one that came";
  EXPECT_EQ(hash.value(), book.full_hash());
}

TEST(LoanBook, TakesAClaimOutFromBetweenOthers) {
  StateHash hash;
  LoanBook book{hash};
  book.add(open_for_bids({90'000}));
  book.append_claim({1}, {{40'000}, {5}}, {40'000});
  book.append_claim({1}, {{70'000}, {6}}, {30'000});
  book.append_claim({1}, {{100'000}, {5}}, {30'000});
  book.remove_claim({1}, 1);
  EXPECT_EQ(hash.value(), book.full_hash());
  EXPECT_EQ(book[{1}].state, LoanState::open);
  EXPECT_EQ(book[{1}].raised, Amount{70'000});
  EXPECT_EQ(book[{1}].claims[1].end, Amount{70'000});
  EXPECT_EQ(book[{1}].bid_totals.of({5}), Amount{70'000});
  EXPECT_EQ(book[{1}].bid_totals.of({6}), Amount{});
  EXPECT_EQ(book[{1}].bids_placed, 3U) << "a number of a bid is not used again";
  EXPECT_EQ(book[{1}].place_of_bid(0), 0U);
  EXPECT_EQ(book[{1}].place_of_bid(1), std::nullopt) << "it was voided";
  EXPECT_EQ(book[{1}].place_of_bid(2), 1U) << "it has moved down and keeps its number";
  EXPECT_EQ(book[{1}].place_of_bid(3), std::nullopt) << "it was not placed";
  book.append_claim({1}, {{80'000}, {7}}, {10'000});
  EXPECT_EQ(book[{1}].place_of_bid(3), 2U);
  book.remove_claim({1}, 0);
  EXPECT_EQ(hash.value(), book.full_hash());
  EXPECT_EQ(book[{1}].bids_voided, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(book[{1}].place_of_bid(3), 1U);
}

TEST(LoanBook, RemembersWhatWasPaidAndByWhom) {
  StateHash hash;
  LoanBook book{hash};
  book.add(sample());
  Payment payment;
  payment.payment = {7};
  payment.payer = {2};
  book.remember({1}, payment);
  EXPECT_TRUE(book.paid_by({2}).contains({1}));
  EXPECT_TRUE(book.paid_by({3}).empty());
  const std::uint64_t before = hash.value();
  EXPECT_EQ(before, book.full_hash());
  const std::vector<LoanPeriod> replaced(2);
  ScheduleBefore schedule;
  schedule.payment = {7};
  schedule.first_period = 1;
  book.remember({1}, schedule, replaced);
  EXPECT_EQ(book[{1}].periods_replaced.size(), 3U);
  EXPECT_NE(hash.value(), before);
  EXPECT_EQ(hash.value(), book.full_hash());
  book.take_back_payment({1}, [](Loan& loan) {
    loan.schedules_before.clear();
    loan.periods_replaced.clear();
    loan.last_date = {9};
  });
  EXPECT_TRUE(book[{1}].payments[0].reversed);
  EXPECT_NE(hash.value(), before);
  EXPECT_EQ(hash.value(), book.full_hash());
}

TEST(LoanBook, KnowsItsLoansByNumber) {
  StateHash hash;
  LoanBook book{hash};
  EXPECT_EQ(book.find({0}), nullptr);
  EXPECT_EQ(book.find({1}), nullptr);
  book.add(sample());
  EXPECT_NE(book.find({1}), nullptr);
  EXPECT_EQ(book.find({2}), nullptr);
  EXPECT_EQ(book.next_id(), LoanId{2});
}

TEST(Loan, KnowsItsNextPeriod) {
  Loan loan = sample();
  loan.periods.assign(3, {});
  loan.periods[1].interest = {5};
  EXPECT_EQ(loan.next_period(), 2U) << "a period that asks for nothing is paid";
  loan.periods[1].interest_paid = {5};
  EXPECT_EQ(loan.next_period(), 4U);
}

TEST(LoanBookDeathTest, NeverSellsALoanTwice) {
  StateHash hash;
  LoanBook book{hash};
  Loan loan = sample();
  loan.state = LoanState::open;
  book.add(loan);
  EXPECT_DEATH(book.append_claim({1}, {{100'001}, {5}}, {100'001}), "claim.end <= loan.principal");
  book.append_claim({1}, {{40'000}, {5}}, {40'000});
  EXPECT_DEATH(book.append_claim({1}, {{40'000}, {5}}, {0}), "claim.end > loan.raised");
  EXPECT_DEATH(book.end_unsettled({1}, {3}), "live");
  EXPECT_DEATH(book.add(sample()), "loan.id == next_id");
}

}  // namespace
}  // namespace tributary::engine
