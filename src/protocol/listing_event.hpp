#pragma once

#include <string>
#include <vector>

#include "protocol/types.hpp"

/// What happened to a loan until it was settled: its listing and the bids on it. As in
/// `event.hpp`, fields are only ever added.
namespace tributary::protocol {

struct ListingCreated {
  static constexpr std::uint16_t number = 20;
  LoanId loan;
  AccountId borrower_account;
  AccountId guarantor_account;
  Currency currency = Currency::CNY;
  std::string title;
  Amount principal;
  money::Terms terms;
  BidRules rules;
  LoanFees fees;
  Allocation allocation = Allocation::fee_penalty_interest_principal;
  LateRules late;
  /// Of each instalment, one by one, where the terms do not shape it: a stepped schedule.
  std::vector<Amount> principals;
};
BOOST_DESCRIBE_STRUCT(ListingCreated, (),
                      (loan, borrower_account, guarantor_account, currency, title, principal, terms,
                       rules, fees, allocation, late, principals))

struct ListingApproved {
  static constexpr std::uint16_t number = 21;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(ListingApproved, (), (loan))

struct ListingRejected {
  static constexpr std::uint16_t number = 22;
  LoanId loan;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ListingRejected, (), (loan, reason))

struct ListingScheduled {
  static constexpr std::uint16_t number = 23;
  LoanId loan;
  Time opens_at;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ListingScheduled, (), (loan, opens_at, closes_at))

struct ListingOpened {
  static constexpr std::uint16_t number = 24;
  LoanId loan;
};
BOOST_DESCRIBE_STRUCT(ListingOpened, (), (loan))

struct ListingExtended {
  static constexpr std::uint16_t number = 25;
  LoanId loan;
  Time closes_at;
};
BOOST_DESCRIBE_STRUCT(ListingExtended, (), (loan, closes_at))

/// Every hold on the loan is released (撤标). Likewise when it fails (流标): it was not full by its
/// closing, or not settled in time.
struct ListingCancelled {
  static constexpr std::uint16_t number = 26;
  LoanId loan;
  Amount released;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ListingCancelled, (), (loan, released, reason))

struct ListingFailed {
  static constexpr std::uint16_t number = 27;
  LoanId loan;
  Amount released;
};
BOOST_DESCRIBE_STRUCT(ListingFailed, (), (loan, released))

/// The loan is full at what was raised (截标): the principal becomes that.
struct PartialRaiseAccepted {
  static constexpr std::uint16_t number = 28;
  LoanId loan;
  Amount principal;
};
BOOST_DESCRIBE_STRUCT(PartialRaiseAccepted, (), (loan, principal))

/// Holds the amount on the account and takes [from, from + amount) of the loan. The loan is full
/// when that reaches its principal.
struct BidPlaced {
  static constexpr std::uint16_t number = 30;
  LoanId loan;
  std::uint32_t bid = 0;  ///< its number among the loan's bids, also those that were voided, from 0
  AccountId account;
  Amount from;
  Amount amount;
};
BOOST_DESCRIBE_STRUCT(BidPlaced, (), (loan, bid, account, from, amount))

/// The hold ends. The bids that begin behind it move down by its amount; a full loan is open again.
struct BidVoided {
  static constexpr std::uint16_t number = 31;
  LoanId loan;
  std::uint32_t bid = 0;
  AccountId account;
  Amount from;
  Amount amount;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(BidVoided, (), (loan, bid, account, from, amount, reason))

}  // namespace tributary::protocol
