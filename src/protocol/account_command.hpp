#pragma once

#include "protocol/account_event.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/subject.hpp"
#include "protocol/text.hpp"
#include "protocol/types.hpp"

/// What is asked of accounts, and of money between two of them.
namespace tributary::protocol {

struct OpenAccount {
  static constexpr std::uint16_t number = 1;
  static constexpr Subject subject = Subject::party;
  static constexpr Endpoint endpoint{"/v1/accounts", Permission::manage_accounts,
                                     "Open an account for a party"};
  using Accepted = AccountOpened;
  PartyId party;
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(OpenAccount, (), (party, kind, currency))

struct CloseAccount {
  static constexpr std::uint16_t number = 2;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/close", Permission::manage_accounts,
                                     "Close an empty account"};
  using Accepted = AccountClosed;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(CloseAccount, (), (account))

struct TransferFunds {
  static constexpr std::uint16_t number = 9;
  static constexpr Subject subject = Subject::none;
  static constexpr Endpoint endpoint{"/v1/transfers", Permission::adjust,
                                     "Move money between two accounts by hand"};
  using Accepted = FundsTransferred;
  AccountId from;
  AccountId to;
  Amount amount;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(TransferFunds, (), (from, to, amount, memo))

struct ReversePosting {
  static constexpr std::uint16_t number = 10;
  static constexpr Subject subject = Subject::posting;
  static constexpr Endpoint endpoint{"/v1/postings/{posting}/reverse", Permission::adjust,
                                     "Reverse a transfer; this can be done once"};
  using Accepted = PostingReversed;
  PostingId posting;
  Note memo;
};
BOOST_DESCRIBE_STRUCT(ReversePosting, (), (posting, memo))

/// Takes what the account owes the platform, as far as it has it.
struct CollectReceivable {
  static constexpr std::uint16_t number = 11;
  static constexpr Subject subject = Subject::account;
  static constexpr Endpoint endpoint{"/v1/accounts/{account}/collect-receivable",
                                     Permission::service_loans,
                                     "Collect what an account owes the platform"};
  using Accepted = ReceivableCollected;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(CollectReceivable, (), (account))

}  // namespace tributary::protocol
