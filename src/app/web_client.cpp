#include "app/web_client.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "app/flags.hpp"
#include "http/socket.hpp"

namespace tributary::app {

namespace {

constexpr timeval patience{30, 0};
constexpr std::chrono::seconds patience_with_503{10};
constexpr std::chrono::milliseconds try_again_after{100};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

http::FileDescriptor connect_to(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list); error != 0) {
    throw std::runtime_error(host + ": " + ::gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(list, ::freeaddrinfo);
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
    http::FileDescriptor socket(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) continue;
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket.get(), at->ai_addr, at->ai_addrlen) == 0) return socket;
  }
  fail("no platform answers at " + host + ":" + port);
}

/// What the platform says of a refusal: its words, and where something is wrong.
std::string words_of(const std::string& status, std::string_view body) {
  boost::system::error_code error;
  const boost::json::value problem = boost::json::parse(body, error);
  if (error || !problem.is_object()) return "the platform answered " + status;
  std::string words;
  for (const char* member : {"title", "detail"}) {
    const boost::json::value* text = problem.as_object().if_contains(member);
    if (text == nullptr || !text->is_string()) continue;
    words.append(words.empty() ? "" : ": ").append(std::string_view(text->as_string()));
  }
  return words.empty() ? "the platform answered " + status : words;
}

}  // namespace

WebClient::WebClient(std::string_view url, std::string token) : token_(std::move(token)) {
  constexpr std::string_view scheme = "http://";
  std::string_view rest = url;
  if (!rest.starts_with(scheme)) throw FlagError("--url needs http://HOST:PORT");
  rest.remove_prefix(scheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t colon = rest.rfind(':');
  if (colon == rest.npos || colon == 0 || rest.find('/') != rest.npos) {
    throw FlagError("--url needs http://HOST:PORT");
  }
  host_ = rest.substr(0, colon);
  port_ = rest.substr(colon + 1);
  if (host_.starts_with('[') && host_.ends_with(']')) host_ = host_.substr(1, host_.size() - 2);
}

boost::json::value WebClient::get(std::string_view path) const {
  return ask("GET " + std::string(path), {});
}

boost::json::value WebClient::post(std::string_view path, const boost::json::value& body) const {
  return ask("POST " + std::string(path), boost::json::serialize(body));
}

boost::json::value WebClient::ask(std::string_view head, std::string_view body) const {
  std::string request(head);
  request.append(" HTTP/1.1\r\nHost: ").append(host_).append("\r\nConnection: close\r\n");
  request.append("Authorization: Bearer ")
      .append(token_)
      .append("\r\nContent-Type: application/json\r\nContent-Length: ");
  request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  const auto give_up = std::chrono::steady_clock::now() + patience_with_503;
  std::string answer = exchange(request);
  while (answer.starts_with("HTTP/1.1 503") && std::chrono::steady_clock::now() < give_up) {
    std::this_thread::sleep_for(try_again_after);
    answer = exchange(request);
  }
  const std::size_t end = answer.find("\r\n\r\n");
  if (end == answer.npos || answer.size() < 12) {
    throw std::runtime_error("the platform went away in the middle of its answer");
  }
  const std::string status = answer.substr(9, 3);
  const std::string_view text = std::string_view(answer).substr(end + 4);
  if (status.front() != '2') throw std::runtime_error(words_of(status, text));
  return boost::json::parse(text);
}

std::string WebClient::exchange(const std::string& request) const {
  const http::FileDescriptor socket = connect_to(host_, port_);
  for (std::string_view rest = request; !rest.empty();) {
    const ssize_t sent = ::send(socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("sending to the platform");
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  std::string answer;
  char bytes[16'384];
  for (;;) {
    const ssize_t count = ::recv(socket.get(), bytes, sizeof bytes, 0);
    if (count < 0) fail("waiting for the platform");
    if (count == 0) return answer;
    answer.append(bytes, static_cast<std::size_t>(count));
  }
}

std::string read_token(const std::string& flag) {
  std::string token;
  if (flag.empty()) {
    if (const char* given = std::getenv("TRIBUTARY_TOKEN")) token = given;
  } else if (flag == "-") {
    std::getline(std::cin, token);
  } else {
    std::ifstream file(flag);
    std::getline(file, token);
  }
  if (token.empty()) {
    throw FlagError("a token is needed: --token FILE, --token - or TRIBUTARY_TOKEN");
  }
  return token;
}

}  // namespace tributary::app
