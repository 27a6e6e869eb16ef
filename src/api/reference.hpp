#pragma once

#include <span>

#include "api/guard.hpp"
#include "api/query_route.hpp"
#include "http/router.hpp"

namespace tributary::api {

/// `GET /openapi.json` and, for people, `GET /docs`, both made once from the commands and
/// `queries`; `GET /problems/{code}`, the type of every problem, leads to its line there. Without a
/// token, as often as the guard allows an address.
void add_reference_routes(http::Router&, std::span<const QueryRoute> queries,
                          Guard* guard = nullptr);

}  // namespace tributary::api
