#pragma once

#include <openssl/ssl.h>

#include "http/wire.hpp"

namespace tributary::http {

/// TLS by OpenSSL on a socket's descriptor, at either end.
class TlsWire final : public Wire {
 public:
  /// Takes the session over.
  TlsWire(FileDescriptor socket, SSL* session);
  /// Says that this is the end, so that nobody can make a cut connection look like one.
  ~TlsWire() override;

  Moved read(std::span<char> into) override;
  Moved write(std::string_view bytes) override;
  void end_writing() override;
  int descriptor() const override { return socket_.get(); }
  bool short_read_is_all() const override { return false; }
  std::size_t held_bytes() const override { return 20 * 1024; }
  bool is_open() const override;
  const SSL* session() const { return session_.get(); }

 private:
  Moved moved(int outcome, std::size_t count);
  void say_end();

  FileDescriptor socket_;
  std::unique_ptr<SSL, decltype(&::SSL_free)> session_;
  bool is_over_ = false;
};

}  // namespace tributary::http
