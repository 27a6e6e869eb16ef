#pragma once

#include <string>

#include "protocol/payment.hpp"
#include "protocol/types.hpp"

/// What happened to accounts, and to money between two of them. As in `event.hpp`, fields are
/// only ever added.
namespace tributary::protocol {

struct AccountOpened {
  static constexpr std::uint16_t number = 1;
  AccountId account;
  PartyId party;
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
};
BOOST_DESCRIBE_STRUCT(AccountOpened, (), (account, party, kind, currency))

struct AccountClosed {
  static constexpr std::uint16_t number = 2;
  AccountId account;
};
BOOST_DESCRIBE_STRUCT(AccountClosed, (), (account))

/// Posting: from → to. What comes to the platform's own money goes on into the gap.
struct FundsTransferred {
  static constexpr std::uint16_t number = 9;
  AccountId from;
  AccountId to;
  Amount amount;
  std::string memo;
  Cover cover;
};
BOOST_DESCRIBE_STRUCT(FundsTransferred, (), (from, to, amount, memo, cover))

/// A transfer's amount back, to → from of the posting that is reversed; each posting once. What
/// `from` no longer has, `lacking`, `cover` pays: `from` owes it, unless it is the platform's.
struct PostingReversed {
  static constexpr std::uint16_t number = 10;
  PostingId posting;
  AccountId from;
  AccountId to;
  Amount amount;
  std::string memo;
  Amount lacking;
  Cover cover;
};
BOOST_DESCRIBE_STRUCT(PostingReversed, (), (posting, from, to, amount, memo, lacking, cover))

/// Posting: account → the platform's own money, and from there into the gap as far as there is one.
/// The account owes that much less.
struct ReceivableCollected {
  static constexpr std::uint16_t number = 11;
  AccountId account;
  AccountId own_account;
  Amount amount;
  Cover cover;
};
BOOST_DESCRIBE_STRUCT(ReceivableCollected, (), (account, own_account, amount, cover))

}  // namespace tributary::protocol
