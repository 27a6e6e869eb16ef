#pragma once

#include <vector>

#include "api/caller.hpp"
#include "api/query_route.hpp"
#include "http/router.hpp"
#include "verticals/books/desk.hpp"

namespace tributary::books {

/// The questions that can be asked of the books. The desk must outlive the router.
void add_routes(http::Router& router, Desk& desk, const api::Authenticate& authenticate);

/// The same, as the reference describes them.
std::vector<api::QueryRoute> query_routes();

}  // namespace tributary::books
