#include "verticals/books/statement.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/random_life.hpp"
#include "verticals/books/statement_check.hpp"

namespace tributary::books {
namespace {

// Three investors, one loan of 1,000.00 repaid in two instalments of 500.00 + 8.00 and
// 500.00 + 4.00; interest fee 10 %. By hand: the first holds [0, 33333) and receives
// 50000 * 33333 / 100000 = 16666.5, rounded 16667 of the principal, then 33333 - 16667 = 16666.
TEST(Statement, ExplainsEveryCentOfALoan) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const AccountId second = life.open_member(12);
  life.deposit(investor, yuan(100'000), "channel 1");
  life.deposit(second, yuan(100'000));
  const LoanId loan = life.list(borrower, yuan(100'000), {100'000});
  life.bid(loan, investor, yuan(33'333));
  life.bid(loan, second, yuan(66'667));
  life.settle(loan, {{{20'030}, yuan(50'000), yuan(800)}, {{20'060}, yuan(50'000), yuan(400)}},
              yuan(1'000), {}, yuan(50));
  life.deposit(borrower, yuan(10'000));
  life.collect(loan);
  life.collect(loan);
  Bookshelf shelf;
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);

  const auto page = statement(books, investor, std::nullopt, 10);
  ASSERT_TRUE(page && !page->next);
  const Lines& lines = page->lines;
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0].kind, FactKind::instalment_collected);
  EXPECT_EQ(lines[0].period, 2U);
  // Interest 400 - 267 = 133 (399.996 and 266.664 rounded), fee 40 - 26 = 14: a tenth, cut down.
  EXPECT_EQ(lines[0].parts, (Parts{yuan(16'666), yuan(133), {}, yuan(-14)}));
  EXPECT_EQ(lines[0].balance, yuan(100'000 + 400 - 40));
  EXPECT_EQ(lines[0].held, yuan(0));
  EXPECT_EQ(lines[1].parts, (Parts{yuan(16'667), yuan(267), {}, yuan(-26)}));
  EXPECT_EQ(lines[2].kind, FactKind::loan_settled);
  EXPECT_EQ(lines[2].posted, yuan(-33'333));
  EXPECT_EQ(lines[2].held_change, yuan(-33'333));
  EXPECT_EQ(lines[3].kind, FactKind::bid_placed);
  EXPECT_EQ(lines[3].loan, loan);
  EXPECT_EQ(lines[3].held, yuan(33'333));
  EXPECT_EQ(lines[4].memo, "channel 1");
  EXPECT_EQ(lines[4].balance, yuan(100'000));

  const auto borrowers = statement(books, borrower, std::nullopt, 10);
  EXPECT_EQ(borrowers->lines[0].parts, (Parts{yuan(-50'000), yuan(-400), {}, yuan(-50)}));
  EXPECT_EQ(borrowers->lines[3].parts, (Parts{yuan(100'000), {}, {}, yuan(-1'000)}));
  EXPECT_EQ(borrowers->lines[3].posted, yuan(99'000));
  expect_all(life, shelf, 2);
}

// The loan above with a third instalment: the first is paid by the guarantor and later recovered,
// the second bounces after 300.00 of it were withdrawn. The first holder has [0, 40000) of 100000.
class ServicedLoan : public testing::Test {
 protected:
  ServicedLoan() {
    life.deposit(life.guarantor, yuan(100'000));
    life.deposit(investor, yuan(40'000));
    life.deposit(second, yuan(60'000));
    loan = life.list(borrower, yuan(100'000), {});
    life.bid(loan, investor, yuan(40'000));
    life.bid(loan, second, yuan(60'000));
    life.settle(loan,
                {{{20'040}, yuan(50'000), yuan(800)},
                 {{20'070}, yuan(30'000), yuan(400)},
                 {{20'100}, yuan(20'000), yuan(200)}},
                yuan(1'000), yuan(300), yuan(50), yuan(500));
    life.deposit(borrower, yuan(10'000));
    life.assess(loan, {20'045}, {{1, yuan(25), yuan(10)}});
    life.compensate(loan, life.guarantor, 1);
    life.collect(loan);
    life.collect(loan);
    life.complete_withdrawal(life.request_withdrawal(investor, yuan(30'000), {}), investor,
                             yuan(30'000), {});
    life.reverse_instalment(loan);
    reversal = life.last_sequence();
    shelf.follow(life);
  }

  Lines lines_of(AccountId account) {
    Connection reader(shelf.url());
    Snapshot books(reader);
    return whole_statement(books, account, 3);
  }

  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  AccountId second = life.open_member(12);
  LoanId loan;
  Sequence reversal = 0;
  Bookshelf shelf;
};

TEST_F(ServicedLoan, TellsItsBorrowerOfEachPart) {
  const Lines lines = lines_of(borrower);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0].kind, FactKind::payment_reversed);
  EXPECT_EQ(lines[0].parts, (Parts{yuan(30'000), yuan(400), {}, yuan(50)}));
  EXPECT_EQ(lines[0].posting, protocol::PostingId{reversal - 4});
  EXPECT_EQ(lines[0].memo, "bounced");
  EXPECT_EQ(lines[2].parts,
            (Parts{yuan(-50'000), yuan(-800), {}, yuan(-50), yuan(-25), yuan(-10)}));
  EXPECT_EQ(lines[4].parts,
            (Parts{.principal = yuan(100'000), .fee = yuan(-1'300), .reserve = yuan(-500)}));
}

TEST_F(ServicedLoan, TellsWhoCompensatedOfWhatCameBack) {
  const Lines lines = lines_of(life.guarantor);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].kind, FactKind::instalment_collected);
  EXPECT_EQ(lines[0].parts,
            (Parts{.principal = yuan(50'000), .interest = yuan(800), .late_interest = yuan(25)}));
  EXPECT_EQ(lines[1].kind, FactKind::loan_compensated);
  EXPECT_EQ(lines[1].parts, (Parts{.principal = yuan(-50'000), .interest = yuan(-800)}));
  EXPECT_EQ(lines[2].parts, (Parts{.fee = yuan(300)}));
}

TEST_F(ServicedLoan, TellsItsHoldersOfCompensationAndOfWhatTheyOwe) {
  const Lines lines = lines_of(investor);
  ASSERT_EQ(lines.size(), 9U);
  EXPECT_EQ(lines[0].kind, FactKind::payment_reversed);
  EXPECT_EQ(lines[0].receivable, yuan(9'680));
  EXPECT_EQ(lines[0].posted, yuan(9'680));
  EXPECT_EQ(lines[0].balance, yuan(0));
  EXPECT_EQ(lines[1].kind, FactKind::payment_reversed);
  EXPECT_EQ(lines[1].parts, (Parts{yuan(-12'000), yuan(-160)}));
  EXPECT_EQ(lines[1].period, 2U);
  EXPECT_EQ(lines[4].parts, (Parts{yuan(12'000), yuan(160)}));
  EXPECT_EQ(lines[5].kind, FactKind::loan_compensated) << "the recovery is not theirs";
  EXPECT_EQ(lines[5].parts, (Parts{yuan(20'000), yuan(320)}));
  EXPECT_FALSE(lines_of(second)[0].receivable) << "has enough left";
}

TEST_F(ServicedLoan, TellsThePlatformOfFeesFundAndReceivables) {
  const Lines fees = lines_of(life.service_fees);
  ASSERT_EQ(fees.size(), 4U);
  EXPECT_EQ(fees[0].parts, (Parts{.fee = yuan(-50)}));
  EXPECT_EQ(fees[2].parts, (Parts{.fee = yuan(50), .late_fee = yuan(10)}));
  EXPECT_EQ(lines_of(life.reserve)[0].parts, (Parts{.reserve = yuan(500)}));
  EXPECT_EQ(lines_of(life.gap)[0].posted, yuan(-9'680));
  const Totals totals = shelf.rows<Totals>().at(0);
  EXPECT_EQ(totals.compensated, yuan(50'800));
  EXPECT_EQ(totals.recovered, yuan(50'825));
  EXPECT_EQ(totals.reserve_fund, yuan(500));
  EXPECT_EQ(totals.reserve_coverage_ppm, 10'000U) << "of 500.00 outstanding";
  EXPECT_EQ(totals.receivables, yuan(9'680));
  EXPECT_EQ(totals.gap, yuan(9'680));
  EXPECT_EQ(totals.own_money, yuan(0));
  EXPECT_EQ(totals.late_fees, yuan(10));
}

TEST_F(ServicedLoan, IsOwedUntilItIsCollected) {
  life.deposit(investor, yuan(10'000));
  life.collect_receivable(investor, yuan(9'680));
  shelf.follow(life);
  const Lines lines = lines_of(investor);
  EXPECT_EQ(lines[0].kind, FactKind::receivable_collected);
  EXPECT_EQ(lines[0].receivable, yuan(-9'680));
  EXPECT_EQ(lines[0].balance, yuan(320));
  expect_all(life, shelf, 2);
}

// The reserve fund compensates 110, is paid back, and spends all but `left` before that bounces.
TEST(Statement, OfAFundThatLacksWhatIsTakenBackOwesNothing) {
  for (const Amount left : {yuan(30), yuan(0)}) {
    Life life;
    const AccountId borrower = life.open_member(10);
    const AccountId investor = life.open_member(11);
    life.deposit(investor, yuan(100));
    life.deposit(life.reserve, yuan(110));
    const LoanId loan = life.list(borrower, yuan(100), {});
    life.bid(loan, investor, yuan(100));
    life.settle(loan, {{{20'040}, yuan(100), yuan(10)}}, {}, {}, {});
    life.deposit(borrower, yuan(10));
    life.assess(loan, {20'045}, {});
    life.compensate(loan, life.reserve, 1);
    life.collect(loan);
    life.transfer(life.reserve, investor, yuan(110) - left);
    life.reverse_instalment(loan);
    Bookshelf shelf;
    shelf.follow(life);
    const Totals totals = shelf.rows<Totals>().at(0);
    EXPECT_EQ(totals.receivables, yuan(0));
    EXPECT_EQ(totals.gap, yuan(110) - left);
    EXPECT_FALSE(life.owed.contains(life.reserve));
    expect_all(life, shelf, 2);
  }
}

TEST(Statement, OfAnAccountWithoutFactsIsEmpty) {
  Life life;
  const AccountId account = life.open_member(10);
  Bookshelf shelf;
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const auto page = statement(books, account, std::nullopt, 10);
  EXPECT_TRUE(page && page->lines.empty() && !page->next);
}

TEST(Statement, RefusesTheCursorOfAnotherAccount) {
  Life life;
  const AccountId one = life.open_member(10);
  const AccountId other = life.open_member(11);
  const Sequence secret = life.deposit(other, yuan(5), "a secret");
  life.deposit(one, yuan(5));
  Bookshelf shelf;
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const Sequence last = life.last_sequence();
  for (const StatementCursor& cursor :
       {StatementCursor{secret, {}, 0, 0}, StatementCursor{last + 5, {}, 0, 0},
        StatementCursor{1, {}, 0, 0}, StatementCursor{last, {1}, 0, 0},
        StatementCursor{~Sequence{0}, {}, 0, 0}, StatementCursor{~Sequence{0}, {1}, 0, 0},
        StatementCursor{last, {~std::uint64_t{0}}, ~std::uint32_t{0}, ~Sequence{0}}}) {
    const auto page = statement(books, one, cursor, 10);
    ASSERT_FALSE(page.has_value()) << cursor.sequence;
    EXPECT_EQ(page.error(), protocol::Refusal::malformed_request);
  }
}

/// Nothing of the loan's that its holders have no line of is a place in their statement.
TEST_F(ServicedLoan, RefusesTheCursorOfAPaymentToWhoCompensated) {
  for (const std::uint32_t merged_max : {1U, 100U}) {
    Bookshelf books_of(merged_max);
    books_of.follow(life);
    Connection reader(books_of.url());
    Snapshot books(reader);
    const Sequence to_guarantor = reversal - 5;
    const LoanFact paid = books.loan_fact(to_guarantor, loan);
    EXPECT_EQ(paid.paid_before, paid.paid_after);
    for (const Sequence at : {to_guarantor, reversal}) {
      const auto page = statement(books, investor, StatementCursor{at, loan, 0, 0}, 10);
      EXPECT_EQ(page.has_value(), at == reversal) << at;
    }
  }
}

/// Also where a day of long ago is looked for behind it.
TEST_F(ServicedLoan, SaysWhenAChainLeadsToTheFactOfAnother) {
  life.begin_day({20'200});
  life.deposit(investor, yuan(1));
  life.begin_day({20'201});
  const Sequence of_another = life.deposit(second, yuan(1));
  const Sequence newest = life.deposit(investor, yuan(1));
  shelf.follow(life);
  Table<AccountFact> facts(shelf.database());
  AccountFact fact = facts.get(newest);
  fact.own.previous = of_another;
  facts.save(fact);
  Connection reader(shelf.url());
  Snapshot books(reader);
  EXPECT_THROW(static_cast<void>(statement(books, investor, std::nullopt, 10)), BooksDamaged);
  const Period first{Date{20'200}, Date{20'200}};
  EXPECT_THROW(static_cast<void>(statement(books, investor, first, {}, 10)), BooksDamaged);
}

TEST_F(ServicedLoan, IsTheSameFromAnyLineOn) {
  for (const std::uint32_t merged_max : {1U, 100U}) {
    Bookshelf books_of(merged_max, 2);
    books_of.follow(life);
    expect_all(life, books_of, 1);
  }
}

/// An account with more bids than are merged: on two loans before its claims are followed, and on
/// one of them again after that.
TEST(Statement, FollowsTheClaimsOfWhoBidsOften) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, yuan(1'000'000));
  const std::vector<money::Instalment> schedule{{{20'030}, yuan(30'000), yuan(801)},
                                                {{20'060}, yuan(30'000), yuan(401)}};
  const LoanId first = life.list(borrower, yuan(60'000), {100'000});
  for (int n = 0; n < 3; ++n) life.bid(first, investor, yuan(20'000));
  life.settle(first, schedule, {}, {}, {});
  life.deposit(borrower, yuan(100'000));
  life.collect(first);
  const LoanId second = life.list(borrower, yuan(60'000), {100'000});
  life.bid(second, investor, yuan(100));
  Bookshelf shelf(5);
  shelf.follow(life);
  EXPECT_TRUE(shelf.rows<ClaimPosts>().empty());
  life.bid(second, investor, yuan(19'900));
  shelf.follow(life);
  ASSERT_EQ(shelf.rows<ClaimPosts>().size(), 1U) << "from here on";
  for (int n = 0; n < 40; ++n) life.bid(second, investor, yuan(1'000));
  life.settle(second, schedule, {}, {}, {});
  shelf.restart();
  life.collect(first);
  life.collect(second);
  shelf.follow(life);
  EXPECT_EQ(shelf.rows<ClaimPosts>().size(), 1U + 2U + 1U + 2U) << "32 posts a row";
  for (const std::size_t page_lines : {1U, 2U, 7U, 1000U}) expect_all(life, shelf, page_lines);
  const Totals totals = shelf.rows<Totals>().at(0);
  EXPECT_EQ(totals.lenders, 1U);
}

/// The bids before the one with which following begins: voided, released, paid back in part, and
/// frozen still.
TEST(Statement, FollowsOnFromWhatBecameOfTheBidsBefore) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const AccountId other = life.open_member(12);
  life.deposit(investor, yuan(100'000));
  life.deposit(other, yuan(100'000));
  life.deposit(borrower, yuan(100'000));
  const LoanId failed = life.list(borrower, yuan(10'000), {});
  life.bid(failed, investor, yuan(3'000));
  life.fail(failed);
  const LoanId paid = life.list(borrower, yuan(10'000), {100'000});
  life.bid(paid, investor, yuan(1'000));
  life.bid(paid, investor, yuan(2'000));
  life.bid(paid, other, yuan(7'000));
  life.void_bid(paid, 0);
  life.bid(paid, other, yuan(1'000));
  life.settle(paid, {{{20'030}, yuan(5'000), yuan(801)}, {{20'060}, yuan(5'000), yuan(401)}}, {},
              {}, {});
  life.collect(paid);
  const LoanId raised = life.list(borrower, yuan(10'000), {});
  life.bid(raised, investor, yuan(1'500));
  life.bid(raised, investor, yuan(500));
  Bookshelf shelf(5);
  shelf.follow(life);
  ASSERT_EQ(shelf.rows<ClaimPosts>().size(), 1U);
  for (const std::size_t page_lines : {1U, 1000U}) expect_all(life, shelf, page_lines);
  life.collect(paid);
  life.cancel(raised);
  shelf.follow(life);
  for (const std::size_t page_lines : {1U, 1000U}) expect_all(life, shelf, page_lines);
}

TEST(Statement, KnowsAfterARestartWhereBidsLieWhenOneIsVoided) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, yuan(100'000));
  const LoanId loan = life.list(borrower, yuan(10'000), {100'000});
  for (const std::int64_t fen : {1'000, 2'000, 7'000}) life.bid(loan, investor, yuan(fen));
  Bookshelf shelf(1);
  shelf.follow(life);
  shelf.restart();
  life.void_bid(loan, 1);
  life.bid(loan, investor, yuan(2'000));
  life.settle(loan, {{{20'030}, yuan(10'000), yuan(333)}}, {}, {}, {});
  life.deposit(borrower, yuan(1'000));
  life.collect(loan);
  shelf.follow(life);
  expect_all(life, shelf, 2);
}

/// Of whoever is followed too: between the bids of the cursor's account lie those of others.
TEST(Statement, RefusesTheCursorOfAnotherBid) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  const AccountId other = life.open_member(12);
  life.deposit(investor, yuan(100'000));
  life.deposit(other, yuan(100'000));
  const LoanId loan = life.list(borrower, yuan(3'000), {});
  for (const AccountId account : {investor, other, investor}) life.bid(loan, account, yuan(1'000));
  life.settle(loan, {{{20'030}, yuan(3'000), yuan(333)}}, {}, {}, {});
  const Sequence settled = life.last_sequence();
  life.begin_day({20'001});
  for (const std::uint32_t merged_max : {1U, 100U}) {
    Bookshelf shelf(merged_max);
    shelf.follow(life);
    Connection reader(shelf.url());
    Snapshot books(reader);
    for (const std::uint32_t bid : {0U, 1U, 2U, 3U}) {
      const auto page = statement(books, investor, StatementCursor{settled, loan, bid, 0}, 10);
      EXPECT_EQ(page.has_value(), bid == 0 || bid == 2) << bid;
    }
    const StatementCursor of_no_fact{settled + 1, loan, 0, 0};
    EXPECT_FALSE(statement(books, investor, of_no_fact, 10).has_value());
  }
}

TEST(Statement, PagesMissAndRepeatNothingWhileFactsArrive) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  std::vector<LoanId> loans;
  life.deposit(investor, yuan(100'000'000));
  for (int n = 0; n < 500; ++n) {
    loans.push_back(life.list(borrower, yuan(20'000), {100'000}));
    life.bid(loans.back(), investor, yuan(10'001));
    life.bid(loans.back(), investor, yuan(9'999));
    std::vector<money::Instalment> schedule;
    for (int k = 0; k < 10; ++k) schedule.push_back({{20'000 + k}, yuan(2'000), yuan(17)});
    life.settle(loans.back(), schedule, {}, {}, {});
  }
  for (int k = 0; k < 8; ++k) {
    for (const LoanId loan : loans) life.collect(loan);
  }
  Bookshelf shelf;
  shelf.follow(life);
  const std::size_t lines_at_begin = life.lines.at(investor).size();
  EXPECT_GT(lines_at_begin, 10'000U);

  Connection reader(shelf.url());
  Lines lines;
  std::optional<StatementCursor> after;
  std::size_t next_loan = 0;
  do {
    Snapshot books(reader);
    auto page = statement(books, investor, after, 97);
    std::ranges::move(page->lines, std::back_inserter(lines));
    after = page->next;
    life.collect(loans[next_loan++]);
    life.deposit(investor, yuan(1));
    shelf.follow(life);
  } while (after);

  ASSERT_EQ(lines.size(), lines_at_begin);
  const auto& expected = life.lines.at(investor);
  for (std::size_t n = 0; n < lines.size(); ++n) {
    ASSERT_EQ(essence(lines[lines.size() - 1 - n]), expected[n]);
  }
  EXPECT_EQ(lines.back().balance, yuan(100'000'000));
  expect_all(life, shelf, 1000);
}

RC_GTEST_PROP(Statement, EqualsTheLifeOfEveryAccount, ()) {
  const Life life = *random_life();
  Bookshelf shelf(*rc::gen::inRange<std::uint32_t>(1, 12));
  shelf.follow(life);
  expect_all(life, shelf, *rc::gen::inRange<std::size_t>(1, 9));
  RC_ASSERT(!testing::Test::HasFailure());
}

TEST_F(ServicedLoan, SaysInWordsWhatEachLineIsAbout) {
  const Lines lines = lines_of(investor);
  const std::string number = std::to_string(loan.value);
  EXPECT_EQ(lines[4].text, "Instalment; loan " + number + ", instalment 2, bid 0");
  EXPECT_EQ(lines[4].text_zh, "还款：借款 " + number + "，第 2 期，投标 0");
  EXPECT_EQ(lines.back().text, "Deposit");
  EXPECT_EQ(lines.back().text_zh, "充值");
}

}  // namespace
}  // namespace tributary::books
