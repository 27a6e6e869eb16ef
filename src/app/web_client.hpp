#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace tributary::app {

/// Speaks to a running platform, as any client does: one request a connection.
class WebClient {
 public:
  /// `url`: `http://HOST:PORT`. Errors: FlagError for any other.
  WebClient(std::string_view url, std::string token);

  /// The JSON of a good answer. Errors: std::runtime_error with the platform's own words for a
  /// refusal, std::system_error where nobody answers. One that is not available yet, as after its
  /// start, is asked again for a while.
  boost::json::value get(std::string_view path) const;
  /// `request_id`: the Idempotency-Key.
  boost::json::value post(std::string_view path, std::string_view request_id,
                          const boost::json::value& body) const;

 private:
  boost::json::value ask(std::string_view head, std::string_view fields,
                         std::string_view body) const;
  std::string exchange(const std::string& request) const;

  std::string host_;
  std::string port_;
  std::string token_;
};

/// An id that nobody has used.
std::string new_request_id();

/// The token that `--token FILE`, `--token -` (standard input) or TRIBUTARY_TOKEN gives.
/// Errors: FlagError when there is none.
std::string read_token(const std::string& flag);

}  // namespace tributary::app
