#pragma once

#include <filesystem>
#include <memory>

#include "http/tls.hpp"

namespace tributary::http {

/// Whom a client believes.
struct TlsTrust {
  std::string name;  ///< of the server, a host or an address, in its certificate
  std::filesystem::path
      certificates;  ///< who vouches for it, in PEM; empty: whom the machine trusts
};

/// The client's end of TLS to a server that has to prove who it is. The handshake is done when this
/// returns; the socket blocks, or does not, as before. SIGPIPE is ignored from then on.
/// Errors: TlsFault.
std::unique_ptr<Wire> tls_client(FileDescriptor socket, const TlsTrust& trust);

/// The same for tests and benches: believes whatever certificate it is shown. The
/// handshake is done when this returns. Needs: a blocking socket; it does not block any more.
/// Errors: TlsFault.
std::unique_ptr<Wire> tls_client(FileDescriptor socket);

/// Makes a key and a certificate for it that nobody vouches for, named `name`, valid for a day.
/// Errors: TlsFault.
Tls::Files make_certificate(const std::filesystem::path& folder, const char* name = "localhost");

/// The name in the certificate that the other end has shown.
std::string peer_name(const Wire& tls_client);

}  // namespace tributary::http
