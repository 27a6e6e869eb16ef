#pragma once

#include <expected>

#include "protocol/refusal.hpp"
#include "rows/page.hpp"
#include "verticals/books/snapshot.hpp"

/// Listings and loans, as everybody may see them.
namespace tributary::books {

/// Which loans a list holds; nothing: any.
struct LoanFilter {
  std::optional<LoanState> state = std::nullopt;
  std::optional<money::Method> method = std::nullopt;
  std::optional<Rate> rate_min = std::nullopt;
  std::optional<Rate> rate_max = std::nullopt;
  std::optional<std::int32_t> periods_max = std::nullopt;
  std::optional<Currency> currency = std::nullopt;
};
BOOST_DESCRIBE_STRUCT(LoanFilter, (), (state, method, rate_min, rate_max, periods_max, currency))

struct LoanCursor {
  LoanId before;
};
BOOST_DESCRIBE_STRUCT(LoanCursor, (), (before))

struct LoanLine {
  LoanId loan;
  LoanState state{};
  Currency currency{};
  std::string title;
  money::Method method{};
  Rate annual_rate;
  std::int32_t periods = 0;
  Amount principal;
  Amount raised;
  Amount remaining;
  std::uint32_t bids = 0;
  Time created_at;
  std::optional<Time> opens_at;
  std::optional<Time> closes_at;
  std::optional<Time> full_at;
  std::optional<Date> settled_on;
  std::optional<Time> ended_at;
  std::optional<std::string> reason;
  PaidTotals paid;
  Amount bid_interest_paid;      ///< to the holders, besides: at settlement, since each bid
  Amount principal_outstanding;  ///< to the holders
  std::optional<Overdue> overdue;
  Amount compensated;            ///< to the holders in the borrower's place
  Amount recovered;              ///< of that, from the borrower
  Amount written_off_recovered;  ///< paid to the holders since it was written off
  std::optional<Rate> true_annual_cost;
  std::optional<Rate> effective_annual_cost;
};
BOOST_DESCRIBE_STRUCT(LoanLine, (),
                      (loan, state, currency, title, method, annual_rate, periods, principal,
                       raised, remaining, bids, created_at, opens_at, closes_at, full_at,
                       settled_on, ended_at, reason, paid, bid_interest_paid, principal_outstanding,
                       overdue, compensated, recovered, written_off_recovered, true_annual_cost,
                       effective_annual_cost))

LoanLine line_of(const LoanRow& loan);

/// Loans that pass the filter, newest first. Looks at a bounded number of loans: a page may hold
/// fewer lines than asked for and yet not be the last.
Page<LoanLine, LoanCursor> loans(Snapshot& books, const LoanFilter& filter,
                                 const std::optional<LoanCursor>& after, std::size_t lines_max);

struct LoanBid {
  Sequence sequence = 0;
  Time time;
  std::uint32_t bid = 0;
  std::optional<AccountId> account;  ///< for those who may see it
  Amount amount;
};
BOOST_DESCRIBE_STRUCT(LoanBid, (), (sequence, time, bid, account, amount))

/// A loan's bids, newest first. Errors: malformed_request for a cursor that is none of its.
std::expected<Page<LoanBid, ChainCursor>, protocol::Refusal> bids_on(
    Snapshot& books, const LoanRow& loan, const std::optional<ChainCursor>& after,
    std::size_t lines_max);

struct PayoutLine {
  Sequence sequence = 0;
  Time time;
  FactKind kind{};
  std::optional<std::uint32_t> period;
  std::optional<std::uint32_t> last_period;  ///< of a compensation of several
  Date on;
  Amount principal;
  Amount interest;
  Amount compensation;
  Amount late_interest;
  Amount interest_fee;             ///< kept of the interest
  std::optional<AccountId> payer;  ///< who compensated, if it was not the borrower who paid
  std::optional<Parts> share;      ///< of the account that was asked for
};
BOOST_DESCRIBE_STRUCT(PayoutLine, (),
                      (sequence, time, kind, period, last_period, on, principal, interest,
                       compensation, late_interest, interest_fee, payer, share))

/// What a loan has paid its holders and taken back, newest first, and of each payment what `holder`
/// got, if it is given. Errors: malformed_request for a cursor that is none of the loan's.
std::expected<Page<PayoutLine, ChainCursor>, protocol::Refusal> payouts_of(
    Snapshot& books, const LoanRow& loan, std::optional<AccountId> holder,
    const std::optional<ChainCursor>& after, std::size_t lines_max);

}  // namespace tributary::books
