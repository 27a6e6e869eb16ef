#pragma once

#include <variant>

#include "protocol/event.hpp"
#include "protocol/refusal.hpp"

/// What is asked of the engine's memory, in the same queue as the commands: true to the instant.
namespace tributary::protocol {

struct AccountQuery {
  AccountId account;
};

struct LoanQuery {
  LoanId loan;
};

using Query = std::variant<AccountQuery, LoanQuery>;

struct AccountView {
  AccountId account;
  PartyId party;
  AccountKind kind = AccountKind::member_cash;
  Currency currency = Currency::CNY;
  Amount balance;
  Amount held;       ///< of the balance, frozen by bids and withdrawals
  Amount available;  ///< balance − held
  bool closed = false;
};
BOOST_DESCRIBE_STRUCT(AccountView, (),
                      (account, party, kind, currency, balance, held, available, closed))

struct LoanView {
  LoanId loan;
  LoanState state = LoanState::review;
  Currency currency = Currency::CNY;
  Amount principal;
  Amount raised;
  Amount remaining;
  std::uint32_t bids = 0;
  PaidTotals paid;  ///< to the holders since settlement
};
BOOST_DESCRIBE_STRUCT(LoanView, (),
                      (loan, state, currency, principal, raised, remaining, bids, paid))

using Answer = std::variant<Refusal, AccountView, LoanView>;

}  // namespace tributary::protocol
