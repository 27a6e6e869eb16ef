#pragma once

#include <optional>
#include <vector>

#include "protocol/endpoint.hpp"
#include "protocol/listing_event.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"

/// A loan until it is settled: its listing and the bids on it.
namespace tributary::protocol {

struct CreateListing {
  static constexpr std::uint16_t number = 20;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/loans", Permission::manage_listings,
                                     "Create a listing for review"};
  using Accepted = ListingCreated;
  AccountId borrower_account;
  std::optional<AccountId> guarantor_account;
  Line title;
  Amount principal;
  money::Terms terms;
  BidRules rules;
  LoanFees fees;
  Allocation allocation = Allocation::fee_penalty_interest_principal;
  LateRules late;
  /// Of each instalment, one by one, where the terms do not shape it: a stepped schedule.
  std::vector<Amount> principals;
};
BOOST_DESCRIBE_STRUCT(CreateListing, (),
                      (borrower_account, guarantor_account, title, principal, terms, rules, fees,
                       allocation, late, principals))

struct ApproveListing {
  static constexpr std::uint16_t number = 21;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/approve", Permission::manage_listings,
                                     "Approve a reviewed listing"};
  using Accepted = ListingApproved;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(ApproveListing, (), (loan))

struct RejectListing {
  static constexpr std::uint16_t number = 22;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/reject", Permission::manage_listings,
                                     "Reject a reviewed listing"};
  using Accepted = ListingRejected;
  LoanId loan;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(RejectListing, (), (loan, reason))

struct ScheduleListing {
  static constexpr std::uint16_t number = 23;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/schedule", Permission::manage_listings,
                                     "Set when an approved listing opens and closes"};
  using Accepted = ListingScheduled;
  LoanId loan;
  Time opens_at;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ScheduleListing, (), (loan, opens_at, closes_at))

struct OpenListing {
  static constexpr std::uint16_t number = 24;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/open", Permission::manage_listings,
                                     "Open a scheduled listing for bids"};
  using Accepted = ListingOpened;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(OpenListing, (), (loan))

struct ExtendListing {
  static constexpr std::uint16_t number = 25;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/extend", Permission::manage_listings,
                                     "Give a listing that is scheduled or open more time"};
  using Accepted = ListingExtended;
  LoanId loan;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ExtendListing, (), (loan, closes_at))

struct CancelListing {
  static constexpr std::uint16_t number = 26;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/cancel", Permission::manage_listings,
                                     "Cancel a listing before settlement and free all bids"};
  using Accepted = ListingCancelled;
  LoanId loan;
  Note reason;
};
BOOST_DESCRIBE_STRUCT(CancelListing, (), (loan, reason))

struct FailListing {
  static constexpr std::uint16_t number = 27;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{
      "/v1/loans/{loan}/fail", Permission::manage_listings,
      "End a listing that was not full in time, or not settled in time"};
  using Accepted = ListingFailed;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(FailListing, (), (loan))

struct AcceptPartialRaise {
  static constexpr std::uint16_t number = 28;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/accept-partial", Permission::manage_listings,
                                     "Accept what was raised as the whole loan"};
  using Accepted = PartialRaiseAccepted;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(AcceptPartialRaise, (), (loan))

struct PlaceBid {
  static constexpr std::uint16_t number = 30;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/bids", Permission::invest,
                                     "Bid on an open listing"};
  using Accepted = BidPlaced;
  LoanId loan;
  AccountId account;
  Amount amount;
  bool fill_remaining = false;  ///< take what is left if that is less than the amount
  AccessCode access_code;
};
BOOST_DESCRIBE_STRUCT(PlaceBid, (), (loan, account, amount, fill_remaining, access_code))

/// Names a bid by its number: where it begins moves when others are voided.
struct VoidBid {
  static constexpr std::uint16_t number = 31;
  static constexpr Subject subject = Subject::loan;
  static constexpr Endpoint endpoint{"/v1/loans/{loan}/bids/void", Permission::manage_listings,
                                     "Void one bid before settlement; the loan is open again"};
  using Accepted = BidVoided;
  LoanId loan;
  std::uint32_t bid = 0;
  AccountId account;  ///< whose it is
  Note reason;
};
BOOST_DESCRIBE_STRUCT(VoidBid, (), (loan, bid, account, reason))

}  // namespace tributary::protocol
