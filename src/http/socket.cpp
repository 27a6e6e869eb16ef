#include "http/socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace tributary::http {

namespace {

constexpr int give_up_ms = 30'000;
constexpr int backlog = 65'535;  // the kernel cuts it to net.core.somaxconn

/// An IPv4, IPv6 or Unix address as the socket calls want it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_storage);

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  sockaddr_in& v4() { return reinterpret_cast<sockaddr_in&>(storage); }
  sockaddr_in6& v6() { return reinterpret_cast<sockaddr_in6&>(storage); }
  sockaddr_un& unix_path() { return reinterpret_cast<sockaddr_un&>(storage); }
};

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

SocketAddress parse_address(const std::string& text, std::uint16_t port) {
  SocketAddress address;
  if (inet_pton(AF_INET, text.c_str(), &address.v4().sin_addr) == 1) {
    address.v4().sin_family = AF_INET;
    address.v4().sin_port = htons(port);
    address.size = sizeof(sockaddr_in);
  } else if (inet_pton(AF_INET6, text.c_str(), &address.v6().sin6_addr) == 1) {
    address.v6().sin6_family = AF_INET6;
    address.v6().sin6_port = htons(port);
    address.size = sizeof(sockaddr_in6);
  } else {
    throw std::system_error(EINVAL, std::generic_category(), "not a numeric address: " + text);
  }
  return address;
}

SocketAddress address_of(const std::filesystem::path& path) {
  SocketAddress address;
  const std::string& text = path.native();
  address.unix_path().sun_family = AF_UNIX;
  if (text.size() >= sizeof address.unix_path().sun_path) {
    throw std::system_error(ENAMETOOLONG, std::generic_category(), text);
  }
  text.copy(address.unix_path().sun_path, text.size());  // the rest is zero
  address.size = sizeof(sockaddr_un);
  return address;
}

FileDescriptor new_socket(int family) {
  FileDescriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) throw_errno("socket");
  return socket;
}

/// A process that was killed leaves its socket behind.
void remove_if_left_over(const std::filesystem::path& path, SocketAddress& address) {
  const bool answers =
      ::connect(new_socket(AF_UNIX).get(), address.get(), address.size) == 0 || errno == EAGAIN;
  if (!answers && std::filesystem::is_socket(path)) std::filesystem::remove(path);
}

/// What stands where a socket has to be; empty: nothing, or a socket.
std::string_view what_is_no_socket(const std::filesystem::path& path) {
  using std::filesystem::file_type;
  std::error_code unknown;
  switch (std::filesystem::status(path, unknown).type()) {
    case file_type::directory:
      return "a folder";
    case file_type::fifo:
      return "a pipe";
    case file_type::regular:
      return "a file";
    case file_type::block:
    case file_type::character:
      return "a device";
    default:
      return {};
  }
}

void set_option(const FileDescriptor& socket, int level, int name, int value) {
  if (setsockopt(socket.get(), level, name, &value, sizeof value) != 0) throw_errno("setsockopt");
}

/// "unix:1000" by the user of the process at the other end.
PeerAddress unix_peer(int fd) {
  PeerAddress peer;
  ucred other{};
  socklen_t size = sizeof other;
  std::string text = "unix";
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &other, &size) == 0) {
    text.append(":").append(std::to_string(other.uid));
  }
  text.copy(peer.text.data(), peer.text.size() - 1);
  return peer;
}

PeerAddress peer_text(SocketAddress& address, int fd) {
  PeerAddress peer;
  if (address.storage.ss_family == AF_UNIX) return unix_peer(fd);
  const void* const raw = address.storage.ss_family == AF_INET6
                              ? static_cast<const void*>(&address.v6().sin6_addr)
                              : static_cast<const void*>(&address.v4().sin_addr);
  inet_ntop(address.storage.ss_family, raw, peer.text.data(), peer.text.size());
  return peer;
}

}  // namespace

void FileDescriptor::reset() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

FileDescriptor listen_on(const std::string& address, std::uint16_t port) {
  SocketAddress local = parse_address(address, port);
  FileDescriptor socket = new_socket(local.storage.ss_family);
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  // Accepted sockets inherit both.
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, give_up_ms);
  if (::bind(socket.get(), local.get(), local.size) != 0 || ::listen(socket.get(), backlog) != 0) {
    throw_errno("cannot listen on " + address + ":" + std::to_string(port));
  }
  return socket;
}

FileDescriptor listen_on(const std::filesystem::path& path) {
  SocketAddress local = address_of(path);
  if (const auto other = what_is_no_socket(path); !other.empty()) {
    throw std::runtime_error("cannot listen on " + path.string() + ": " + std::string(other) +
                             " is there; move it away");
  }
  remove_if_left_over(path, local);
  FileDescriptor socket = new_socket(AF_UNIX);
  if (::bind(socket.get(), local.get(), local.size) != 0 ||
      ::chmod(path.c_str(), S_IRUSR | S_IWUSR | S_IRGRP | S_IWGRP) != 0 ||
      ::listen(socket.get(), backlog) != 0) {
    throw_errno("cannot listen on " + path.string());
  }
  return socket;
}

std::uint16_t local_port(const FileDescriptor& socket) {
  SocketAddress local;
  if (::getsockname(socket.get(), local.get(), &local.size) != 0) throw_errno("getsockname");
  return ntohs(local.storage.ss_family == AF_INET6 ? local.v6().sin6_port : local.v4().sin_port);
}

Accepted accept_on(const FileDescriptor& listener) {
  Accepted accepted;
  SocketAddress peer;
  const int fd = ::accept4(listener.get(), peer.get(), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd >= 0) {
    accepted.socket = FileDescriptor(fd);
    accepted.peer = peer_text(peer, fd);
  } else {
    accepted.out_of_files =
        errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
  }
  return accepted;
}

FileDescriptor connect_to(const Endpoint& server) {
  const bool is_tcp = server.socket.empty();
  SocketAddress address =
      is_tcp ? parse_address("127.0.0.1", server.port) : address_of(server.socket);
  FileDescriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) throw_errno("socket");
  if (::connect(socket.get(), address.get(), address.size) != 0) {
    throw_errno("cannot connect to " +
                (is_tcp ? "127.0.0.1:" + std::to_string(server.port) : server.socket.string()));
  }
  if (is_tcp) set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  return socket;
}

std::size_t raise_open_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) throw_errno("getrlimit");
  if (limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) throw_errno("setrlimit");
  }
  return limit.rlim_cur;
}

}  // namespace tributary::http
