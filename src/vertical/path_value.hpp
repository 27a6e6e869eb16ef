#pragma once

#include <optional>
#include <string_view>

#include "api/binding.hpp"
#include "api/reply.hpp"
#include "http/text_value.hpp"

/// What stands between braces in a route's path.
namespace tributary::vertical {

/// An id that cannot be read names nothing.
inline protocol::Refusal not_found(protocol::AccountId) {
  return protocol::Refusal::account_not_found;
}
inline protocol::Refusal not_found(protocol::LoanId) { return protocol::Refusal::loan_not_found; }
template <class Tag>
protocol::Refusal not_found(base::StrongId<Tag>) {
  return protocol::Refusal::not_found;
}

/// The name between the braces.
constexpr std::string_view parameter_of(std::string_view path) {
  const std::size_t open = path.find('{') + 1;
  return path.substr(open, path.find('}') - open);
}

/// Reads it into `value`. Gives what is answered when it is none.
template <class T>
std::optional<http::Response> read_path_value(const http::Request& request, std::string_view path,
                                              T& value) {
  const std::string_view name = parameter_of(path);
  const std::string_view text = request.parameter(name);
  if (http::text_to_value(text, value)) return std::nullopt;
  if constexpr (requires { not_found(value); }) {
    return api::render(not_found(value));
  } else {
    return api::render(
        http::BindError{http::text_reason<T>(text), std::string(name), http::expected_text<T>()});
  }
}

}  // namespace tributary::vertical
