#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "http/wire.hpp"

struct ssl_ctx_st;

namespace tributary::http {

/// A certificate or key that cannot be used, in words for the operator.
struct TlsFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// TLS 1.2 and 1.3 by OpenSSL, on a socket's descriptor. Certificate and key can be read again
/// while connections are open: those keep what they have, new ones get the new.
class Tls {
 public:
  struct Files {
    std::filesystem::path certificate;  ///< PEM, the server's first, then those that vouch for it
    std::filesystem::path key;          ///< PEM, not encrypted
  };

  /// Errors: TlsFault.
  explicit Tls(Files files);
  ~Tls();

  /// Any thread. Errors: TlsFault; what was in use stays so.
  void reload();
  /// Any thread. The server's end of a connection whose handshake is still to come.
  std::unique_ptr<Wire> wire(FileDescriptor socket) const;

 private:
  using Context = std::shared_ptr<ssl_ctx_st>;

  const Files files_;
  std::atomic<Context> context_;
};

}  // namespace tributary::http
