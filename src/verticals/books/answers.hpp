#pragma once

#include "vertical/question.hpp"
#include "verticals/books/pages.hpp"
#include "verticals/books/snapshot.hpp"

/// What a caller is told of the books. Accounts are read by their owners and by whoever may read
/// all; loans by everybody who has a token.
namespace tributary::books {

using vertical::Or;

struct Asked : vertical::Asked {
  Snapshot books{reading};
};

Or<StatementPage> get_statement(Asked&, AccountId, const StatementQuery&);
Or<BidPage> get_account_bids(Asked&, AccountId, const PageQuery&);
Or<ClaimPage> get_claims(Asked&, AccountId, const PageQuery&);
Or<AccountsView> get_accounts(Asked&, PartyId, const ReadQuery&);
Or<LoanPage> get_loans(Asked&, const LoansQuery&);
Or<ListingView> get_listing(Asked&, LoanId, const ReadQuery&);
/// Who bid is told of accounts the caller may read.
Or<LoanBidPage> get_loan_bids(Asked&, LoanId, const PageQuery&);
Or<ScheduleView> get_schedule(Asked&, LoanId, const ReadQuery&);
Or<ScheduleChangePage> get_schedule_changes(Asked&, LoanId, const PageQuery&);
Or<PayoutPage> get_payouts(Asked&, LoanId, const PayoutsQuery&);
Or<CalendarView> get_calendar(Asked&, const ReadQuery&);
Or<TotalsView> get_totals(Asked&, const ReadQuery&);

}  // namespace tributary::books
