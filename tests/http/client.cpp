#include "tests/http/client.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstring>
#include <ostream>

namespace tributary::http_test {
namespace {

http::FileDescriptor connect_to(const http::Endpoint& platform, milliseconds patience) try {
  http::FileDescriptor socket = http::connect_to(platform);
  const timeval wait{.tv_sec = patience.count() / 1000, .tv_usec = patience.count() % 1000 * 1000};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  return socket;
} catch (const std::system_error& fault) {
  throw ConnectionLost(fault.what());
}

std::string authorization(std::string_view token) {
  return token.empty() ? "" : "Authorization: Bearer " + std::string(token) + "\r\n";
}

std::string request_text(std::string_view method, std::string_view path, std::string_view fields,
                         std::string_view body) {
  std::string text;
  text.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: test\r\n").append(fields);
  if (!body.empty() || method == "POST") {
    text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  return text.append("\r\n").append(body);
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  const std::size_t at = head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + name.size() + 4;
  return head.substr(begin, head.find("\r\n", begin) - begin);
}

boost::json::object Answer::json() const { return boost::json::parse(body).as_object(); }

std::string Answer::code() const {
  if (header("Content-Type") != "application/problem+json") return {};
  return std::string(json().at("code").as_string());
}

std::ostream& operator<<(std::ostream& out, const Answer& answer) {
  return out << answer.status << ' ' << answer.body;
}

Connection::Connection(const http::Endpoint& platform, milliseconds patience)
    : socket_(connect_to(platform, patience)) {}

void Connection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) throw ConnectionLost(std::string("send: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

Answer Connection::receive(bool head_only) {
  Answer answer;
  answer.head = take(wait_for("\r\n\r\n") + 4);
  answer.status = std::stoi(answer.head.substr(answer.head.find(' ')));
  const std::string length = answer.header("Content-Length");
  const std::size_t size = head_only || length.empty() ? 0 : std::stoul(length);
  while (received_.size() < size) receive_more();
  answer.body = take(size);
  return answer;
}

std::string Connection::receive_through(std::string_view text) {
  return take(wait_for(text) + text.size());
}

bool Connection::ended() {
  std::array<char, 1> byte{};
  const ssize_t count = ::recv(socket_.get(), byte.data(), byte.size(), 0);
  return received_.empty() && (count == 0 || (count < 0 && errno == ECONNRESET));
}

void Connection::end_sending() { ::shutdown(socket_.get(), SHUT_WR); }

void Connection::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.reset();
}

std::size_t Connection::wait_for(std::string_view text) {
  std::size_t at = 0;
  while ((at = received_.find(text)) == std::string::npos) receive_more();
  return at;
}

void Connection::receive_more() {
  std::array<char, 16 * 1024> piece;
  const ssize_t count = ::recv(socket_.get(), piece.data(), piece.size(), 0);
  if (count == 0) throw ConnectionLost("the platform closed the connection");
  if (count < 0) throw ConnectionLost(std::string("receive: ") + std::strerror(errno));
  received_.append(piece.data(), static_cast<std::size_t>(count));
}

std::string Connection::take(std::size_t count) {
  std::string taken = received_.substr(0, count);
  received_.erase(0, count);
  return taken;
}

Answer Client::get(std::string_view path) { return send("GET", path, authorization(token_), {}); }

Answer Client::post(std::string_view path, std::string_view key, std::string_view body) {
  std::string fields = authorization(token_) + "Content-Type: application/json\r\n";
  if (!key.empty()) fields.append("Idempotency-Key: ").append(key).append("\r\n");
  if (!approval_.empty()) fields.append("Approval: Bearer ").append(approval_).append("\r\n");
  return send("POST", path, fields, body);
}

Answer Client::send(std::string_view method, std::string_view path, std::string_view fields,
                    std::string_view body) {
  try {
    if (!connection_) connection_.emplace(port_);
    connection_->send(request_text(method, path, fields, body));
    Answer answer = connection_->receive(method == "HEAD");
    if (answer.header("Connection") == "close") connection_.reset();
    return answer;
  } catch (const ConnectionLost&) {
    connection_.reset();
    throw;
  }
}

EventStream::EventStream(const Port& port, std::string_view token, std::string_view path)
    : connection_(port) {
  connection_.send(request_text("GET", path, authorization(token), {}));
  opening_ = connection_.receive();
}

StreamEvent EventStream::next() {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  StreamEvent event;
  while (event.name.empty()) {
    // Comments keep the connection alive, so its own patience never ends.
    if (std::chrono::steady_clock::now() > give_up)
      throw ConnectionLost("the stream tells nothing");
    const std::string text = connection_.receive_through("\n\n");
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      const std::string_view line = std::string_view(text).substr(begin, end - begin);
      if (line.starts_with("event: ")) event.name = line.substr(7);
      if (line.starts_with("data: ")) {
        event.data = boost::json::parse(line.substr(6)).as_object();
      }
      begin = end + 1;
    }
  }
  return event;
}

}  // namespace tributary::http_test
