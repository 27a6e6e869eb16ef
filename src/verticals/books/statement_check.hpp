#pragma once

#include <gtest/gtest.h>

#include "verticals/books/balances.hpp"
#include "verticals/books/bookshelf.hpp"
#include "verticals/books/statement.hpp"

/// For tests: statements, page by page, against the lines that a life says they must have.
namespace tributary::books {

using Lines = std::vector<StatementLine>;

inline Lines whole_statement(Snapshot& books, AccountId account, std::size_t page_lines) {
  Lines lines;
  std::optional<StatementCursor> after;
  do {
    auto page = statement(books, account, after, page_lines);
    EXPECT_TRUE(page.has_value());
    EXPECT_LE(page->lines.size(), page_lines);
    std::ranges::move(page->lines, std::back_inserter(lines));
    after = page->next;
    if (after) {
      after = cursor_of<StatementCursor>(text_of(*after));
      EXPECT_TRUE(after.has_value());
    }
  } while (after);
  return lines;
}

inline ExpectedLine essence(const StatementLine& line) {
  return {line.sequence, line.kind, line.bid, line.posted, line.held_change};
}

/// What the statement must say, newest first; lines of one fact with later bids first.
inline void expect_statement(const Life& life, AccountId account, const Lines& lines) {
  const auto& expected = life.lines.at(account);
  ASSERT_EQ(lines.size(), expected.size());
  Amount balance, held, owed;
  for (std::size_t n = 0; n < expected.size(); ++n) {
    const StatementLine& line = lines[lines.size() - 1 - n];
    ASSERT_EQ(essence(line), expected[n]) << "line " << n << " of account " << account.value;
    balance += line.posted;
    held += line.held_change;
    ASSERT_EQ(line.balance, balance);
    ASSERT_EQ(line.held, held);
    ASSERT_EQ(line.time, Life::time_of(line.sequence));
    ASSERT_EQ(line.business_date, life.day_of(line.sequence));
    const auto said = life.said.find(line.sequence);
    const bool is_own = !line.bid || line.kind == FactKind::bid_voided;
    if (is_own && said != life.said.end()) {
      const auto of = life.said_of.find(line.sequence);
      const bool reads = of == life.said_of.end() || of->second == account ||
                         life.owners.at(account) == protocol::platform_party;
      ASSERT_EQ(line.memo.value_or(""), reads ? said->second : "");
    }
    // Of what a loan moved all is explained, but for what others stand in for.
    const bool stands_in = account == life.own_money || account == life.gap;
    const auto forgiven = life.forgiven.find({line.sequence, account});
    const Amount stood_in = forgiven == life.forgiven.end() ? Amount{} : forgiven->second;
    const Amount moved = line.posted - line.receivable.value_or(Amount{}) - stood_in;
    if (line.loan && moved != Amount{} && !stands_in) {
      ASSERT_TRUE(line.parts.has_value()) << "line " << n << " of account " << account.value;
    }
    if (line.parts) {
      ASSERT_EQ(line.parts->sum(), moved);
    }
    owed += line.receivable.value_or(Amount{});
  }
  const auto owes = life.owed.find(account);
  EXPECT_EQ(owed, owes == life.owed.end() ? Amount{} : owes->second) << account.value;
}

inline void expect_all(const Life& life, Bookshelf& shelf, std::size_t page_lines) {
  Connection reader(shelf.url());
  Snapshot books(reader);
  ASSERT_EQ(books.sequence(), life.last_sequence());
  for (const auto& [account, lines] : life.lines) {
    expect_statement(life, account, whole_statement(books, account, page_lines));
  }
  std::size_t accounts = 0;
  for_each_account_balance(books, [&](AccountId account, Amount balance, Amount held) {
    ++accounts;
    ASSERT_EQ(balance, life.balance(account)) << account.value;
    ASSERT_EQ(held, life.held(account)) << account.value;
  });
  ASSERT_EQ(accounts, life.lines.size());
}

inline Amount yuan(std::int64_t fen) { return {fen}; }

}  // namespace tributary::books
