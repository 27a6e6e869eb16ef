#pragma once

#include <vector>

#include "api/caller.hpp"
#include "api/query_route.hpp"
#include "http/router.hpp"
#include "verticals/clock/office.hpp"

namespace tributary::clock {

/// What an operator asks of the timers and orders them to do. The office must outlive the router.
void add_routes(http::Router& router, Office& office, const api::Authenticate& authenticate);

/// As the reference describes them.
std::vector<api::QueryRoute> query_routes();

}  // namespace tributary::clock
