#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

/// A numeric address as text, kept without allocation.
struct PeerAddress {
  std::array<char, 46> text{};  // INET6_ADDRSTRLEN
  std::string_view view() const { return text.data(); }
};

/// A non-blocking listening socket whose connections send at once (TCP_NODELAY) and give up on a
/// peer that acknowledges nothing for 30 s. Port 0 takes any free one.
/// Errors: std::system_error when the address is none, or taken.
FileDescriptor listen_on(const std::string& address, std::uint16_t port);

std::uint16_t local_port(const FileDescriptor& socket);

/// What came of one try to accept.
struct Accepted {
  FileDescriptor socket;  ///< empty: see `out_of_files`
  PeerAddress peer;
  bool out_of_files = false;  ///< the process or the machine can open no more for now
};
Accepted accept_on(const FileDescriptor& listener);

/// Raises the soft limit of open files to the hard one. Returns how many files may be open.
std::size_t raise_open_file_limit();

}  // namespace tributary::http
