#include "verticals/books/participants.hpp"

#include <gtest/gtest.h>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/loans.hpp"

namespace tributary::books {
namespace {

struct ParticipantsTest : testing::Test {
  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  Bookshelf shelf;

  LoanId settled_loan() {
    const LoanId loan = life.list(borrower, {1'000}, {});
    life.bid(loan, investor, {1'000});
    life.settle(loan, {{{20'040}, {1'000}, {30}}}, {}, {}, {});
    return loan;
  }
  /// Who lends and borrows, now and ever.
  void expect_counts(std::uint64_t current, std::uint64_t ever) {
    shelf.follow(life);
    const Totals totals = shelf.rows<Totals>().at(0);
    EXPECT_EQ(totals.lenders_current, current);
    EXPECT_EQ(totals.borrowers_current, current);
    EXPECT_EQ(totals.lenders, ever);
    EXPECT_EQ(totals.borrowers, ever);
  }
  LoanLine line_of_loan(LoanId loan) {
    shelf.follow(life);
    Connection reader(shelf.url());
    return line_of(Snapshot(reader).loan(loan).value());
  }
};

TEST_F(ParticipantsTest, AreKnownAfterARestartByTheLoansThatRun) {
  const LoanId first = settled_loan();
  const LoanId second = settled_loan();
  expect_counts(1, 1);
  shelf.restart();
  life.collect(first);
  expect_counts(1, 1);
  shelf.restart();
  life.collect(second);
  expect_counts(0, 1);
  shelf.restart();
  settled_loan();
  expect_counts(1, 1);
}

/// The last payment of a loan is taken back, and with it the account of its lender opened again.
TEST_F(ParticipantsTest, LendAgainWhenALoanComesBack) {
  const LoanId loan = settled_loan();
  life.collect(loan);
  life.add(protocol::AccountClosed{investor});
  expect_counts(0, 1);
  EXPECT_EQ(line_of_loan(loan).state, LoanState::repaid);
  EXPECT_TRUE(line_of_loan(loan).ended_at);
  life.reverse_instalment(loan);
  auto& taken = std::get<protocol::PaymentReversed>(*life.events.back()).taken;
  taken.revived = true;
  taken.reopened = {investor};
  expect_counts(1, 1);
  EXPECT_EQ(line_of_loan(loan).state, LoanState::repaying);
  EXPECT_EQ(line_of_loan(loan).ended_at, std::nullopt);
  Connection reader(shelf.url());
  EXPECT_FALSE(Snapshot(reader).account(investor).value().closed);
  life.collect(loan);
  expect_counts(0, 1);
}

TEST_F(ParticipantsTest, AreNoneButThoseWhoseAccountsWereOpened) {
  shelf.follow(life);
  Participants participants(shelf.database());
  EXPECT_EQ(participants[investor].party, PartyId{11});
  EXPECT_EQ(participants[{1}].kind, AccountKind::custodian);
  EXPECT_EQ(participants.platform(AccountKind::gap, Currency::CNY), life.gap);
  EXPECT_EQ(participants.platform(AccountKind::gap, Currency::USD), AccountId{});
  for (const std::uint64_t unknown :
       {std::uint64_t{0}, investor.value + 1, investor.value + 2, ~std::uint64_t{0}}) {
    EXPECT_THROW(participants[{unknown}], BooksDamaged) << unknown;
  }
  shelf.database().execute("DELETE FROM books_account WHERE account = 3");
  EXPECT_THROW(shelf.restart(), BooksDamaged);
}

}  // namespace
}  // namespace tributary::books
