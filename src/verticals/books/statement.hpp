#pragma once

#include <expected>

#include "protocol/refusal.hpp"
#include "verticals/books/page.hpp"
#include "verticals/books/snapshot.hpp"

namespace tributary::books {

/// One movement of an account with its reason, and where it left the account.
struct StatementLine {
  Sequence sequence = 0;
  Time time;
  FactKind kind{};
  std::optional<LoanId> loan;
  std::optional<std::uint32_t> bid;
  std::optional<std::uint32_t> period;
  std::optional<std::uint32_t> last_period;  ///< of a compensation of several
  std::optional<protocol::WithdrawalId> withdrawal;
  std::optional<protocol::PostingId> posting;  ///< that was reversed
  Amount posted;                               ///< change of the balance
  Amount held_change;
  std::optional<Parts> parts;  ///< of `posted`, where a loan moved it
  std::optional<Amount>
      receivable;  ///< of `posted`, besides: how much more the account owes for it
  Amount balance;  ///< after it
  Amount held;     ///< after it
  std::optional<std::string> memo;
};
BOOST_DESCRIBE_STRUCT(StatementLine, (),
                      (sequence, time, kind, loan, bid, period, last_period, withdrawal, posting,
                       posted, held_change, parts, receivable, balance, held, memo))

/// Behind a line: its place, and the account's own fact that comes next.
struct StatementCursor {
  Sequence sequence = 0;
  std::uint64_t loan = 0;
  std::uint32_t rank = 0;
  Sequence next_own = 0;
};
BOOST_DESCRIBE_STRUCT(StatementCursor, (), (sequence, loan, rank, next_own))

/// The lines of an account's statement, newest first: its own facts, and what the facts of the
/// loans in which it holds claims brought it, a line a claim.
/// Costs a row for each bid the account ever placed, and for each loan fact newer than the cursor.
/// Errors: malformed_request for a cursor that is none of this account's.
std::expected<Page<StatementLine, StatementCursor>, protocol::Refusal> statement(
    Snapshot& books, AccountId account, const std::optional<StatementCursor>& after,
    std::size_t lines_max);

}  // namespace tributary::books
