#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "api/field_notes.hpp"
#include "http/problem.hpp"
#include "http/schema.hpp"

namespace tributary::api {

/// Access for whoever has a token.
inline constexpr std::string_view any_token = "any token";

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

/// The schema of T where it stands in a path.
template <class T>
std::string path_value_of(http::SchemaComponents& components) {
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
///   {.path = "/v1/accounts/{account}/claims", .name = "list_claims", .summary = "Claims, newest
///    first", .access = "read_all", .path_value = path_value_of<AccountId>, .parameters =
///    parameters_of<PageQuery>, .answer = schema_of<ClaimPage>}
struct QueryRoute {
  using Schema = std::string (*)(http::SchemaComponents&);

  std::string_view path;  ///< with one path parameter, in braces, or none
  std::string_view name;  ///< for programs: "list_loans"
  std::string_view summary;
  std::string_view access = any_token;  ///< who may ask: a permission or a few words
  Schema path_value = nullptr;          ///< of what stands in braces
  Schema parameters = nullptr;
  Schema answer = nullptr;
  Schema body = nullptr;        ///< of a POST; none: a GET
  int status = 200;             ///< of the answer when all is well
  bool once = false;            ///< an order that takes an Idempotency-Key as commands do
  bool takes_approval = false;  ///< of a second person, in the header `Approval`
  /// Not empty: the answer is a stream of server-sent events of this name, `answer` the data of
  /// each.
  std::string_view event{};
  bool makes = false;                  ///< a POST without a body
  bool decides = false;                ///< as a command would be; it may be refused as that
  std::string_view says{};             ///< more than the summary: Markdown
  std::span<const FieldNote> notes{};  ///< on the fields of its parameters and its answer
  std::span<const http::ProblemText> refusals{};  ///< reasons of its line
  bool takes_if_match = false;                    ///< it changes what has a version
};

}  // namespace tributary::api
