#pragma once

#include <expected>

#include "protocol/refusal.hpp"
#include "rows/page.hpp"
#include "verticals/books/snapshot.hpp"

namespace tributary::books {

/// Of what a bounce moved: what came back, or was given back, of the payments of one loan.
struct TakenBack {
  LoanId loan;
  std::optional<std::uint32_t> period;       ///< none: of a prepayment
  std::optional<std::uint32_t> last_period;  ///< of several
  bool prepayment = false;                   ///< whether one is among it
  Parts parts;
};
BOOST_DESCRIBE_STRUCT(TakenBack, (), (loan, period, last_period, prepayment, parts))

/// One movement of an account with its reason, and where it left the account.
struct StatementLine {
  Sequence sequence = 0;
  Time time;
  std::optional<Date> business_date;  ///< on which it was booked; none: before the first one
  std::optional<Date> on;             ///< the day for which a loan's fact counts; it may be earlier
  FactKind kind{};
  std::optional<LoanId> loan;
  std::optional<std::uint32_t> bid;
  std::optional<std::uint32_t> period;
  std::optional<std::uint32_t> last_period;  ///< of a compensation of several
  std::optional<protocol::WithdrawalId> withdrawal;
  std::optional<protocol::PostingId> posting;  ///< that was reversed
  Amount posted;                               ///< change of the balance
  Amount held_change;
  std::optional<Parts> parts;                        ///< of `posted`, where a loan moved it
  std::optional<std::vector<TakenBack>> taken_back;  ///< of `posted`, where a bounce did
  std::optional<Amount> bounced;  ///< of `posted` below zero, what the bank took of the account
  std::optional<Amount>
      receivable;  ///< of `posted`, besides: how much more the account owes for it
  Amount balance;  ///< after it
  Amount held;     ///< after it
  std::optional<std::string> memo;
  std::string text;     ///< what it is about, for people
  std::string text_zh;  ///< the same in Chinese
};
BOOST_DESCRIBE_STRUCT(StatementLine, (),
                      (sequence, time, business_date, on, kind, loan, bid, period, last_period,
                       withdrawal, posting, posted, held_change, parts, taken_back, bounced,
                       receivable, balance, held, memo, text, text_zh))

/// Behind a line. It says nothing of what the account has, and all it says is held against the
/// facts.
struct StatementCursor {
  Sequence sequence = 0;
  LoanId loan;            ///< of a claim's line; zero: the account's own
  std::uint32_t bid = 0;  ///< of a claim's line
  /// Where the books stood when the first page was read: what comes later changes no page.
  Sequence known = 0;
};
BOOST_DESCRIBE_STRUCT(StatementCursor, (), (sequence, loan, bid, known))

/// Business days, both of them included; without an end, up to now.
struct Period {
  std::optional<Date> from;
  std::optional<Date> to;

  explicit operator bool() const { return from || to; }
};

/// What an account has.
struct Standing {
  Amount balance;
  Amount held;

  friend bool operator==(const Standing&, const Standing&) = default;
};
BOOST_DESCRIBE_STRUCT(Standing, (), (balance, held))

/// A page of what was booked in a period. What the account had before it, and what the lines of all
/// pages add up to from there: the same on every page.
struct PeriodPage {
  Page<StatementLine, StatementCursor> page;
  Standing opening;
  Standing closing;
};

/// The lines of an account's statement, newest first: its own facts, and what the facts of the
/// loans in which it holds claims brought it, a line a claim.
/// Costs some rows a line, however many bids the account has placed. The claims of its first bids
/// (`Bookkeeper::claims_merged_max`) are merged: one row each, and one for each fact of their loans
/// that is newer than where merging begins.
/// Errors: malformed_request for a cursor that is none of this account's.
std::expected<Page<StatementLine, StatementCursor>, protocol::Refusal> statement(
    Snapshot& books, AccountId account, const std::optional<StatementCursor>& after,
    std::size_t lines_max);

/// The same of a period. Its ends are found by the marks of the chains: a few rows however long the
/// history is, and some rows for each of the first `Bookkeeper::claims_merged_max` bids.
/// Errors: date_not_reached for a day that has not begun; malformed_request as above, also for a
/// cursor of another period.
std::expected<PeriodPage, protocol::Refusal> statement(Snapshot& books, AccountId account,
                                                       const Period& period,
                                                       const std::optional<StatementCursor>& after,
                                                       std::size_t lines_max);

}  // namespace tributary::books
