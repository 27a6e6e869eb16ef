#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "api/field_notes.hpp"
#include "http/message.hpp"
#include "http/schema.hpp"

namespace tributary::api {

/// Adds T, which an answer says, to the components and gives its schema.
template <class T>
std::string schema_of(http::SchemaComponents& components) {
  return components.schema<T>();
}

/// Likewise a T that a request says.
template <class T>
std::string request_schema_of(http::SchemaComponents& components) {
  return components.request_schema<T>();
}

/// The schema of the described struct T, whose members are the parameters of a query such as
/// `?state=open&limit=20`.
template <http::DescribedStruct T>
std::string parameters_of(http::SchemaComponents& components) {
  // As a body of which no member comes from the path: written out instead of referred to.
  return components.body_schema<T>(std::array{std::string_view{}});
}

/// A route that is no command, as the reference describes it. Whoever adds the route to the router
/// says it here:
///
///   {.path = "/v1/loans", .name = "list_loans", .summary = "Listings, newest first",
///    .access = "any token", .parameters = parameters_of<LoanFilter>, .answer =
///    schema_of<LoanPage>}
struct QueryRoute {
  using Schema = std::string (*)(http::SchemaComponents&);

  std::string_view path;  ///< what stands in braces becomes a path parameter
  std::string_view name;  ///< for programs: "list_loans"
  std::string_view summary;
  std::string_view access;  ///< who may ask: a permission or a few words
  Schema parameters = nullptr;
  Schema answer = nullptr;
  Schema body = nullptr;  ///< of a POST; none: a GET
  std::string_view answer_type = http::json_type;
  std::span<const FieldNote> notes{};  ///< on the fields of its parameters and its answer
};

}  // namespace tributary::api
