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

/// Behind a line. It says nothing of what the account has, and all it says is held against the
/// facts.
struct StatementCursor {
  Sequence sequence = 0;
  LoanId loan;            ///< of a claim's line; zero: the account's own
  std::uint32_t bid = 0;  ///< of a claim's line
  /// The newer fact of the other kind that was told last; 0: none. It leads to the next of its
  /// kind.
  Sequence other_after = 0;
};
BOOST_DESCRIBE_STRUCT(StatementCursor, (), (sequence, loan, bid, other_after))

/// The lines of an account's statement, newest first: its own facts, and what the facts of the
/// loans in which it holds claims brought it, a line a claim.
/// Costs some rows a line, however many bids the account has placed. The claims of its first bids
/// (`Bookkeeper::claims_merged_max`) are merged: one row each, and one for each fact of their loans
/// that is newer than where merging begins.
/// Errors: malformed_request for a cursor that is none of this account's.
std::expected<Page<StatementLine, StatementCursor>, protocol::Refusal> statement(
    Snapshot& books, AccountId account, const std::optional<StatementCursor>& after,
    std::size_t lines_max);

}  // namespace tributary::books
