#pragma once

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/socket.hpp"

namespace tributary::http {

/// Words that name no address, network or `unix`.
struct ProxyFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Those before us whose word counts when they say for whom they speak (X-Forwarded-For).
class TrustedProxies {
 public:
  TrustedProxies();
  /// Each an address, a network such as 10.0.0.0/8, or `unix` for the Unix socket's peers.
  /// Errors: ProxyFault.
  explicit TrustedProxies(std::span<const std::string> words);
  ~TrustedProxies();
  TrustedProxies(TrustedProxies&&) noexcept;
  TrustedProxies& operator=(TrustedProxies&&) noexcept;

  bool trusts(std::string_view peer) const;

  /// The last address in X-Forwarded-For that is not a trusted one's, counted from us; `peer` where
  /// none is said or what is said is no address. Needs: `trusts(peer)`.
  PeerAddress client_of(const PeerAddress& peer, std::span<const HeaderField> fields) const;

 private:
  struct Networks;
  std::unique_ptr<const Networks> networks_;
};

}  // namespace tributary::http
