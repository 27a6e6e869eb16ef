#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace tributary::http {

/// Owns a file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

/// A numeric address as text, or `unix`; kept without allocation.
struct PeerAddress {
  std::array<char, 46> text{};  // INET6_ADDRSTRLEN
  std::string_view view() const { return text.data(); }
};

/// A non-blocking listening socket whose connections send at once (TCP_NODELAY) and give up on a
/// peer that acknowledges nothing for 30 s. Port 0 takes any free one.
/// Errors: std::system_error when the address is none, or taken.
FileDescriptor listen_on(const std::string& address, std::uint16_t port);

/// A non-blocking listening Unix socket that its user and group may connect to. A socket that
/// nobody listens on any more gives way.
/// Errors: std::system_error when the path is too long, in use, or no socket.
FileDescriptor listen_on(const std::filesystem::path& path);

std::uint16_t local_port(const FileDescriptor& socket);

/// What came of one try to accept.
struct Accepted {
  FileDescriptor socket;  ///< empty: see `out_of_files`
  PeerAddress peer;
  bool out_of_files = false;  ///< the process or the machine can open no more for now
};
Accepted accept_on(const FileDescriptor& listener);

/// Where a server on this machine is asked.
struct Endpoint {
  Endpoint(std::uint16_t of_loopback) : port(of_loopback) {}
  Endpoint(std::filesystem::path of_socket) : socket(std::move(of_socket)) {}

  std::uint16_t port = 0;        ///< of 127.0.0.1
  std::filesystem::path socket;  ///< a Unix socket; empty: the port
};

/// A blocking connection that sends at once. Errors: std::system_error.
FileDescriptor connect_to(const Endpoint& server);

/// Raises the soft limit of open files to the hard one. Returns how many files may be open.
std::size_t raise_open_file_limit();

}  // namespace tributary::http
