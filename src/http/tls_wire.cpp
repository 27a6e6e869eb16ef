#include "http/tls_wire.hpp"

#include <openssl/err.h>
#include <sys/socket.h>

namespace tributary::http {

TlsWire::TlsWire(FileDescriptor socket, SSL* session)
    : socket_(std::move(socket)), session_(session, ::SSL_free) {
  ::SSL_set_fd(session, socket_.get());
}

TlsWire::~TlsWire() { say_end(); }

Wire::Moved TlsWire::read(std::span<char> into) {
  ::ERR_clear_error();
  std::size_t count = 0;
  const int outcome = ::SSL_read_ex(session_.get(), into.data(), into.size(), &count);
  return moved(outcome, count);
}

Wire::Moved TlsWire::write(std::string_view bytes) {
  ::ERR_clear_error();
  std::size_t count = 0;
  const int outcome = ::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
  return moved(outcome, count);
}

void TlsWire::end_writing() {
  say_end();
  ::shutdown(socket_.get(), SHUT_WR);
}

bool TlsWire::is_open() const { return ::SSL_is_init_finished(session_.get()) != 0; }

Wire::Moved TlsWire::moved(int outcome, std::size_t count) {
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

void TlsWire::say_end() {
  ::ERR_clear_error();
  if (is_open() && !is_over_) ::SSL_shutdown(session_.get());
  is_over_ = true;
  ::ERR_clear_error();
}

}  // namespace tributary::http
