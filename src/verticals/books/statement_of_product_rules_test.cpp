#include <gtest/gtest.h>

#include "verticals/books/holdings.hpp"
#include "verticals/books/loans.hpp"
#include "verticals/books/statement_check.hpp"

/// What rules of a product bring: interest from the bid on, and a guarantor's fee of each period.
namespace tributary::books {
namespace {

// At 10 % of 365 days: 365.00 for ten days and 730.00 for five, 1.00 each; a voided bid between
// them and one of the very day earn nothing.
TEST(Statement, TellsWhatBidsEarnedUntilTheirLoanWasSettled) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const AccountId second = life.open_member(12);
  life.deposit(investor, yuan(200'000));
  life.deposit(second, yuan(200'000));
  protocol::ListingCreated created;
  created.terms.annual_rate = {100'000};
  created.terms.basis = money::Basis::act_365;
  created.rules.interest_from = protocol::InterestFrom::bid;
  const LoanId loan = life.list(borrower, yuan(146'000), {100'000}, 0, created);
  const Date settled_on = life.loans.at(loan).today;
  life.bid(loan, investor, yuan(36'500), settled_on + -10);
  life.bid(loan, second, yuan(1'000), settled_on + -7);
  life.bid(loan, investor, yuan(73'000), settled_on + -5);
  life.bid(loan, second, yuan(35'500), settled_on + -5);
  life.void_bid(loan, 1);
  life.bid(loan, second, yuan(1'000), settled_on);
  life.settle(loan, {{{20'030}, yuan(146'000), yuan(800)}}, yuan(1'000), yuan(300), {}, yuan(500));
  const Sequence settled = life.last_sequence();
  life.deposit(borrower, yuan(10'000));
  life.collect(loan);
  for (const std::uint32_t merged_max : {1U, 2U, 100U}) {
    Bookshelf shelf(merged_max);
    shelf.follow(life);
    for (const std::size_t page_lines : {1U, 2U, 1000U}) expect_all(life, shelf, page_lines);
    Connection reader(shelf.url());
    Snapshot books(reader);
    const Lines lines = whole_statement(books, investor, 10);
    EXPECT_EQ(lines[2].sequence, settled);
    EXPECT_EQ(lines[2].posted, yuan(200));
    EXPECT_EQ(lines[2].parts, (Parts{.interest = yuan(200)})) << "of both bids, and no fee on it";
    EXPECT_EQ(lines[2].on, settled_on);
    EXPECT_EQ(lines[2].text, "Interest of bids until the loan was settled; loan 1");
    EXPECT_EQ(lines[2].text_zh, "投标期间利息：借款 1");
    EXPECT_EQ(lines[3].parts, (Parts{.principal = yuan(-73'000)}));
    const StatementLine borrowed = whole_statement(books, borrower, 10).at(2);
    EXPECT_EQ(borrowed.posted, yuan(146'000 - 1'000 - 300 - 500 - 249));
    EXPECT_EQ(borrowed.text, "Loan settled; loan 1");
    EXPECT_EQ(borrowed.parts, (Parts{.principal = yuan(146'000),
                                     .interest = yuan(-249),
                                     .fee = yuan(-1'300),
                                     .reserve = yuan(-500)}));
    const auto claims = claims_of(books, investor, std::nullopt, 10)->lines;
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].bid_interest, yuan(100));
    EXPECT_EQ(claims[1].bid_interest, yuan(100));
    EXPECT_EQ(claims[1].received.interest, yuan(200)) << "of the schedule alone";
    EXPECT_EQ(line_of(*books.loan(loan)).bid_interest_paid, yuan(249));
    EXPECT_EQ(books.totals().at(0).bid_interest_paid, yuan(249));
  }
}

// Two thirds of a fee of 50 are the platform's. Of 20 paid of it 13, so the guarantor gets 7, and
// 10 of the other 30.
class GuaranteedLoan : public testing::Test {
 protected:
  GuaranteedLoan() {
    life.deposit(life.guarantor, yuan(100'000));
    life.deposit(investor, yuan(100'000));
    protocol::ListingCreated created;
    created.fees.service_per_period = {10'000};
    created.fees.guarantee_per_period = {5'000};
    loan = life.list(borrower, yuan(100'000), {100'000}, 0, created);
    life.bid(loan, investor, yuan(100'000));
    life.settle(loan, {{{20'040}, yuan(50'000), yuan(800)}, {{20'070}, yuan(50'000), yuan(400)}},
                {}, {}, yuan(50));
    life.deposit(borrower, yuan(10'000));
  }
  Lines lines_of(AccountId account) {
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    return whole_statement(books, account, 3);
  }

  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  LoanId loan;
  Bookshelf shelf;
};

TEST_F(GuaranteedLoan, PaysItsGuarantorOfEachFee) {
  life.collect(loan, yuan(20'000), yuan(800), yuan(20));
  Lines lines = lines_of(life.guarantor);
  EXPECT_EQ(lines.at(0).parts, (Parts{.fee = yuan(7)}));
  EXPECT_EQ(lines.at(0).period, 1U);
  EXPECT_EQ(lines_of(borrower).at(0).parts, (Parts{yuan(-20'000), yuan(-800), {}, yuan(-20)}));
  EXPECT_EQ(lines_of(life.service_fees).at(0).parts, (Parts{.fee = yuan(13)}));
  life.collect(loan);
  lines = lines_of(life.guarantor);
  EXPECT_EQ(lines.at(0).parts, (Parts{.fee = yuan(10)}));
  life.prepay(loan, yuan(100), yuan(50), yuan(50));
  EXPECT_EQ(lines_of(life.guarantor).at(0).parts, (Parts{.fee = yuan(17)}));
  EXPECT_EQ(lines_of(borrower).at(0).parts,
            (Parts{yuan(-50'000), yuan(-100), yuan(-50), yuan(-50)}));
  EXPECT_EQ(shelf.rows<Totals>().at(0).guarantee_fees, yuan(34));
  EXPECT_EQ(shelf.rows<Totals>().at(0).service_fees, yuan(66));
  expect_all(life, shelf, 2);
}

TEST_F(GuaranteedLoan, PaysWhoCompensatedAndItsFeeInOneLine) {
  life.assess(loan, {20'045}, {{1, yuan(25), yuan(10)}});
  life.compensate(loan, life.guarantor, 1);
  life.collect(loan);
  const Lines lines = lines_of(life.guarantor);
  EXPECT_EQ(lines.at(0).parts, (Parts{.principal = yuan(50'000),
                                      .interest = yuan(800),
                                      .fee = yuan(17),
                                      .late_interest = yuan(25)}));
  EXPECT_EQ(lines.at(1).parts, (Parts{.principal = yuan(-50'000), .interest = yuan(-800)}));
  life.reverse_instalment(loan);
  EXPECT_EQ(lines_of(life.guarantor).at(0).parts, (Parts{.principal = yuan(-50'000),
                                                         .interest = yuan(-800),
                                                         .fee = yuan(-17),
                                                         .late_interest = yuan(-25)}));
  EXPECT_EQ(lines_of(borrower).at(0).parts,
            (Parts{yuan(50'000), yuan(800), {}, yuan(50), yuan(25), yuan(10)}));
  expect_all(life, shelf, 2);
}

TEST_F(GuaranteedLoan, IsOwedAFeeThatItsGuarantorNoLongerHas) {
  life.collect(loan);
  life.transfer(life.guarantor, investor, life.available(life.guarantor));
  life.reverse_instalment(loan);
  const StatementLine line = lines_of(life.guarantor).at(0);
  EXPECT_EQ(line.kind, FactKind::payment_reversed);
  EXPECT_EQ(line.posted, yuan(0));
  EXPECT_EQ(line.parts, (Parts{.fee = yuan(-17)}));
  EXPECT_EQ(line.receivable, yuan(17));
  EXPECT_EQ(shelf.rows<Totals>().at(0).guarantee_fees, yuan(0));
  expect_all(life, shelf, 2);
}

}  // namespace
}  // namespace tributary::books
