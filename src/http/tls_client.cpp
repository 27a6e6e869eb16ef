#include "http/tls_client.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <csignal>
#include <cstdio>

#include "http/tls_wire.hpp"

namespace tributary::http {

namespace {

template <class T, void (*free)(T*)>
struct Free {
  void operator()(T* it) const { free(it); }
};

void require(bool good, const char* what) {
  if (!good) throw TlsFault(what);
}

using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509, X509_free>>;

Certificate sign(const Key& key, const char* name) {
  constexpr long a_day = 24L * 60 * 60;
  Certificate made(::X509_new());
  X509* const certificate = made.get();
  ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate), -a_day);
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate), a_day);
  ::X509_set_pubkey(certificate, key.get());
  X509_NAME* const subject = ::X509_get_subject_name(certificate);
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  ::X509_set_issuer_name(certificate, subject);
  require(::X509_sign(certificate, key.get(), ::EVP_sha256()) != 0,
          "the certificate is not signed");
  return made;
}

}  // namespace

std::unique_ptr<Wire> tls_client(FileDescriptor socket, const TlsTrust& trust) {
  std::signal(SIGPIPE, SIG_IGN);
  ::ERR_clear_error();
  const std::unique_ptr<SSL_CTX, Free<SSL_CTX, SSL_CTX_free>> context(
      ::SSL_CTX_new(::TLS_client_method()));
  require(context != nullptr, "no TLS");
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool is_known =
      trust.certificates.empty()
          ? ::SSL_CTX_set_default_verify_paths(context.get()) == 1
          : ::SSL_CTX_load_verify_file(context.get(), trust.certificates.c_str()) == 1;
  if (!is_known) throw TlsFault(trust.certificates.string() + " holds no certificates in PEM");
  SSL* const session = ::SSL_new(context.get());
  require(session != nullptr, "no session");
  auto wire = std::make_unique<TlsWire>(std::move(socket), session);
  X509_VERIFY_PARAM* const wanted = ::SSL_get0_param(session);
  if (::X509_VERIFY_PARAM_set1_ip_asc(wanted, trust.name.c_str()) != 1) {
    require(::SSL_set1_host(session, trust.name.c_str()) == 1, "not a name of a server");
    SSL_set_tlsext_host_name(session, trust.name.c_str());
  }
  ::SSL_set_connect_state(session);
  ::ERR_clear_error();
  if (::SSL_do_handshake(session) == 1) return wire;
  const long verdict = ::SSL_get_verify_result(session);
  throw TlsFault(verdict != X509_V_OK ? std::string("the server's certificate is not believed: ") +
                                            ::X509_verify_cert_error_string(verdict)
                                      : "the server does not speak TLS here");
}

std::unique_ptr<Wire> tls_client(FileDescriptor socket) {
  static SSL_CTX* const context = ::SSL_CTX_new(::TLS_client_method());
  SSL* const session = ::SSL_new(context);
  require(session != nullptr, "no session");
  const int descriptor = socket.get();
  auto wire = std::make_unique<TlsWire>(std::move(socket), session);
  ::SSL_set_connect_state(session);
  require(::SSL_do_handshake(session) == 1, "no handshake");
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  return wire;
}

Tls::Files make_certificate(const std::filesystem::path& folder, const char* name) {
  const Tls::Files files{folder / "certificate.pem", folder / "key.pem"};
  const Key key(::EVP_EC_gen("P-256"));
  const Certificate certificate = sign(key, name);
  const auto write = [](const std::filesystem::path& file, auto&& content) {
    std::FILE* const out = std::fopen(file.c_str(), "w");
    require(out != nullptr, "the file cannot be written");
    const bool good = content(out) == 1;
    require(std::fclose(out) == 0 && good, "the file cannot be written");
  };
  write(files.key, [&](std::FILE* out) {
    return ::PEM_write_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  write(files.certificate,
        [&](std::FILE* out) { return ::PEM_write_X509(out, certificate.get()); });
  return files;
}

std::string peer_name(const Wire& tls_client) {
  const auto& wire = dynamic_cast<const TlsWire&>(tls_client);
  const Certificate certificate(::SSL_get1_peer_certificate(wire.session()));
  std::array<char, 128> name{};
  ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate.get()), NID_commonName,
                              name.data(), static_cast<int>(name.size()));
  return name.data();
}

}  // namespace tributary::http
