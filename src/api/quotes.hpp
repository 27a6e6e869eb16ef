#pragma once

#include "api/caller.hpp"
#include "http/router.hpp"

namespace tributary::api {

/// `POST /v1/quotes`: what a loan on given terms costs and what a bid on it is paid; the same as
/// `tributary quote`. A calculation for whoever has a token; it keeps nothing.
void add_quote_route(http::Router&, const Authenticate&);

}  // namespace tributary::api
