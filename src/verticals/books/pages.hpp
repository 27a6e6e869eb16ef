#pragma once

#include "http/bind_error.hpp"
#include "vertical/page_query.hpp"
#include "verticals/books/holdings.hpp"
#include "verticals/books/loans.hpp"
#include "verticals/books/schedule.hpp"
#include "verticals/books/schedule_changes.hpp"
#include "verticals/books/statement.hpp"

/// What is asked of the routes, and the pages they answer with.
namespace tributary::books {

using vertical::limit_of;
using vertical::PageQuery;
using vertical::ReadQuery;

/// Business days, both included: all that was booked on them.
struct StatementQuery : PageQuery {
  std::optional<Date> from;
  std::optional<Date> to;
  std::optional<bool> earned;  ///< whether to tell what the account has earned as well

  /// What is wrong with the days, whatever is in the books.
  std::optional<http::BindError> fault() const;
};
BOOST_DESCRIBE_STRUCT(StatementQuery, (PageQuery), (from, to, earned))

struct LoansQuery : PageQuery, LoanFilter {};
BOOST_DESCRIBE_STRUCT(LoansQuery, (PageQuery, LoanFilter), ())

struct PayoutsQuery : PageQuery {
  std::optional<AccountId> account;  ///< whose share of each payout is told
};
BOOST_DESCRIBE_STRUCT(PayoutsQuery, (PageQuery), (account))

struct StatementPage {
  Sequence sequence = 0;
  Currency currency{};
  std::optional<Standing> opening;  ///< of the period, if one was asked for; likewise the next
  std::optional<Standing> closing;
  std::vector<StatementLine> lines;
  std::optional<std::string> next_cursor;
  std::optional<Earned> earned;  ///< by now, with all claims there ever were; if asked for
};
BOOST_DESCRIBE_STRUCT(StatementPage, (),
                      (sequence, currency, opening, closing, lines, next_cursor, earned))

struct BidPage {
  Sequence sequence = 0;
  std::vector<BidLine> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(BidPage, (), (sequence, lines, next_cursor))

struct ClaimPage {
  Sequence sequence = 0;
  std::vector<ClaimLine> lines;
  std::optional<std::string> next_cursor;
  std::optional<Earned> earned;  ///< with all claims there ever were; on the first page
};
BOOST_DESCRIBE_STRUCT(ClaimPage, (), (sequence, lines, next_cursor, earned))

struct LoanPage {
  Sequence sequence = 0;
  std::vector<LoanLine> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(LoanPage, (), (sequence, lines, next_cursor))

struct LoanBidPage {
  Sequence sequence = 0;
  std::vector<LoanBid> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(LoanBidPage, (), (sequence, lines, next_cursor))

struct PayoutPage {
  Sequence sequence = 0;
  std::vector<PayoutLine> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(PayoutPage, (), (sequence, lines, next_cursor))

struct ScheduleView {
  Sequence sequence = 0;
  std::vector<ScheduleLine> lines;
};
BOOST_DESCRIBE_STRUCT(ScheduleView, (), (sequence, lines))

struct ScheduleChangePage {
  Sequence sequence = 0;
  std::vector<ScheduleChangeLine> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ScheduleChangePage, (), (sequence, lines, next_cursor))

/// A loan as it was published.
struct ListingView {
  Sequence sequence = 0;
  LoanLine loan;
  money::Terms terms;
  std::vector<Amount> principals;  ///< of each instalment, where the terms do not shape it
  protocol::BidRules rules;
  protocol::LoanFees fees;
  protocol::Allocation allocation{};
  protocol::LateRules late;
  bool guaranteed = false;
  std::optional<Earned> earned;  ///< by all its holders together, once it is settled
};
BOOST_DESCRIBE_STRUCT(ListingView, (),
                      (sequence, loan, terms, principals, rules, fees, allocation, late, guaranteed,
                       earned))

/// The days that move due dates now.
struct CalendarView {
  Sequence sequence = 0;
  std::string source;
  std::vector<Date> holidays;
  std::vector<Date> working_weekends;
};
BOOST_DESCRIBE_STRUCT(CalendarView, (), (sequence, source, holidays, working_weekends))

struct AccountLine {
  AccountId account;
  AccountKind kind{};
  Currency currency{};
  bool closed = false;
};
BOOST_DESCRIBE_STRUCT(AccountLine, (), (account, kind, currency, closed))

struct AccountsView {
  Sequence sequence = 0;
  std::vector<AccountLine> lines;
};
BOOST_DESCRIBE_STRUCT(AccountsView, (), (sequence, lines))

struct TotalsLine : Totals {
  Earned earned;  ///< by all holders of all loans together
};
BOOST_DESCRIBE_STRUCT(TotalsLine, (Totals), (earned))

struct TotalsView {
  Sequence sequence = 0;
  std::vector<TotalsLine> lines;  ///< one a currency
};
BOOST_DESCRIBE_STRUCT(TotalsView, (), (sequence, lines))

}  // namespace tributary::books
