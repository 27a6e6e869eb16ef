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

/// An account, a loan, a party, a posting, a withdrawal, withdrawals by state, their tariff, and
/// who owes, true to the instant. Whether an account is the caller's own is for the engine to say;
/// loans are open to whoever has a token. The sink must outlive the router.
void add_query_routes(http::Router&, Sink&, const Authenticate&);

}  // namespace tributary::api
