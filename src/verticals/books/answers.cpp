#include "verticals/books/answers.hpp"

#include <algorithm>

#include "api/reply.hpp"
#include "money/schedule.hpp"

namespace tributary::books {

using protocol::Permission;
using protocol::Refusal;

namespace {

constexpr std::size_t claims_max = 100;    // each carries its calendar
constexpr std::size_t schedules_max = 20;  // each carries two schedules

/// Whether a caller may read what concerns a party: members what is theirs.
bool may_read(const api::Caller& caller, PartyId party) {
  if (caller.may(Permission::read_all)) return true;
  return caller.may(Permission::read_own) && caller.party && caller.party == party;
}

Or<AccountRow> readable_account(Asked& asked, AccountId id) {
  const auto account = asked.books.account(id);
  if (!account) return std::unexpected(Refusal::account_not_found);
  if (!may_read(asked.caller, account->party)) return std::unexpected(Refusal::account_not_yours);
  return *account;
}

/// What was said of a borrower's payments is for the borrower and staff: others see what changed.
bool may_read_words_on(Asked& asked, const LoanRow& loan) {
  return readable_account(asked, loan.borrower_account).has_value();
}

Or<LoanRow> known_loan(Snapshot& books, LoanId id) {
  auto loan = books.loan(id);
  if (!loan) return std::unexpected(Refusal::loan_not_found);
  return std::move(*loan);
}

/// The cursor of a query; none is the beginning.
template <class Cursor>
Or<std::optional<Cursor>> cursor_of(const PageQuery& query) {
  if (!query.cursor) return std::optional<Cursor>();
  auto cursor = books::cursor_of<Cursor>(*query.cursor);
  if (!cursor) return std::unexpected(Refusal::malformed_request);
  return cursor;
}

template <class View, class Line, class Cursor>
View view_of(const Snapshot& books, Page<Line, Cursor>&& page) {
  View view;
  view.sequence = books.sequence();
  view.lines = std::move(page.lines);
  if (page.next) view.next_cursor = text_of(*page.next);
  return view;
}

/// A page of a list that belongs to `owner`, an account or a loan.
template <class View, class Cursor, class Owner, class List>
Or<View> page_of(const Snapshot& books, const Or<Owner>& owner, const PageQuery& query,
                 List&& list) {
  if (!owner) return std::unexpected(owner.error());
  const auto cursor = cursor_of<Cursor>(query);
  if (!cursor) return std::unexpected(cursor.error());
  auto page = list(*owner, *cursor);
  if (!page) return std::unexpected(page.error());
  return view_of<View>(books, std::move(*page));
}

}  // namespace

std::optional<http::BindError> StatementQuery::fault() const {
  if (from && to && *from > *to) {
    const std::string day = to_string(*from);
    return {{http::BindReason::out_of_range, "to",
             api::expected_in_both(day + " or later", day + " 或更晚")}};
  }
  return std::nullopt;
}

Or<StatementPage> get_statement(Asked& asked, AccountId id, const StatementQuery& query) {
  const auto account = readable_account(asked, id);
  if (!account) return std::unexpected(account.error());
  const auto after = cursor_of<StatementCursor>(query);
  if (!after) return std::unexpected(after.error());
  const Period period{query.from, query.to};
  StatementPage view;
  if (period) {
    auto told = statement(asked.books, id, period, *after, limit_of(query));
    if (!told) return std::unexpected(told.error());
    view = view_of<StatementPage>(asked.books, std::move(told->page));
    view.opening = told->opening;
    view.closing = told->closing;
  } else {
    auto page = statement(asked.books, id, *after, limit_of(query));
    if (!page) return std::unexpected(page.error());
    view = view_of<StatementPage>(asked.books, std::move(*page));
  }
  view.currency = account->currency;
  if (query.earned.value_or(false)) view.earned = earned_by(asked.books, id);
  return view;
}

Or<BidPage> get_account_bids(Asked& asked, AccountId id, const PageQuery& query) {
  return page_of<BidPage, ChainCursor>(asked.books, readable_account(asked, id), query,
                                       [&](const AccountRow&, const auto& after) {
                                         return bids_of(asked.books, id, after, limit_of(query));
                                       });
}

Or<ClaimPage> get_claims(Asked& asked, AccountId id, const PageQuery& query) {
  auto page = page_of<ClaimPage, ChainCursor>(
      asked.books, readable_account(asked, id), query, [&](const AccountRow&, const auto& after) {
        return claims_of(asked.books, id, after, std::min(limit_of(query), claims_max));
      });
  if (page && !query.cursor) page->earned = earned_by(asked.books, id);
  return page;
}

Or<LoanPage> get_loans(Asked& asked, const LoansQuery& query) {
  const auto cursor = cursor_of<LoanCursor>(query);
  if (!cursor) return std::unexpected(cursor.error());
  return view_of<LoanPage>(asked.books, loans(asked.books, query, *cursor, limit_of(query)));
}

Or<ListingView> get_listing(Asked& asked, LoanId id, const ReadQuery&) {
  const auto loan = known_loan(asked.books, id);
  if (!loan) return std::unexpected(loan.error());
  const protocol::ListingCreated listing = asked.books.listing(id);
  ListingView view{asked.books.sequence(),
                   line_of(*loan),
                   listing.terms,
                   money::principals_of(listing.principals, loan->principal),
                   listing.rules,
                   listing.fees,
                   listing.allocation,
                   listing.late,
                   static_cast<bool>(listing.guarantor_account),
                   {}};
  if (loan->was_settled()) view.earned = earned_by_all(asked.books, *loan);
  return view;
}

Or<LoanBidPage> get_loan_bids(Asked& asked, LoanId id, const PageQuery& query) {
  auto page = page_of<LoanBidPage, ChainCursor>(
      asked.books, known_loan(asked.books, id), query, [&](const LoanRow& loan, const auto& after) {
        return bids_on(asked.books, loan, after, limit_of(query));
      });
  if (page && !asked.caller.may(Permission::read_all)) {
    for (LoanBid& bid : page->lines) {
      if (!readable_account(asked, *bid.account)) bid.account.reset();
    }
  }
  return page;
}

Or<ScheduleView> get_schedule(Asked& asked, LoanId id, const ReadQuery&) {
  const auto loan = known_loan(asked.books, id);
  if (!loan) return std::unexpected(loan.error());
  ScheduleView view{asked.books.sequence(), schedule_of(asked.books, *loan)};
  if (!may_read_words_on(asked, *loan)) {
    for (ScheduleLine& line : view.lines) line.waived_for.clear();
  }
  return view;
}

Or<ScheduleChangePage> get_schedule_changes(Asked& asked, LoanId id, const PageQuery& query) {
  const auto loan = known_loan(asked.books, id);
  auto page = page_of<ScheduleChangePage, ChainCursor>(
      asked.books, loan, query,
      [&](const LoanRow&, const auto& after) -> Or<Page<ScheduleChangeLine, ChainCursor>> {
        return schedule_changes(asked.books, id, after, std::min(limit_of(query), schedules_max));
      });
  if (page && !may_read_words_on(asked, *loan)) {
    for (ScheduleChangeLine& line : page->lines) line.reason.clear();
  }
  return page;
}

Or<PayoutPage> get_payouts(Asked& asked, LoanId id, const PayoutsQuery& query) {
  if (query.account) {
    const auto account = readable_account(asked, *query.account);
    if (!account) return std::unexpected(account.error());
  }
  return page_of<PayoutPage, ChainCursor>(
      asked.books, known_loan(asked.books, id), query, [&](const LoanRow& loan, const auto& after) {
        return payouts_of(asked.books, loan, query.account, after, limit_of(query));
      });
}

Or<AccountsView> get_accounts(Asked& asked, PartyId party, const ReadQuery&) {
  if (!may_read(asked.caller, party)) return std::unexpected(Refusal::forbidden);
  AccountsView view{asked.books.sequence(), {}};
  for (const AccountRow& row : asked.books.accounts(party)) {
    view.lines.push_back({row.account, row.kind, row.currency, row.closed});
  }
  return view;
}

Or<CalendarView> get_calendar(Asked& asked, const ReadQuery&) {
  protocol::CalendarSet set = asked.books.calendar();
  return CalendarView{asked.books.sequence(), std::move(set.source), std::move(set.holidays),
                      std::move(set.working_weekends)};
}

Or<TotalsView> get_totals(Asked& asked, const ReadQuery&) {
  TotalsView view{asked.books.sequence(), {}};
  for (const Totals& totals : asked.books.totals()) {
    view.lines.push_back({totals, earned_in(asked.books, totals)});
  }
  return view;
}

}  // namespace tributary::books
