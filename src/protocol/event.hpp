#pragma once

#include <tuple>

#include "protocol/account_event.hpp"
#include "protocol/bank_event.hpp"
#include "protocol/calendar_event.hpp"
#include "protocol/listing_event.hpp"
#include "protocol/party_event.hpp"
#include "protocol/servicing_event.hpp"

/// What has happened, for ever, one file a concept. Journals keep these structs: fields are only
/// ever added at the end, with a default; a number is never used for another meaning.
namespace tributary::protocol {

/// All events, in the order of their numbers.
using Events =
    std::tuple<AccountOpened, AccountClosed, DepositRecorded, WithdrawalRequested,
               WithdrawalSubmitted, WithdrawalCompleted, WithdrawalReleased, FundsTransferred,
               PostingReversed, ReceivableCollected, CalendarSet, BusinessDayBegan, RiskLevelSet,
               VipLevelSet, RelatedGroupSet, BorrowingCapSet, PartyBlocked, PartyUnblocked,
               ListingCreated, ListingApproved, ListingRejected, ListingScheduled, ListingOpened,
               ListingExtended, ListingCancelled, ListingFailed, PartialRaiseAccepted, BidPlaced,
               BidVoided, LoanSettled, InstalmentCollected, LoanPrepaid, PrincipalPrepaid,
               LateInterestAssessed, LoanCompensated, LoanWrittenOff, PaymentReversed,
               InstalmentReminded, LateChargesWaived, OwnMoneyPaidIn, OwnMoneyTakenOut,
               DepositBounced, WithdrawalReturned, BounceContinued, DebitRecorded, LoanRescheduled,
               TimeSetBack, WithdrawalRulesSet, DueDatesMoved, GroupBorrowingCapSet>;

}  // namespace tributary::protocol
