#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "verticals/books/random_life.hpp"
#include "verticals/books/statement_check.hpp"

namespace tributary::books {
namespace {

/// Opening, lines and closing of a period, page by page: the law of a statement.
void expect_period(const Life& life, Snapshot& books, AccountId account, const Period& period,
                   std::size_t page_lines) {
  Standing opening, closing;
  std::vector<ExpectedLine> expected;
  for (const ExpectedLine& line : life.lines.at(account)) {
    const auto day = life.day_of(line.sequence);
    if (period.to && day && *day > *period.to) break;
    const bool is_before = period.from && (!day || *day < *period.from);
    if (!is_before) expected.push_back(line);
    for (Standing* standing : {&opening, &closing}) {
      if (standing == &opening && !is_before) continue;
      standing->balance += line.posted;
      standing->held += line.held_change;
    }
  }
  std::optional<StatementCursor> after;
  std::size_t told = 0;
  do {
    const auto page = statement(books, account, period, after, page_lines);
    ASSERT_TRUE(page.has_value());
    ASSERT_EQ(page->opening, opening);
    ASSERT_EQ(page->closing, closing);
    for (const StatementLine& line : page->page.lines) {
      ASSERT_LT(told, expected.size());
      ASSERT_EQ(essence(line), expected[expected.size() - 1 - told++]);
    }
    after = page->page.next;
  } while (after);
  ASSERT_EQ(told, expected.size());
}

RC_GTEST_PROP(Statement, OfAPeriodLeadsFromItsOpeningToItsClosing, ()) {
  const Life life = *random_life();
  Bookshelf shelf(*rc::gen::inRange<std::uint32_t>(1, 12), *rc::gen::inRange<std::uint32_t>(1, 5));
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  if (life.days.empty()) return;
  const Date first = life.days.begin()->second;
  const Date last = life.days.rbegin()->second;
  for (int n = 0; n < 3; ++n) {
    const Date from = first + *rc::gen::inRange(-2, last - first + 1);
    Period period{from, from + *rc::gen::inRange(0, last - from + 1)};
    if (*rc::gen::inRange(0, 4) == 0) period.from.reset();
    if (*rc::gen::inRange(0, 4) == 0) period.to.reset();
    for (const auto& [account, lines] : life.lines) {
      expect_period(life, books, account, period, *rc::gen::inRange<std::size_t>(1, 9));
    }
  }
  RC_ASSERT(!testing::Test::HasFailure());
}

TEST(Statement, OfAPeriodStaysAsItWasWhileFactsArrive) {
  Life life;
  const AccountId member = life.open_member(10);
  life.begin_day({20'000});
  for (int n = 0; n < 5; ++n) life.deposit(member, Amount{100});
  Bookshelf shelf;
  shelf.follow(life);
  Connection reader(shelf.url());
  const Period period{Date{20'000}, Date{20'000}};
  const auto first = statement(*std::make_unique<Snapshot>(reader), member, period, {}, 2);
  ASSERT_TRUE(first && first->page.next);
  EXPECT_EQ(first->closing.balance, Amount{500});
  life.deposit(member, Amount{7});
  shelf.follow(life);
  Snapshot books(reader);
  const auto rest = statement(books, member, period, first->page.next, 10);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->closing, first->closing);
  EXPECT_EQ(rest->page.lines.size(), 3U);
}

/// What came since the first page: the bid with which following begins, or a payment to a claim
/// that is followed.
TEST(Statement, OfAPeriodStaysAsItWasWhileFollowingBegins) {
  for (const std::uint32_t merged_max : {1U, 2U}) {
    Life life;
    const AccountId borrower = life.open_member(10);
    const AccountId investor = life.open_member(11);
    life.begin_day({20'000});
    life.deposit(investor, Amount{2'000});
    const LoanId first = life.list(borrower, Amount{1'000}, {});
    life.bid(first, investor, Amount{1'000});
    life.settle(first, {{{20'031}, Amount{500}, Amount{30}}, {{20'061}, Amount{500}, {}}}, {}, {},
                {});
    const LoanId second = life.list(borrower, Amount{1'000}, {});
    Bookshelf shelf(merged_max);
    shelf.follow(life);
    Connection reader(shelf.url());
    const Period period{Date{20'000}, Date{20'000}};
    const auto page = statement(*std::make_unique<Snapshot>(reader), investor, period, {}, 1);
    ASSERT_TRUE(page && page->page.next);
    EXPECT_EQ(page->closing, (Standing{Amount{1'000}, {}}));
    if (merged_max == 1) {
      life.collect(first);
    } else {
      life.bid(second, investor, Amount{400});
    }
    shelf.follow(life);
    Snapshot books(reader);
    const auto rest = statement(books, investor, period, page->page.next, 10);
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->closing, page->closing);
    EXPECT_EQ(rest->page.lines.size(), 2U);
  }
}

TEST(Statement, RefusesPeriodsThatHaveNotComeAndCursorsOfOthers) {
  using protocol::Refusal;
  Life life;
  const AccountId member = life.open_member(10);
  life.deposit(member, Amount{1});
  Bookshelf shelf;
  shelf.follow(life);
  Connection reader(shelf.url());
  {
    Snapshot books(reader);
    EXPECT_FALSE(books.newest_day());
    const auto early = statement(books, member, Period{Date{20'000}, {}}, {}, 10);
    EXPECT_EQ(early.error(), Refusal::date_not_reached) << "no day has begun";
  }
  life.begin_day({20'000});
  const Sequence old = life.deposit(member, Amount{2});
  life.begin_day({20'002});
  const Sequence young = life.deposit(member, Amount{3});
  shelf.follow(life);
  Snapshot books(reader);
  const Period gap{Date{20'001}, Date{20'001}};
  const auto empty = statement(books, member, gap, {}, 10);
  ASSERT_TRUE(empty) << "no business day, and over";
  EXPECT_TRUE(empty->page.lines.empty());
  EXPECT_EQ(empty->opening, (Standing{Amount{3}, {}}));
  EXPECT_EQ(empty->closing, empty->opening);
  EXPECT_EQ(statement(books, member, Period{{}, Date{20'003}}, {}, 10).error(),
            Refusal::date_not_reached);
  const Period first{{}, Date{20'001}};
  EXPECT_TRUE(statement(books, member, first, StatementCursor{old, {}, 0, young}, 10));
  for (const StatementCursor& cursor :
       {StatementCursor{young, {}, 0, young}, StatementCursor{old, {}, 0, young + 1},
        StatementCursor{old, {}, 0, ~Sequence{0}}, StatementCursor{old, {}, 0, 0}}) {
    EXPECT_EQ(statement(books, member, first, cursor, 10).error(), Refusal::malformed_request);
  }
  const StatementCursor of_later{young, {}, 0, young - 1};
  EXPECT_EQ(statement(books, member, Period{{}, Date{20'002}}, of_later, 10).error(),
            Refusal::malformed_request);
}

/// Without marks the same lines are found, by a walk as long as the account is old.
TEST(Statement, ADayLongAgoIsFoundByAMarkNearIt) {
  constexpr std::uint32_t facts_a_mark = 4;
  Life life;
  const AccountId member = life.open_member(1000);
  std::vector<Sequence> deposits;
  for (int n = 0; n < 40; ++n) deposits.push_back(life.deposit(member, {100}));
  Bookshelf shelf(12, facts_a_mark);
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  for (std::size_t n = 0; n + facts_a_mark < deposits.size(); ++n) {
    const Sequence mark = books.marked(MarkedChain::account, member.value, deposits[n]);
    EXPECT_GE(mark, deposits[n]);
    EXPECT_LT(mark, deposits[n] + facts_a_mark);
  }
  EXPECT_EQ(books.marked(MarkedChain::account, member.value, life.last_sequence() + 1), 0U);
}

}  // namespace
}  // namespace tributary::books
