#include "engine/borrowing_book.hpp"

#include <gtest/gtest.h>

#include "engine/limits.hpp"
#include "engine/test_market.hpp"

namespace tributary::engine {
namespace {

using money::amount;

TEST(BorrowingBook, IsBoundedWithoutACapToo) {
  TestMarket market;
  const AccountId borrower = market.open(8);
  protocol::CreateListing wish;
  wish.borrower_account = borrower;
  wish.terms.annual_rate = {96'000};
  wish.principal = money::amount_max;
  const std::int64_t most = limits::currency_total_max.minor / money::amount_max.minor;
  for (std::int64_t listing = 0; listing < most; ++listing) market.must(wish);
  wish.principal = amount("100.00");
  EXPECT_EQ(market.send(staff, wish), Refusal::borrowing_exceeds_cap);
  EXPECT_EQ(market.last().detail,
            protocol::RefusalDetail::of(limits::currency_total_max,
                                        limits::currency_total_max + amount("100.00")));
  EXPECT_EQ(first_broken(market.state()), std::nullopt);
}

TEST(BorrowingBook, CountsEachCurrencyByItself) {
  StateHash hash;
  BorrowingBook book(hash);
  book.change(2, Currency::CNY, [](Borrowing& row) { row.owed = {5}; });
  book.change(2, Currency::USD, [](Borrowing& row) { row.owed = {5}; });
  EXPECT_EQ(book.of(2, Currency::CNY).owed, Amount{5});
  EXPECT_EQ(book.of(3, Currency::CNY), Borrowing{});
  EXPECT_EQ(book.full_hash(), hash.value());
  const std::uint64_t both = hash.value();
  book.change(2, Currency::USD, [](Borrowing& row) { row.max = {5}; });
  EXPECT_NE(hash.value(), both);
  book.change(2, Currency::USD, [](Borrowing& row) { row = {}; });
  book.change(2, Currency::CNY, [](Borrowing& row) { row = {}; });
  EXPECT_EQ(hash.value(), StateHash().value()) << "what is as at the start leaves nothing";
  EXPECT_TRUE(book.rows().empty());
}

TEST(BorrowingBook, HashesWhoBorrowsInWhichCurrency) {
  const auto hash_with = [](PartyNumber party, Currency currency, Borrowing borrowing) {
    StateHash hash;
    BorrowingBook book(hash);
    book.change(party, currency, [&](Borrowing& row) { row = borrowing; });
    return hash.value();
  };
  const std::uint64_t hash = hash_with(2, Currency::CNY, {{5}, {7}});
  EXPECT_EQ(hash_with(2, Currency::CNY, {{5}, {7}}), hash);
  EXPECT_NE(hash_with(3, Currency::CNY, {{5}, {7}}), hash);
  EXPECT_NE(hash_with(2, Currency::USD, {{5}, {7}}), hash);
  EXPECT_NE(hash_with(2, Currency::CNY, {{6}, {7}}), hash);
  EXPECT_NE(hash_with(2, Currency::CNY, {{7}, {5}}), hash);
}

}  // namespace
}  // namespace tributary::engine
