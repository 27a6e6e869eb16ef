#pragma once

#include <boost/json/object.hpp>

/// The parts of the OpenAPI document that are the same whatever routes there are.
namespace tributary::api {

/// Title, version and how the whole API works, in Markdown.
boost::json::object info_part();

boost::json::object idempotency_parameter();

}  // namespace tributary::api
