#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "http/wire.hpp"

namespace tributary::command_line {

/// Speaks to a running platform, as any client does: one request a connection.
class WebClient {
 public:
  struct Options {
    /// `http://HOST:PORT`, `https://HOST:PORT`, or `unix:PATH` of a Unix socket.
    std::string_view url;
    std::string token;
    /// Who vouches for a platform of https, in PEM; empty: whom the machine trusts.
    std::filesystem::path certificates{};
    std::string approval{};             ///< the token of a second person; empty: nobody approves
    std::chrono::seconds patience{30};  ///< with a platform that says nothing
  };

  /// Errors: FlagError for a URL that is none of those.
  explicit WebClient(Options options);

  /// The JSON of a good answer. Errors: std::runtime_error with the platform's own words for a
  /// refusal, and for what is no answer; std::system_error where nobody answers. One that is not
  /// available yet, as after its start, is asked again for a while.
  boost::json::value get(std::string_view path) const;
  /// `request_id`: the Idempotency-Key.
  boost::json::value post(std::string_view path, std::string_view request_id,
                          const boost::json::value& body) const;

 private:
  struct Answer {
    unsigned status = 0;
    std::string body;
  };

  boost::json::value ask(std::string_view head, std::string_view fields,
                         std::string_view body) const;
  std::unique_ptr<http::Wire> connect() const;
  Answer exchange(std::string_view request) const;
  void fail_of_plain_text(bool has_spoken) const;

  bool is_secure_ = false;
  std::string host_;
  std::string port_;
  std::filesystem::path socket_;  ///< in the place of both
  std::string token_;
  std::string approval_;
  std::filesystem::path certificates_;
  std::chrono::seconds patience_;
};

/// An id that nobody has used.
std::string new_request_id();

/// The token that `--token FILE`, `--token -` (standard input) or TRIBUTARY_TOKEN gives.
/// Errors: FlagError when there is none.
std::string read_token(const std::string& flag);

/// Likewise the one that `--approval` or TRIBUTARY_APPROVAL gives; empty where there is none.
std::string read_approval(const std::string& flag);

}  // namespace tributary::command_line
