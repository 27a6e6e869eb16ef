#pragma once

#include <cstdint>

#include "bench/child.hpp"

namespace tributary::bench {

/// The platform's HTTP server with nothing behind it, in a process of its own: it answers a bid
/// with the bytes that the platform would answer a bid with, at once. No platform can be faster.
class EchoServer {
 public:
  /// Needs: no other thread in this process.
  EchoServer();

  std::uint16_t port() const { return port_; }
  double cpu_seconds() const { return child_.cpu_seconds(); }

 private:
  Child child_;
  std::uint16_t port_;
};

}  // namespace tributary::bench
