#include <gtest/gtest.h>

#include <map>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/statement.hpp"

/// Marks, by which a day of long ago is found: where they stand, and that nothing newer is read.
namespace tributary::books {
namespace {

std::vector<Sequence> marks_of(Bookshelf& shelf, MarkedChain chain, std::uint64_t owner) {
  std::vector<Sequence> sequences;
  for (const Mark& mark : shelf.rows<Mark>()) {
    if (mark.chain == chain && mark.owner == owner) sequences.push_back(mark.sequence);
  }
  return sequences;
}

/// One fact in five of an account; a loan's are four times as close, rounded up: one in two. What
/// several claims of an account got by one fact is one.
TEST(Marks, StandAtOneFactInSoMany) {
  constexpr std::uint32_t facts_a_mark = 5;
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  std::vector<Sequence> facts;  // of the investor
  for (int n = 0; n < 9; ++n) facts.push_back(life.deposit(investor, {100'000}));
  std::vector<Sequence> settlements, payments;
  for (int n = 0; n < 5; ++n) {
    const LoanId loan = life.list(borrower, {1'000}, {});
    for (int bid = 0; bid < 2; ++bid) {
      life.bid(loan, investor, {500});
      facts.push_back(life.last_sequence());
    }
    life.settle(loan, {{{20'040}, {500}, {30}}, {{20'070}, {500}, {20}}}, {1}, {2}, {}, {3});
    settlements.push_back(life.last_sequence());
  }
  for (int n = 0; n < 4; ++n) {
    life.collect_parts({1}, {{100}, {}, {}}, {}, {});
    payments.push_back(life.last_sequence());
  }
  Bookshelf shelf(1, facts_a_mark);
  shelf.follow(life);
  using Sequences = std::vector<Sequence>;
  EXPECT_EQ(marks_of(shelf, MarkedChain::account, investor.value),
            (Sequences{facts[4], facts[9], facts[14]}));
  EXPECT_EQ(marks_of(shelf, MarkedChain::account, life.guarantor.value), Sequences{settlements[4]})
      << "who is posted to beside the three that a fact has room for";
  EXPECT_EQ(marks_of(shelf, MarkedChain::loan, 1),
            (Sequences{settlements[0], payments[1], payments[3]}));
  // The first is the bid with which following began, then come settlements and payments.
  EXPECT_EQ(marks_of(shelf, MarkedChain::claims, investor.value),
            (Sequences{settlements[3], payments[3]}));
}

/// Damage to all that is newer shows that it is not read. With claims that are followed, and not.
TEST(Marks, LeadToADayOfLongAgoPastAllThatIsNewer) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.begin_day({20'000});
  life.deposit(investor, {100'000});
  const LoanId loan = life.list(borrower, {100'000}, {});
  life.bid(loan, investor, {100'000});
  std::vector<money::Instalment> schedule;
  for (std::int32_t n = 1; n <= 60; ++n) schedule.push_back({{20'000 + n}, {1'000}, {10}});
  schedule.back().principal += Amount{40'000};
  life.settle(loan, schedule, {}, {}, {});
  for (int n = 0; n < 3; ++n) life.collect(loan);
  life.begin_day({20'001});
  const Sequence end = life.last_sequence();
  for (int n = 0; n < 40; ++n) {
    life.collect(loan);
    life.deposit(investor, {1});
  }
  for (const std::uint32_t merged_max : {1U, 100U}) {
    Bookshelf shelf(merged_max);
    shelf.follow(life);
    Connection reader(shelf.url());
    std::map<const char*, Sequence> marks;
    {
      Snapshot books(reader);
      marks["books_account_fact"] = books.marked(MarkedChain::account, investor.value, end);
      marks["books_loan_fact"] = books.marked(MarkedChain::loan, loan.value, end);
      if (merged_max == 1) {
        marks["books_claim_posts"] = books.marked(MarkedChain::claims, investor.value, end);
      }
    }
    for (const auto& [table, mark] : marks) {
      ASSERT_GT(mark, end) << table;
      ASSERT_LT(mark, life.last_sequence() - 8) << table;
      shelf.database().execute("DELETE FROM " + std::string(table) + " WHERE sequence > " +
                               std::to_string(mark));
    }
    Snapshot books(reader);
    const auto told = statement(books, investor, Period{Date{20'000}, Date{20'000}}, {}, 100);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->opening, Standing{});
    EXPECT_EQ(told->closing, (Standing{{3'030}, {}}));
    EXPECT_EQ(told->page.lines.size(), 6U);
  }
}

}  // namespace
}  // namespace tributary::books
