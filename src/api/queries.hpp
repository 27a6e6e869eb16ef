#pragma once

#include "api/caller.hpp"
#include "api/sink.hpp"
#include "http/router.hpp"

namespace tributary::api {

/// `GET /v1/accounts/{account}` and `GET /v1/loans/{loan}`, true to the instant. Whether an account
/// is the caller's own is for the engine to say; loans are open to whoever has a token.
/// The sink must outlive the router.
void add_query_routes(http::Router&, Sink&, const Authenticate&);

}  // namespace tributary::api
