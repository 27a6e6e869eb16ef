#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <set>
#include <span>

#include "api/query_route.hpp"

/// What the OpenAPI document says of problems: the refusals of the platform and what http answers
/// by itself.
namespace tributary::api {

/// The schema of problem details. `code` is open: clients made from the document must survive a
/// reason that is added later.
boost::json::object problem_schema(std::span<const QueryRoute> routes);

/// A response for each status that a problem has, `Problem409` and the like, and `Problem` for
/// those to come.
boost::json::object problem_responses(std::span<const QueryRoute> routes);

/// The statuses that http may answer in the place of any route.
std::set<int> edge_statuses();

/// References to the responses of those of these statuses that a problem has, and to that of all
/// others as `default`.
boost::json::object problem_references(const std::set<int>& statuses);

/// The header fields that say what is left of a token's quota, as references; and what they refer
/// to.
boost::json::object quota_headers();
boost::json::object quota_header_components();

/// Every problem with its status and texts: the refusals by precedence, then those of
/// lines and of http.
boost::json::array problem_list(std::span<const QueryRoute> routes);

}  // namespace tributary::api
