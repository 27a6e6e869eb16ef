#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>

#include "http/tls_wire.hpp"

namespace tributary::http {

namespace {

using Context = std::shared_ptr<ssl_ctx_st>;

/// The words of OpenSSL's oldest error; none are left.
std::string last_error() {
  const unsigned long code = ::ERR_get_error();
  const char* const reason = ::ERR_reason_error_string(code);
  ::ERR_clear_error();
  return reason != nullptr ? reason : "unknown error";
}

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw TlsFault(file.string() + ": " + last_error());
}

void require_readable(const std::filesystem::path& file) {
  if (std::ifstream(file).good()) return;
  throw TlsFault(file.string() + " cannot be read: " + std::strerror(errno));
}

[[noreturn]] void fail_of_pair(const Tls::Files& files) {
  ::ERR_clear_error();
  throw TlsFault(files.key.string() + " is not the key of the certificate in " +
                 files.certificate.string());
}

/// Source: RFC 7301. A client that knows no HTTP/1.1 is not served HTTP/1.1 by surprise.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr std::string_view ours("\x08http/1.1", 9);
  unsigned char* found = nullptr;
  const int outcome =
      ::SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(ours.data()),
                              static_cast<unsigned>(ours.size()), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

Context load(const Tls::Files& files) {
  ::ERR_clear_error();
  const Context context(::SSL_CTX_new(::TLS_server_method()), ::SSL_CTX_free);
  if (context == nullptr) throw TlsFault(last_error());
  SSL_CTX* const made = context.get();
  ::SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION);
  ::SSL_CTX_set_options(made, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  // Idle connections give their buffers back; an answer's bytes may move between two tries.
  ::SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                               SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  ::SSL_CTX_set_alpn_select_cb(made, choose_protocol, nullptr);
  // Tickets resume sessions without any memory here.
  ::SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_default_passwd_cb(made, [](char*, int, int, void*) { return 0; });
  // What is left of TLS 1.2 has keys of its own for each connection and cannot be tampered with.
  ::SSL_CTX_set_cipher_list(made, "ECDHE+AESGCM:ECDHE+CHACHA20");
  require_readable(files.certificate);
  require_readable(files.key);
  if (::SSL_CTX_use_certificate_chain_file(made, files.certificate.c_str()) != 1) {
    fail(files.certificate);
  }
  if (::SSL_CTX_use_PrivateKey_file(made, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    if (ERR_GET_REASON(::ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH) fail_of_pair(files);
    fail(files.key);
  }
  if (::SSL_CTX_check_private_key(made) != 1) fail_of_pair(files);
  return context;
}

}  // namespace

// OpenSSL writes as write(2) does: a client that left is a signal there, unless it is ignored.
Tls::Tls(Files files) : files_(std::move(files)), context_(load(files_)) {
  std::signal(SIGPIPE, SIG_IGN);
}
Tls::~Tls() = default;

void Tls::reload() { context_.store(load(files_)); }

std::unique_ptr<Wire> Tls::wire(FileDescriptor socket) const {
  SSL* const session = ::SSL_new(context_.load().get());
  if (session == nullptr) throw std::bad_alloc();
  ::SSL_set_accept_state(session);
  return std::make_unique<TlsWire>(std::move(socket), session);
}

}  // namespace tributary::http
