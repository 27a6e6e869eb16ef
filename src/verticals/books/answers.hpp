#pragma once

#include "api/caller.hpp"
#include "verticals/books/pages.hpp"

/// What a caller is told of the books. Accounts are read by their owners and by whoever may read
/// all; loans by everybody who has a token.
namespace tributary::books {

template <class T>
using Or = std::expected<T, protocol::Refusal>;

/// In the place of an id where the path names none.
struct Everything {};

Or<StatementPage> get_statement(Snapshot&, const api::Caller&, AccountId, const StatementQuery&);
Or<BidPage> get_account_bids(Snapshot&, const api::Caller&, AccountId, const PageQuery&);
Or<ClaimPage> get_claims(Snapshot&, const api::Caller&, AccountId, const PageQuery&);
Or<AccountsView> get_accounts(Snapshot&, const api::Caller&, PartyId, const ReadQuery&);
Or<LoanPage> get_loans(Snapshot&, const api::Caller&, Everything, const LoansQuery&);
Or<ListingView> get_listing(Snapshot&, const api::Caller&, LoanId, const ReadQuery&);
/// Who bid is told of accounts the caller may read.
Or<LoanBidPage> get_loan_bids(Snapshot&, const api::Caller&, LoanId, const PageQuery&);
Or<ScheduleView> get_schedule(Snapshot&, const api::Caller&, LoanId, const ReadQuery&);
Or<ScheduleChangePage> get_schedule_changes(Snapshot&, const api::Caller&, LoanId,
                                            const PageQuery&);
Or<PayoutPage> get_payouts(Snapshot&, const api::Caller&, LoanId, const PayoutsQuery&);
Or<CalendarView> get_calendar(Snapshot&, const api::Caller&, Everything, const ReadQuery&);
Or<TotalsView> get_totals(Snapshot&, const api::Caller&, Everything, const ReadQuery&);

}  // namespace tributary::books
