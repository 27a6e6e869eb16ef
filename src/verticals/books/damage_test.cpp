#include "verticals/books/damage.hpp"

#include <gtest/gtest.h>

#include "verticals/books/bookshelf.hpp"
#include "verticals/books/earned.hpp"
#include "verticals/books/holdings.hpp"
#include "verticals/books/loans.hpp"
#include "verticals/books/schedule.hpp"
#include "verticals/books/schedule_changes.hpp"
#include "verticals/books/statement.hpp"

/// Whatever of the tables is damaged is told as damage by what reads it.
namespace tributary::books {
namespace {

/// All that can be asked of all accounts and loans.
void ask_everything(Bookshelf& shelf, const Life& life) {
  Connection reader(shelf.url());
  Snapshot books(reader);
  for (const auto& [account, lines] : life.lines) {
    static_cast<void>(statement(books, account, std::nullopt, 100));
    static_cast<void>(claims_of(books, account, std::nullopt, 100));
    static_cast<void>(earned_by(books, account));
  }
  for (const auto& [id, of_life] : life.loans) {
    const LoanRow loan = books.loan(id).value();
    static_cast<void>(books.listing(id));
    static_cast<void>(bids_on(books, loan, std::nullopt, 100));
    static_cast<void>(schedule_of(books, loan));
    static_cast<void>(schedule_changes(books, id, std::nullopt, 100));
    static_cast<void>(payouts_of(books, loan, std::nullopt, std::nullopt, 100));
    if (loan.was_settled()) static_cast<void>(earned_by_all(books, loan));
  }
  static_cast<void>(books.calendar());
  for (const Totals& totals : books.totals()) static_cast<void>(earned_in(books, totals));
}

class DamageTest : public testing::Test {
 protected:
  DamageTest() {
    life.set_calendar({{20'010}});
    protocol::ListingCreated created;
    created.rules.interest_from = protocol::InterestFrom::bid;
    created.terms.basis = money::Basis::act_365;
    const LoanId loan = life.list(borrower, {100'000}, {}, 0, created);
    for (int n = 0; n < 2; ++n) life.bid(loan, investor, {50'000}, {19'900});
    life.settle(loan, {{{20'040}, {50'000}, {300}}, {{20'070}, {50'000}, {200}}}, {1}, {2}, {},
                {3});
    life.collect(loan);
    life.prepay_part(loan, {10'000}, {5}, {}, {{{20'080}, {40'000}, {90}}});
    shelf.follow(life);
  }

  Life life;
  AccountId borrower = life.open_member(10);
  AccountId investor = life.open_member(11);
  Bookshelf shelf{2};
};

TEST_F(DamageTest, IsToldOfBytesThatNobodyWrote) {
  EXPECT_NO_THROW(ask_everything(shelf, life));
  for (const auto& [table, column] :
       {std::pair("account_fact", "fact"), std::pair("account_heads", "heads"),
        std::pair("listing", "listing"), std::pair("calendar", "calendar"),
        std::pair("schedule", "instalments"), std::pair("servicing", "periods"),
        std::pair("paid_days", "days"), std::pair("bid_interest", "interest"),
        std::pair("claim_posts", "posts"), std::pair("schedule_change", "was"),
        std::pair("schedule_change", "now")}) {
    for (const std::string bytes :
         {"x''", "substr(COLUMN, 1, length(COLUMN) - 1)", "CAST(COLUMN || x'00' AS BLOB)"}) {
      Bookshelf damaged(2);
      damaged.follow(life);
      std::string sql = std::string("UPDATE books_TABLE SET COLUMN = ") + bytes;
      for (const auto& [name, text] : {std::pair("TABLE", table), std::pair("COLUMN", column)}) {
        for (auto at = sql.find(name); at != sql.npos; at = sql.find(name)) {
          sql.replace(at, std::string_view(name).size(), text);
        }
      }
      damaged.database().execute(sql);
      EXPECT_THROW(ask_everything(damaged, life), BooksDamaged) << sql;
    }
  }
}

TEST_F(DamageTest, IsToldOfRowsThatOthersPointAt) {
  for (const char* table :
       {"account_fact", "loan_fact", "listing", "schedule", "bid_interest", "claim_posts"}) {
    Bookshelf damaged(2);
    damaged.follow(life);
    Connection reader(damaged.url());
    static_cast<void>(Snapshot(reader));  // with its heads
    damaged.database().execute("DELETE FROM books_" + std::string(table));
    EXPECT_THROW(
        {
          Snapshot books(reader);
          static_cast<void>(statement(books, investor, std::nullopt, 100));
          static_cast<void>(claims_of(books, investor, std::nullopt, 100));
          static_cast<void>(books.listing({1}));
        },
        BooksDamaged)
        << table;
  }
}

TEST_F(DamageTest, IsToldOfSumsThatAreNone) {
  for (const char* sql :
       {"UPDATE books_totals SET deposited = '1.2.3'", "UPDATE books_lent_day SET flow = ''",
        "UPDATE books_claims_day SET written_off = 'x'"}) {
    Bookshelf damaged(2);
    damaged.follow(life);
    damaged.database().execute(sql);
    EXPECT_THROW(ask_everything(damaged, life), BooksDamaged) << sql;
  }
}

TEST_F(DamageTest, IsToldAtTheStartOfHoldersThatNobodyWrote) {
  for (const char* bytes :
       {"substr(claims, 1, length(claims) - 1)", "CAST(claims || x'00' AS BLOB)", "x'ff'"}) {
    Bookshelf damaged(2);
    damaged.follow(life);
    damaged.database().execute("UPDATE books_holders SET claims = " + std::string(bytes));
    EXPECT_THROW(damaged.restart(), BooksDamaged) << bytes;
  }
}

}  // namespace
}  // namespace tributary::books
