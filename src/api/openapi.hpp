#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/query_route.hpp"

namespace tributary::api {

/// The OpenAPI 3.1 document of every route: the commands as `protocol::PublicCommands` describes
/// them, the questions to the engine, quotes, and the queries given. Extensions: `x-permission` of
/// an operation, `x-refusals` with every refusal in both languages.
std::string openapi(std::span<const QueryRoute> queries);

/// What is wrong with the notes on fields, each in words: a field of the document without one, one
/// on a field that is not there, two on one field.
std::vector<std::string> faults_of_notes(std::span<const QueryRoute> queries);

}  // namespace tributary::api
