#include "verticals/books/balances.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "verticals/books/bookshelf.hpp"

namespace tributary::books {
namespace {

using Change = std::function<void(Bookshelf&)>;

struct Falsified {
  const char* what;
  const char* said;  ///< of it
  Change change;
};

Change each_fact(void (*change)(AccountFact&)) {
  return [=](Bookshelf& shelf) {
    Table<AccountFact> facts(shelf.database());
    for (AccountFact fact : shelf.rows<AccountFact>()) {
      change(fact);
      facts.save(fact);
    }
  };
}

Change sql(const char* statement) {
  return [=](Bookshelf& shelf) { shelf.database().execute(statement); };
}

/// The saved heads, which are further than the facts that are folded after them.
Change each_head(void (*change)(AccountHead&)) {
  return [=](Bookshelf& shelf) {
    Table<HeadBlock> blocks(shelf.database());
    for (const HeadBlock& block : shelf.rows<HeadBlock>()) {
      auto heads = decoded<std::vector<AccountHead>>(block.heads);
      std::ranges::for_each(heads, change);
      blocks.save({block.number, encoded(heads)});
    }
  };
}

class BalancesTest : public testing::TestWithParam<Falsified> {
 protected:
  BalancesTest() {
    const AccountId borrower = life_.open_member(10);
    const AccountId investor = life_.open_member(11);
    life_.deposit(investor, {100'000});
    const LoanId loan = life_.list(borrower, {1'000}, {100'000});
    life_.bid(loan, investor, {1'000});
    life_.settle(loan, {{{1}, {500}, {30}}, {{2}, {500}, {20}}}, {1}, {2}, {}, {3});
    life_.deposit(life_.guarantor, {5});  // whose post of the settlement is a further one
    life_.collect(loan);
    life_.collect(loan, {100}, {20}, {});
    shelf_.follow(life_);
    life_.deposit(borrower, {1});
    shelf_.follow(life_);  // now what is saved of the others is not folded again
  }

  void read_all() {
    Connection reader(shelf_.url());
    Snapshot books(reader);
    for_each_account_balance(books, [](AccountId, Amount, Amount) {});
  }

  Life life_;
  Bookshelf shelf_{1};
};

TEST_P(BalancesTest, SayWhenFactsWereChanged) {
  EXPECT_NO_THROW(read_all());
  GetParam().change(shelf_);
  try {
    read_all();
    FAIL() << "nothing was said";
  } catch (const BooksDamaged& damage) {
    EXPECT_NE(std::string_view(damage.what()).find(GetParam().said), std::string_view::npos)
        << damage.what();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Changes, BalancesTest,
    testing::Values(
        Falsified{"posted", "account fact", each_fact([](AccountFact& fact) {
                    if (fact.own.posted > Amount{}) fact.own.posted += Amount{1};
                  })},
        Falsified{"balance", "account fact", each_fact([](AccountFact& fact) {
                    if (fact.own.posted > Amount{}) fact.own.balance += Amount{1};
                  })},
        Falsified{"posted_to_other", "account fact", each_fact([](AccountFact& fact) {
                    if (fact.other.posted > Amount{}) fact.other.posted -= Amount{1};
                  })},
        Falsified{"held_change", "account fact", each_fact([](AccountFact& fact) {
                    if (fact.held_change > Amount{}) fact.held_change -= Amount{1};
                  })},
        Falsified{"head_balance", "the head of account", each_head([](AccountHead& head) {
                    if (head.balance > Amount{}) head.balance += Amount{1};
                  })},
        Falsified{"head_held", "the head of account", each_head([](AccountHead& head) {
                    if (head.balance > Amount{}) head.held += Amount{1};
                  })},
        Falsified{"claims_balance", "the posts of account", each_head([](AccountHead& head) {
                    if (head.followed_since != 0) head.claims_balance += Amount{1};
                  })},
        Falsified{"claims_held", "the posts of account", each_head([](AccountHead& head) {
                    if (head.followed_since != 0) head.claims_held += Amount{1};
                  })},
        Falsified{"further_post_lost", "account fact", sql("DELETE FROM books_further_post")},
        Falsified{"further_post_too_many", "account fact",
                  sql("UPDATE books_further_post SET post_posted = post_posted + 1")},
        Falsified{"fact_lost", "account fact",
                  sql("DELETE FROM books_account_fact WHERE sequence = "
                      "(SELECT MIN(sequence) FROM books_account_fact)")},
        Falsified{"fact_empty", "bytes that nobody wrote",
                  sql("UPDATE books_account_fact SET fact = x''")},
        Falsified{"fact_cut", "bytes that nobody wrote",
                  sql("UPDATE books_account_fact SET fact = substr(fact, 1, length(fact) - 1)")},
        Falsified{"fact_too_long", "bytes that nobody wrote",
                  sql("UPDATE books_account_fact SET fact = CAST(fact || x'00' AS BLOB)")},
        Falsified{"paid", "loan fact",
                  sql("UPDATE books_loan_fact SET paid_after_interest = 7 WHERE period = 1")},
        Falsified{"claim_posts_changed", "the posts of account",
                  sql("UPDATE books_claim_posts SET posts = (SELECT posts FROM books_claim_posts "
                      "WHERE sequence = (SELECT MIN(sequence) FROM books_claim_posts)); "
                      "DELETE FROM books_account_heads; DELETE FROM books_sweep")},
        Falsified{"payment_lost", "loan fact",
                  sql("DELETE FROM books_loan_fact WHERE period = 1")}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tributary::books
