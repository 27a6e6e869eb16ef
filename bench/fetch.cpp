#include "bench/fetch.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
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

http::FileDescriptor connect_to(std::uint16_t port) {
  http::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) throw_errno("socket");
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw_errno("connect");
  }
  return socket;
}

std::string ask(std::uint16_t port, std::string_view request) {
  const http::FileDescriptor socket = connect_to(port);
  write_all(socket.get(), request);
  std::string answer;
  std::array<char, 4096> bytes;
  while (!scan_answer(answer).complete) {
    const ssize_t count = ::recv(socket.get(), bytes.data(), bytes.size(), 0);
    if (count < 0) throw_errno("recv");
    if (count == 0) throw std::runtime_error("the server closed a connection");
    answer.append(bytes.data(), static_cast<std::size_t>(count));
  }
  return answer;
}

std::string fetch(std::uint16_t port, std::string_view path) {
  return ask(port, "GET " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
}

}  // namespace tributary::bench
