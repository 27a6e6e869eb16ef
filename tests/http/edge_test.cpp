// What strangers send to the real program: bytes cut where it hurts, TLS, addresses, content types.

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <csignal>
#include <thread>

#include "http/tls_client.hpp"
#include "tests/http/market.hpp"
#include "tests/http/platform.hpp"

namespace tributary::http_test {
namespace {

/// Half a chunked request of exactly `size` bytes that ends on a chunk's border.
std::string chunks_of(std::size_t size) {
  std::string bytes =
      "POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  bytes += "1;" + std::string(5 + (size - bytes.size()) % 6, 'x') + "\r\nx\r\n";
  while (bytes.size() < size) bytes += "1\r\nx\r\n";
  return bytes;
}

/// One connection without a token stopped the process with these bytes.
TEST(Edge, AReadThatEndsOnAChunksBorderIsNotTheEnd) {
  Platform platform;
  platform.start();
  for (int i = 0; i < 5; ++i) {
    Connection connection(platform.port());
    connection.send(chunks_of(65'536));
    std::this_thread::sleep_for(milliseconds(3));
    connection.send("0");
    std::this_thread::sleep_for(milliseconds(3));
    connection.send("\r\n\r\n");
    EXPECT_EQ(connection.receive().status, 401);
  }
  platform.stop();
}

/// Bodies that came in parts hung, and what was left of them was taken for requests.
TEST(Edge, ALongBodyInPartsIsOneRequest) {
  Platform platform;
  platform.start();
  Market market(platform);
  const std::string body = "{\"periods\": " + std::string(200'000, ' ') + "1}";
  const std::string head =
      "POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Authorization: Bearer " +
      market.admin().client().token() + "\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n";
  const std::string bytes = head + body;
  for (int i = 0; i < 20; ++i) {
    Connection connection(platform.port());
    for (std::size_t from = 0; from < bytes.size(); from += 65'536) {
      connection.send(bytes.substr(from, 65'536));
      std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_EQ(connection.receive().status, 400) << "the quote lacks members";
  }
  platform.stop();
}

TEST(Edge, LongBodiesAreForThoseWhoAreKnown) {
  Platform platform;
  platform.start();
  Connection connection(platform.port());
  connection.send(
      "POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Content-Length: 100000\r\n\r\n");
  EXPECT_EQ(connection.receive().status, 413);
}

TEST(Edge, ABodyIsJsonAsItIs) {
  Platform platform;
  platform.start();
  const auto answer = [&](std::string_view fields) {
    Connection connection(platform.port());
    connection.send("POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" +
                    std::string(fields) + "\r\n{}");
    return connection.receive();
  };
  const auto status = [&](std::string_view fields) { return answer(fields).status; };
  EXPECT_NE(answer("").json().at("detail").as_string().find("application/json"),
            boost::json::string::npos);
  EXPECT_NE(answer("Content-Type: application/json\r\nContent-Encoding: gzip\r\n")
                .json()
                .at("detail")
                .as_string()
                .find("Content-Encoding"),
            boost::json::string::npos);
  EXPECT_EQ(status("Content-Type: application/json\r\n"), 401);
  EXPECT_EQ(status("Content-Type: application/json; charset=utf-8\r\n"), 401);
  EXPECT_EQ(status(""), 415);
  EXPECT_EQ(status("Content-Type: text/plain\r\n"), 415);
  EXPECT_EQ(status("Content-Type: application/json; charset=gbk\r\n"), 415);
  EXPECT_EQ(status("Content-Type: application/json\r\nContent-Encoding: gzip\r\n"), 415);
  EXPECT_EQ(status("Content-Type: application/json\r\nContent-Type: application/json\r\n"), 400);
}

class Secure : public testing::Test {
 protected:
  std::string name() const {
    return http::peer_name(*http::tls_client(http::connect_to(platform_.port().load())));
  }

  store::TemporaryFolder folder_;
  http::Tls::Files files_ = http::make_certificate(folder_.path());
  Platform platform_{
      {"--tls-certificate", files_.certificate.string(), "--tls-key", files_.key.string()}};
};

TEST_F(Secure, SpeaksTlsAndReadsANewCertificateOnSighup) {
  platform_.start();
  EXPECT_EQ(name(), "localhost");
  http::make_certificate(folder_.path(), "renewed");
  ::kill(platform_.process_id(), SIGHUP);
  for (int i = 0; i < 1'000 && name() != "renewed"; ++i) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(name(), "renewed");
  platform_.stop();
}

TEST_F(Secure, WhatCannotBeUsedIsSaidAtTheStart) {
  std::filesystem::remove(files_.key);
  EXPECT_THROW(platform_.start(), std::runtime_error);
  EXPECT_NE(platform_.errors().find("key.pem"), std::string::npos) << platform_.errors();
}

TEST(Edge, SpeaksIpv6) {
  const int probe = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) GTEST_SKIP() << "this system has no IPv6";
  ::close(probe);
  Platform platform({"--listen", "[::1]:0"});
  try {
    platform.start();
  } catch (const std::runtime_error& fault) {
    GTEST_SKIP() << "this system listens on no IPv6: " << fault.what();
  }
  platform.stop();
}

}  // namespace
}  // namespace tributary::http_test
