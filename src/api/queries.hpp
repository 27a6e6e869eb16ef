#pragma once

#include <optional>

#include "api/caller.hpp"
#include "api/page_limit.hpp"
#include "api/sink.hpp"
#include "http/router.hpp"
#include "protocol/types.hpp"

namespace tributary::api {

/// Which withdrawals, and which page of them.
struct WithdrawalsChoice {
  std::optional<protocol::WithdrawalState> state;
  std::optional<protocol::WithdrawalId> cursor;  ///< `next_cursor` of the page before
  std::optional<PageLimit> limit;                ///< 50 if not given
};
BOOST_DESCRIBE_STRUCT(WithdrawalsChoice, (), (state, cursor, limit))

/// Who owes, in which currency, and which page of them.
struct ReceivablesChoice {
  std::optional<protocol::Currency> currency;  ///< CNY if not given
  std::optional<protocol::PartyId> cursor;     ///< `next_cursor` of the page before
  std::optional<PageLimit> limit;              ///< 50 if not given
};
BOOST_DESCRIBE_STRUCT(ReceivablesChoice, (), (currency, cursor, limit))

/// When, how much of the principal, and how the loan would go on.
struct PrepaymentChoice {
  std::optional<protocol::Date> on;        ///< the present business day if not given
  std::optional<protocol::Amount> amount;  ///< all that is left if not given
  std::optional<protocol::AfterPrepayment> after;
};
BOOST_DESCRIBE_STRUCT(PrepaymentChoice, (), (on, amount, after))

/// An account, a loan, what prepaying it would cost, a party, a posting, a withdrawal, withdrawals
/// by state, their tariff, and who owes, true to the instant. Whether an account is the caller's
/// own is for the engine to say; loans are open to whoever has a token. The sink must outlive the
/// router.
void add_query_routes(http::Router&, Sink&, const Authenticate&);

}  // namespace tributary::api
