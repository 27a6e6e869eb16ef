#pragma once

#include <boost/json/object.hpp>

/// The parts of the OpenAPI document that are the same whatever routes there are.
namespace tributary::api {

/// Title, version and how the whole API works, in Markdown.
boost::json::object info_part();

boost::json::object idempotency_parameter();

/// The schema of a refusal's problem details.
boost::json::object problem_schema();

/// A response for each status that refusals have: `Problem409` and the like.
boost::json::object problem_responses();

/// References to those, by status: what any operation may answer.
boost::json::object problem_references();

/// Every refusal with its status and texts.
boost::json::array refusal_list();

}  // namespace tributary::api
