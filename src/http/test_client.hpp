#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/socket.hpp"

namespace tributary::http {

/// A client for tests: a plain blocking socket on loopback that gives up after ten seconds.
class TestClient {
 public:
  struct Answer {
    int status = 0;  ///< 0: the connection ended before a whole answer was there
    std::string head;
    std::string body;

    std::string header(std::string_view name) const {
      const std::size_t at = head.find("\r\n" + std::string(name) + ": ");
      if (at == std::string::npos) return {};
      const std::size_t begin = at + name.size() + 4;
      return head.substr(begin, head.find("\r\n", begin) - begin);
    }
  };

  /// A `receive_buffer` makes a reader that is slow to take; 0 leaves the kernel's choice.
  explicit TestClient(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_buffer != 0) {
      ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    connect(port);
  }
  /// Errors: std::system_error.
  explicit TestClient(const Endpoint& server) : socket_(connect_to(server)) {}
  /// A socket that is not connected yet.
  TestClient() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}

  bool connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }

  /// False when the other end takes no more.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  /// Sends until the buffers of both ends are full; how many bytes went.
  std::size_t send_what_fits(std::string_view bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const ssize_t size = ::send(socket_.get(), bytes.data() + sent, bytes.size() - sent,
                                  MSG_NOSIGNAL | MSG_DONTWAIT);
      if (size <= 0) {
        note_reset();
        break;
      }
      sent += static_cast<std::size_t>(size);
    }
    return sent;
  }

  bool get(std::string_view path) {
    return send("GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }
  bool post(std::string_view path, std::string_view body) {
    return send("POST " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" +
                "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + std::string(body));
  }

  /// The next answer; of a HEAD request it has no body.
  Answer receive(bool head_only = false) {
    Answer answer;
    const std::size_t end = wait_for("\r\n\r\n");
    if (end == std::string::npos) return answer;
    answer.head = take(end + 4);
    const std::string length = answer.header("Content-Length");
    const std::size_t size = head_only || length.empty() ? 0 : std::stoul(length);
    while (received_.size() < size && receive_more()) {
    }
    if (received_.size() < size) return {};
    answer.body = take(size);
    answer.status = std::atoi(answer.head.c_str() + answer.head.find(' '));
    return answer;
  }

  /// All bytes up to and with `text`; empty when they do not come.
  std::string receive_through(std::string_view text) {
    const std::size_t at = wait_for(text);
    return at == std::string::npos ? std::string() : take(at + text.size());
  }

  /// Whether nothing more comes and the other end says so.
  bool ended() {
    while (receive_more()) {
    }
    return received_.empty() && at_end_;
  }

  /// Whether that end was a rough one, by which some systems lose what was not read yet.
  bool was_reset() const { return was_reset_; }

  void end_sending() { ::shutdown(socket_.get(), SHUT_WR); }
  /// Goes away without a farewell: the other end gets a reset.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.reset();
  }
  void close() { socket_.reset(); }

 private:
  std::size_t wait_for(std::string_view text) {
    std::size_t at = received_.find(text);
    while (at == std::string::npos && receive_more()) at = received_.find(text);
    return at;
  }

  bool receive_more() {
    std::string piece(64 * 1024, '\0');
    const ssize_t size = ::recv(socket_.get(), piece.data(), piece.size(), 0);
    if (size < 0) note_reset();
    at_end_ = size == 0 || was_reset_;
    if (size <= 0) return false;
    received_.append(piece, 0, static_cast<std::size_t>(size));
    return true;
  }

  void note_reset() { was_reset_ = was_reset_ || errno == ECONNRESET || errno == EPIPE; }

  std::string take(std::size_t size) {
    std::string taken = received_.substr(0, size);
    received_.erase(0, size);
    return taken;
  }

  FileDescriptor socket_;
  std::string received_;
  bool at_end_ = false;
  bool was_reset_ = false;
};

}  // namespace tributary::http
