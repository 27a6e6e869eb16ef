#include "verticals/books/balances.hpp"

#include <gtest/gtest.h>

#include "verticals/books/bookshelf.hpp"

namespace tributary::books {
namespace {

class BalancesTest : public testing::TestWithParam<const char*> {
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
  Bookshelf shelf_;
};

TEST_P(BalancesTest, SayWhenFactsWereChanged) {
  EXPECT_NO_THROW(read_all());
  shelf_.database().execute(GetParam());
  EXPECT_THROW(read_all(), BooksDamaged);
}

INSTANTIATE_TEST_SUITE_P(
    Changes, BalancesTest,
    testing::Values(
        "UPDATE books_account_fact SET own_posted = own_posted + 1 WHERE own_posted > 0",
        "UPDATE books_account_fact SET own_balance = own_balance + 1 WHERE own_posted > 0",
        "UPDATE books_account_fact SET other_posted = other_posted - 1 WHERE other_posted > 0",
        "UPDATE books_account_fact SET held_change = held_change - 1 WHERE held_change > 0",
        "DELETE FROM books_account_fact WHERE own_posted > 0",
        "UPDATE books_loan_fact SET paid_after_interest = 7 WHERE period = 1",
        "DELETE FROM books_loan_fact WHERE period = 1"));

}  // namespace
}  // namespace tributary::books
