#include "verticals/books/balances.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "verticals/books/bookshelf.hpp"

namespace tributary::books {
namespace {

using Change = std::function<void(Bookshelf&)>;

struct Falsified {
  const char* what;
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

class BalancesTest : public testing::TestWithParam<Falsified> {
 protected:
  BalancesTest() {
    const AccountId borrower = life_.open_member(10);
    const AccountId investor = life_.open_member(11);
    life_.deposit(investor, {100'000});
    const LoanId loan = life_.list(borrower, {1'000}, {100'000});
    life_.bid(loan, investor, {1'000});
    life_.settle(loan, {{{1}, {500}, {30}}, {{2}, {500}, {20}}}, {}, {}, {});
    life_.collect(loan);
    life_.collect(loan, {100}, {20}, {});
    shelf_.follow(life_);
  }

  void read_all() {
    Reader reader(shelf_.url());
    Snapshot books(reader);
    for_each_account_balance(books, [](AccountId, Amount, Amount) {});
  }

  Life life_;
  Bookshelf shelf_{1};
};

TEST_P(BalancesTest, SayWhenFactsWereChanged) {
  EXPECT_NO_THROW(read_all());
  GetParam().change(shelf_);
  EXPECT_THROW(read_all(), BooksDamaged);
}

INSTANTIATE_TEST_SUITE_P(
    Changes, BalancesTest,
    testing::Values(
        Falsified{"posted", each_fact([](AccountFact& fact) {
                    if (fact.own.posted > Amount{}) fact.own.posted += Amount{1};
                  })},
        Falsified{"balance", each_fact([](AccountFact& fact) {
                    if (fact.own.posted > Amount{}) fact.own.balance += Amount{1};
                  })},
        Falsified{"posted_to_other", each_fact([](AccountFact& fact) {
                    if (fact.other.posted > Amount{}) fact.other.posted -= Amount{1};
                  })},
        Falsified{"held_change", each_fact([](AccountFact& fact) {
                    if (fact.held_change > Amount{}) fact.held_change -= Amount{1};
                  })},
        Falsified{"fact_lost", sql("DELETE FROM books_account_fact WHERE sequence = "
                                   "(SELECT MIN(sequence) FROM books_account_fact)")},
        Falsified{"fact_empty", sql("UPDATE books_account_fact SET fact = x''")},
        Falsified{"fact_cut",
                  sql("UPDATE books_account_fact SET fact = substr(fact, 1, length(fact) - 1)")},
        Falsified{"fact_too_long",
                  sql("UPDATE books_account_fact SET fact = CAST(fact || x'00' AS BLOB)")},
        Falsified{"paid",
                  sql("UPDATE books_loan_fact SET paid_after_interest = 7 WHERE period = 1")},
        Falsified{"claim_posts_changed",
                  sql("UPDATE books_claim_posts SET posts = (SELECT posts FROM books_claim_posts "
                      "WHERE sequence = (SELECT MIN(sequence) FROM books_claim_posts))")},
        Falsified{"payment_lost", sql("DELETE FROM books_loan_fact WHERE period = 1")}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tributary::books
