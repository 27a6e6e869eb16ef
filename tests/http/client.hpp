#pragma once

#include <atomic>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "http/socket.hpp"

namespace tributary::http_test {

using std::chrono::milliseconds;

/// The other end is not there, went away before a whole answer, or is silent for too long.
struct ConnectionLost : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Answer {
  int status = 0;
  std::string head;
  std::string body;

  /// Empty when there is no such header field.
  std::string header(std::string_view name) const;
  /// Errors: boost::system::system_error when the body is not JSON.
  boost::json::object json() const;
  /// The member `code` of a problem; empty when there is none.
  std::string code() const;

  /// The same to whoever asks again: the date in the head may differ.
  friend bool operator==(const Answer& one, const Answer& other) {
    return one.status == other.status && one.body == other.body &&
           one.header("Content-Type") == other.header("Content-Type");
  }
};
std::ostream& operator<<(std::ostream& out, const Answer& answer);

/// Where the platform listens now; it changes when the platform is started again.
using Port = std::atomic<std::uint16_t>;

/// A blocking socket that gives up after a while. Errors of all: ConnectionLost.
class Connection {
 public:
  explicit Connection(const http::Endpoint& platform,
                      milliseconds patience = std::chrono::seconds(20));
  explicit Connection(const Port& port, milliseconds patience = std::chrono::seconds(20))
      : Connection(http::Endpoint(port.load()), patience) {}

  void send(std::string_view bytes);
  /// The next answer with its Content-Length; one of a HEAD request has no body.
  Answer receive(bool head_only = false);
  /// The bytes up to and with `text`.
  std::string receive_through(std::string_view text);
  /// Whether the other end closes without another byte.
  bool ended();
  /// Says that nothing more will be sent; answers may still come.
  void end_sending();
  /// Goes away without a farewell: the other end gets a reset.
  void reset();

 private:
  std::size_t wait_for(std::string_view text);
  void receive_more();
  std::string take(std::size_t count);

  http::FileDescriptor socket_;
  std::string received_;
};

/// Talks to the platform as one caller over one connection, which it opens again when it was lost.
class Client {
 public:
  /// The port must outlive the client. An empty token is none.
  Client(const Port& port, std::string token) : port_(port), token_(std::move(token)) {}

  Answer get(std::string_view path);
  /// `key`: the Idempotency-Key; empty: none.
  Answer post(std::string_view path, std::string_view key, std::string_view body);
  /// The token of who approves of all that is posted from here on.
  void approve_with(std::string token) { approval_ = std::move(token); }
  /// Any request: `fields` are whole header lines, each with its line end.
  Answer send(std::string_view method, std::string_view path, std::string_view fields,
              std::string_view body);

  const Port& port() const { return port_; }
  const std::string& token() const { return token_; }

 private:
  const Port& port_;
  std::string token_;
  std::string approval_;
  std::optional<Connection> connection_;
};

/// A server-sent event.
struct StreamEvent {
  std::string name;
  boost::json::object data;
};

/// Reads a live stream. Errors: ConnectionLost when it ends or tells nothing for too long.
class EventStream {
 public:
  EventStream(const Port& port, std::string_view token, std::string_view path);

  const Answer& opening() const { return opening_; }
  /// The next event; comments are passed over.
  StreamEvent next();

 private:
  Connection connection_;
  Answer opening_;
};

}  // namespace tributary::http_test
