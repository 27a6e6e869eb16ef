#include "bench/fetch.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "bench/answer_scan.hpp"
#include "bench/child.hpp"

namespace tributary::bench {
namespace {

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

std::string ask(const Endpoint& server, std::string_view request) {
  return ask(http::connect_to(server), request);
}

std::string ask(const http::FileDescriptor& connection, std::string_view request) {
  write_all(connection.get(), request);
  std::string answer;
  std::array<char, 4096> bytes;
  while (!scan_answer(answer).complete) {
    const ssize_t count = ::recv(connection.get(), bytes.data(), bytes.size(), 0);
    if (count < 0) throw_errno("recv");
    if (count == 0) throw std::runtime_error("the server closed a connection");
    answer.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return answer;
}

std::string fetch(const Endpoint& server, std::string_view path) {
  return ask(server, "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
}

}  // namespace tributary::bench
