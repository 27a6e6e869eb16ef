#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

/// The parts of the OpenAPI document that are the same whatever routes there are.
namespace tributary::api {

/// Title, version and how the whole API works, in Markdown.
boost::json::object info_part();

/// What each role may do, as tokens are given it.
boost::json::array role_list();

boost::json::object idempotency_parameter();
boost::json::object if_match_parameter();
boost::json::object approval_parameter();

/// A paragraph that stands behind the permission of a command; empty for most.
std::string note_of_command(std::string_view command);

}  // namespace tributary::api
