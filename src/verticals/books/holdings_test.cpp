#include "verticals/books/holdings.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/random_life.hpp"
#include "verticals/books/statement.hpp"

namespace tributary::books {
namespace {

std::vector<ClaimLine> all_claims(Snapshot& books, AccountId account) {
  std::vector<ClaimLine> claims;
  std::optional<ChainCursor> after;
  do {
    auto page = claims_of(books, account, after, 2);
    EXPECT_TRUE(page.has_value());
    std::ranges::move(page->lines, std::back_inserter(claims));
    after = page->next;
  } while (after);
  return claims;
}

TEST(Holdings, ABidIsHeldThenSettledOrReleased) {
  Life life;
  const AccountId borrower = life.open_member(10);
  const AccountId investor = life.open_member(11);
  life.deposit(investor, {1'000'000});
  const LoanId settled = life.list(borrower, {100}, {});
  const LoanId failed = life.list(borrower, {200}, {});
  const LoanId open = life.list(borrower, {300}, {});
  life.bid(settled, investor, {100});
  life.bid(failed, investor, {30});
  life.bid(open, investor, {20});
  life.settle(settled, {{{20'030}, {100}, {5}}}, {}, {}, {});
  life.fail(failed);
  Bookshelf shelf;
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  const auto first = bids_of(books, investor, std::nullopt, 2);
  ASSERT_TRUE(first && first->next);
  ASSERT_EQ(first->lines.size(), 2U);
  EXPECT_EQ(first->lines[0].loan, open);
  EXPECT_EQ(first->lines[0].state, BidState::held);
  EXPECT_EQ(first->lines[1].state, BidState::released);
  EXPECT_EQ(first->lines[1].title, "loan 2");
  const auto second = bids_of(books, investor, first->next, 2);
  ASSERT_TRUE(second && !second->next);
  ASSERT_EQ(second->lines.size(), 1U);
  EXPECT_EQ(second->lines[0].state, BidState::settled);
  EXPECT_FALSE(bids_of(books, borrower, first->next, 2).has_value()) << "another's cursor";

  const auto claims = all_claims(books, investor);
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].to, Amount{100});
  EXPECT_EQ(claims[0].outstanding, Amount{100});
  ASSERT_EQ(claims[0].to_come.size(), 1U);
  EXPECT_EQ(claims[0].to_come[0].parts, (Parts{{100}, {5}, {}, {}}));
}

RC_GTEST_PROP(Holdings, WhatIsToComeIsWhatWillBePaid, ()) {
  Life life = *random_life();
  Bookshelf shelf;
  shelf.follow(life);
  struct Promise {
    AccountId account;
    LoanId loan;
    std::uint32_t bid;
    std::uint32_t period;
    Amount sum;
  };
  std::vector<Promise> promises;
  {
    Connection reader(shelf.url());
    Snapshot books(reader);
    for (const auto& [account, lines] : life.lines) {
      for (const ClaimLine& claim : all_claims(books, account)) {
        Parts sum = claim.received;
        for (const PayoutToCome& payout : claim.to_come) {
          sum += payout.parts;
          promises.push_back({account, claim.loan, claim.bid, payout.period, payout.parts.sum()});
        }
        if (claim.loan_state == LoanState::written_off) continue;
        RC_ASSERT(sum.principal == claim.to - claim.from);
      }
    }
  }
  const Sequence before = life.last_sequence();
  for (auto& [id, loan] : life.loans) {
    while (loan.will_pay()) life.collect(id);
  }
  shelf.follow(life);
  Connection reader(shelf.url());
  Snapshot books(reader);
  for (const Promise& promise : promises) {
    const auto page = statement(books, promise.account, std::nullopt, 100'000);
    RC_ASSERT(std::ranges::count_if(page->lines, [&](const StatementLine& line) {
                return line.sequence > before && line.loan == promise.loan &&
                       line.bid == promise.bid && line.period == promise.period &&
                       line.posted == promise.sum;
              }) == 1);
  }
}

}  // namespace
}  // namespace tributary::books
