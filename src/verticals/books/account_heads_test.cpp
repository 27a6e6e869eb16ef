#include "verticals/books/account_heads.hpp"

#include <gtest/gtest.h>

#include "verticals/books/bookshelf.hpp"

namespace tributary::books {
namespace {

/// Heads as they are read from the tables.
AccountHeads read_heads(store::Database& database) {
  AccountHeads heads(database);
  heads.catch_up();
  return heads;
}

/// A life of so many accounts, of which the last has a deposit.
Life life_of(std::uint64_t accounts) {
  Life life;
  while (life.lines.size() < accounts) life.open_member(100 + life.lines.size());
  life.deposit({accounts}, {1'000});
  return life;
}

struct Saving {
  std::uint64_t accounts;  ///< up to the number of the last one with facts
  std::size_t count;       ///< of heads that are to be saved
  std::uint64_t next_block;
};

/// Blocks of 64 heads, the first of which begins with account 0, that nobody has.
TEST(AccountHeads, AreSavedInBlocksUntilTheSweepIsOver) {
  for (const auto& [accounts, count, next_block] :
       {Saving{62, 64, 0}, Saving{63, 64, 0}, Saving{64, 64, 1}, Saving{64, 65, 0},
        Saving{128, 1, 1}, Saving{128, 64, 1}, Saving{128, 65, 2}, Saving{128, 128, 2},
        Saving{128, 129, 0}, Saving{128, 10'000, 0}, Saving{128, 0, 0}}) {
    SCOPED_TRACE(std::to_string(accounts) + " accounts, " + std::to_string(count));
    Bookshelf shelf;
    const Life life = life_of(accounts);
    shelf.follow(life);
    shelf.database().execute("DELETE FROM books_account_heads; DELETE FROM books_sweep");
    AccountHeads heads = read_heads(shelf.database());
    heads.save(count);
    const auto sweeps = shelf.rows<Sweep>();
    ASSERT_EQ(sweeps.size(), 1U);
    EXPECT_EQ(sweeps[0].number, 1U);
    EXPECT_EQ(sweeps[0].next_block, next_block);
    const AccountHeads again = read_heads(shelf.database());
    EXPECT_EQ(again[{accounts}], heads[{accounts}]);
    EXPECT_EQ(again[{accounts + 1}], AccountHead{});
  }
}

/// Of what was saved since its last fact nothing is saved once more: a block of 64 accounts to
/// which nothing happens has no row at all.
TEST(AccountHeads, AreNotSavedWithoutNews) {
  Bookshelf shelf;
  const Life life = life_of(140);
  shelf.follow(life);
  shelf.database().execute("DELETE FROM books_account_heads; DELETE FROM books_sweep");
  AccountHeads heads = read_heads(shelf.database());
  const auto blocks = [&] {
    std::vector<std::uint64_t> numbers;
    for (const HeadBlock& block : shelf.rows<HeadBlock>()) numbers.push_back(block.number);
    return numbers;
  };
  heads.save(1'000);
  EXPECT_EQ(blocks(), (std::vector<std::uint64_t>{0, 2})) << "the second has no facts";
  const AccountHeads again = read_heads(shelf.database());
  for (std::uint64_t n = 0; n <= 140; ++n) EXPECT_EQ(again[{n}], heads[{n}]) << n;
  heads.save(1'000);
  EXPECT_EQ(shelf.rows<Sweep>().at(0).saved_up_to, life.last_sequence());
  shelf.database().execute("DELETE FROM books_account_heads");
  heads.save(1'000);
  EXPECT_EQ(blocks(), std::vector<std::uint64_t>{});
}

/// Damage shows what is read: a start neither reads what was saved of older facts, nor does a
/// reader read again what it has.
TEST(AccountHeads, AreReadOnceAndNoFactsBeforeThem) {
  Bookshelf shelf;
  const Life life = life_of(10);
  shelf.follow(life);
  AccountHeads heads = read_heads(shelf.database());
  heads.save(1'000);
  heads.save(1'000);
  shelf.database().execute("UPDATE books_account_fact SET fact = x''");
  const AccountHeads again = read_heads(shelf.database());
  EXPECT_EQ(again[{10}], heads[{10}]);
  EXPECT_EQ(again.seen(), life.last_sequence());
  shelf.database().execute("UPDATE books_account_heads SET heads = x''");
  EXPECT_NO_THROW(heads.catch_up());
  EXPECT_THROW(read_heads(shelf.database()), BooksDamaged);
}

/// With each transaction as many heads are saved as half the facts that it entered, rounded up.
TEST(AccountHeads, AreSavedByHowMuchWasEntered) {
  Life life = life_of(400);
  Bookshelf shelf;
  shelf.follow(life);
  const auto saved_by = [&](int deposits) {
    shelf.database().execute("DELETE FROM books_sweep");
    shelf.restart();
    for (int n = 0; n < deposits; ++n) life.deposit({400}, {1});
    shelf.follow(life);
    return shelf.rows<Sweep>().at(0).next_block;
  };
  EXPECT_EQ(saved_by(128), 1U);
  EXPECT_EQ(saved_by(129), 2U);
  for (int n = 0; n < 128; ++n) life.deposit({400}, {1});
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<Sweep>().at(0).next_block, 3U) << "the next transaction counts anew";
  EXPECT_EQ(saved_by(1), 1U);
  EXPECT_EQ(saved_by(0), 0U);
}

/// What is posted to each claim counts as well as a fact, and so does each further post.
TEST(AccountHeads, AreSavedByHowManyClaimsWerePosted) {
  Life life = life_of(400);
  const AccountId investor{400};
  const LoanId loan = life.list(life.open_member(10), {256}, {});
  for (int n = 0; n < 256; ++n) life.bid(loan, investor, {1});
  life.settle(loan, {{{20'040}, {256}, {10'000}}}, {}, {}, {});
  Bookshelf shelf(1);
  shelf.follow(life);
  shelf.database().execute("DELETE FROM books_sweep");
  shelf.restart();
  life.collect(loan, {}, {5'000}, {});
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<Sweep>().at(0).next_block, 3U) << "of one fact and 256 posts";
}

/// The newest fact too has posts beyond the three that it has room for.
TEST(AccountHeads, KnowWhatIsFurtherOfTheLastFact) {
  Life life;
  protocol::ListingCreated created;
  created.rules.interest_from = protocol::InterestFrom::bid;
  created.terms.basis = money::Basis::act_365;
  const LoanId loan = life.list(life.open_member(10), {60'000}, {}, 0, created);
  std::vector<AccountId> investors;
  for (std::uint64_t n = 0; n < 6; ++n) {
    investors.push_back(life.open_member(100 + n));
    life.bid(loan, investors.back(), {10'000}, {19'900});
  }
  life.settle(loan, {{{20'030}, {60'000}, {1'000}}}, {}, {}, {});
  Bookshelf shelf;
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<FurtherPost>().size(), 4U);
  shelf.database().execute("DELETE FROM books_account_heads; DELETE FROM books_sweep");
  const AccountHeads heads = read_heads(shelf.database());
  for (const AccountId investor : investors) {
    EXPECT_EQ(heads[investor].last_fact, life.last_sequence());
    EXPECT_GT(heads[investor].balance, Amount{});
  }
}

}  // namespace
}  // namespace tributary::books
