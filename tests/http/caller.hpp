#pragma once

#include <boost/json/object.hpp>
#include <deque>
#include <string>
#include <string_view>

#include "tests/http/client.hpp"

namespace tributary::http_test {

/// A command that was answered.
struct Exchange {
  std::string path;
  std::string key;
  std::string body;
  Answer answer;
};

/// One caller as it should be: sends a command again under its id until it is answered, and
/// remembers every answer.
class Caller {
 public:
  Caller(const Port& port, std::string token, std::string name)
      : client_(port, std::move(token)), name_(std::move(name)) {}

  /// Sends a command under a new id. Errors: ConnectionLost after half a minute without an answer.
  /// The answer lives as long as the caller.
  const Answer& send(std::string_view path, const boost::json::object& body);
  /// Likewise, under an id of the test's.
  const Answer& send(std::string_view path, std::string_view key, const boost::json::object& body);
  /// Reads, again and again until it is answered.
  Answer get(std::string_view path);

  /// Sends everything again that was answered, from the exchange number `from` on: each answer has
  /// to be the one before, byte for byte.
  void ask_again(std::size_t from = 0);

  const std::deque<Exchange>& exchanges() const { return exchanges_; }
  /// How often an answer did not come and the request was sent again.
  std::size_t retries() const { return retries_; }
  Client& client() { return client_; }

 private:
  Answer insist(std::string_view path, std::string_view key, std::string_view body);

  Client client_;
  std::string name_;
  std::deque<Exchange> exchanges_;
  std::size_t retries_ = 0;
};

}  // namespace tributary::http_test
