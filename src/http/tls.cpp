#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

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
  if (::SSL_CTX_use_certificate_chain_file(made, files.certificate.c_str()) != 1) {
    fail(files.certificate);
  }
  if (::SSL_CTX_use_PrivateKey_file(made, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    fail(files.key);
  }
  if (::SSL_CTX_check_private_key(made) != 1) fail(files.key);
  return context;
}

class TlsWire final : public Wire {
 public:
  TlsWire(FileDescriptor socket, SSL* session)
      : socket_(std::move(socket)), session_(session, ::SSL_free) {
    ::SSL_set_fd(session, socket_.get());
    ::SSL_set_accept_state(session);
  }
  /// Says that this is the end, so that nobody can make a cut connection look like one.
  ~TlsWire() override { say_end(); }

  Moved read(std::span<char> into) override {
    ::ERR_clear_error();
    std::size_t count = 0;
    const int outcome = ::SSL_read_ex(session_.get(), into.data(), into.size(), &count);
    return moved(outcome, count);
  }
  Moved write(std::string_view bytes) override {
    ::ERR_clear_error();
    std::size_t count = 0;
    const int outcome = ::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
    return moved(outcome, count);
  }
  void end_writing() override {
    say_end();
    ::shutdown(socket_.get(), SHUT_WR);
  }
  int descriptor() const override { return socket_.get(); }
  bool short_read_is_all() const override { return false; }
  bool is_open() const override { return ::SSL_is_init_finished(session_.get()) != 0; }

 private:
  void say_end() {
    ::ERR_clear_error();
    if (is_open() && !is_over_) ::SSL_shutdown(session_.get());
    is_over_ = true;
    ::ERR_clear_error();
  }

  Moved moved(int outcome, std::size_t count) {
    if (outcome == 1) return {State::moved, count};
    switch (::SSL_get_error(session_.get(), outcome)) {
      case SSL_ERROR_WANT_READ:
      case SSL_ERROR_WANT_WRITE:
        return {State::blocked};
      case SSL_ERROR_ZERO_RETURN:
        return {State::ended};
      default:
        is_over_ = true;
        return {State::broken};
    }
  }

  FileDescriptor socket_;
  std::unique_ptr<SSL, decltype(&::SSL_free)> session_;
  bool is_over_ = false;
};

}  // namespace

Tls::Tls(Files files) : files_(std::move(files)), context_(load(files_)) {}
Tls::~Tls() = default;

void Tls::reload() { context_.store(load(files_)); }

std::unique_ptr<Wire> Tls::wire(FileDescriptor socket) const {
  SSL* const session = ::SSL_new(context_.load().get());
  if (session == nullptr) throw std::bad_alloc();
  return std::make_unique<TlsWire>(std::move(socket), session);
}

}  // namespace tributary::http
