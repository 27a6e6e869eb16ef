#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "http/server.hpp"
#include "http/test_client.hpp"
#include "http/tls_client.hpp"

namespace tributary::http {
namespace {

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    std::filesystem::create_directory(folder_);
    files_ = make_certificate(folder_);
  }
  ~TlsTest() override { std::filesystem::remove_all(folder_); }

  void start() {
    Router router;
    const Handler words = [](const Request& request, Server& server) {
      server.respond(request.ticket, {.body = std::string(request.body)});
    };
    router.add(Method::get, "/", words);
    router.add(Method::post, "/", words);
    router.add(Method::get, "/large", [](const Request& request, Server& server) {
      server.respond(request.ticket, {.body = std::string(5'000'000, 'x')});
    });
    tls_ = std::make_shared<Tls>(files_);
    Options options;
    options.tls = tls_;
    options.limits.whole_request = std::chrono::milliseconds(300);
    server_.emplace(std::move(options), std::move(router));
    server_->start();
  }
  std::unique_ptr<Wire> connect() const { return tls_client(connect_to(server_->port())); }

  /// Bytes up to and with `end`; less when the other end is silent for ten seconds.
  static std::string receive(Wire& wire, std::string_view end) {
    std::string received;
    std::array<char, 64 * 1024> piece;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!received.ends_with(end) && std::chrono::steady_clock::now() < give_up) {
      const Wire::Moved came = wire.read(piece);
      if (came.state == Wire::State::moved) {
        received.append(piece.data(), came.count);
      } else if (came.state != Wire::State::blocked) {
        break;
      } else {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    }
    return received;
  }
  static std::string post(const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tls-" + std::to_string(::getpid()));
  Tls::Files files_;
  std::shared_ptr<Tls> tls_;
  std::optional<Server> server_;
};

TEST_F(TlsTest, AnswersOneRequestAfterTheOther) {
  start();
  const auto wire = connect();
  for (const char* body : {"{1}", "{2}"}) {
    wire->write(post(body));
    EXPECT_TRUE(receive(*wire, body).starts_with("HTTP/1.1 200 OK"));
  }
}

TEST_F(TlsTest, LongBodiesAndAnswersComeWhole) {
  start();
  const auto wire = connect();
  const std::string body = std::string(200'000, 'y') + "!";
  std::string_view rest = body;
  const std::string request = post(body);
  for (rest = request; !rest.empty();) {
    const auto went = wire->write(rest.substr(0, 10'000));
    rest.remove_prefix(went.count);
  }
  EXPECT_TRUE(receive(*wire, "y!").ends_with(body));
  wire->write("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_GT(receive(*wire, "never").size(), 5'000'000U);
}

TEST_F(TlsTest, NewConnectionsGetTheNewCertificate) {
  start();
  const auto before = connect();
  EXPECT_EQ(peer_name(*before), "localhost");
  make_certificate(folder_, "renewed");
  tls_->reload();
  EXPECT_EQ(peer_name(*connect()), "renewed");
  before->write(post("{}"));
  EXPECT_TRUE(receive(*before, "{}").starts_with("HTTP/1.1 200 OK"));
  std::ofstream(files_.key) << "no key";
  EXPECT_THROW(tls_->reload(), TlsFault);
  EXPECT_EQ(peer_name(*connect()), "renewed");
}

TEST_F(TlsTest, WhatCannotBeUsedIsSaid) {
  EXPECT_THROW(Tls({folder_ / "nothing.pem", files_.key}), TlsFault);
  const auto other = folder_ / "other";
  std::filesystem::create_directory(other);
  EXPECT_THROW(Tls({files_.certificate, make_certificate(other).key}), TlsFault);
}

TEST_F(TlsTest, WhoSpeaksNoTlsIsClosed) {
  start();
  TestClient plain(server_->port());
  plain.get("/");
  EXPECT_TRUE(plain.receive_through("\r\n\r\n").empty());
  TestClient silent(server_->port());
  EXPECT_TRUE(silent.ended()) << "a handshake has to come in time";
  EXPECT_FALSE(connect() == nullptr);
}

}  // namespace
}  // namespace tributary::http
