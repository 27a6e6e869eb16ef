#include "app/web_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <thread>

#include "app/flags.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "http/tls_client.hpp"
#include "protocol/refusal.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

using testing::HasSubstr;

std::string words_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const std::exception& fault) {
    return fault.what();
  }
  return "nothing is wrong";
}

/// A server of our own kind: `/mine` tells what came, `/refused` refuses.
class WebClientTest : public testing::Test {
 protected:
  void start(http::Options options) {
    http::Router router;
    const http::Handler mine = [](const http::Request& request, http::Server& server) {
      boost::json::object told{{"token", request.header("Authorization")},
                               {"id", request.header("Idempotency-Key")},
                               {"body", request.body}};
      server.respond(request.ticket, {.body = boost::json::serialize(told)});
    };
    router.add(http::Method::get, "/mine", mine);
    router.add(http::Method::post, "/mine", mine);
    router.add(http::Method::get, "/refused",
               [](const http::Request& request, http::Server& server) {
                 server.respond(request.ticket, http::Problem(409, "no")
                                                    .title("Not now", "现在不行")
                                                    .detail("perhaps tomorrow", "也许明天")
                                                    .response());
               });
    router.add(http::Method::get, "/problem/{code}",
               [](const http::Request& request, http::Server& server) {
                 const auto text =
                     std::ranges::find(protocol::refusal_texts(), request.parameter("code"),
                                       &protocol::RefusalText::name);
                 server.respond(request.ticket, http::Problem(409, text->name)
                                                    .title(text->english, text->chinese)
                                                    .detail("name it as confirmed_on", "")
                                                    .response());
               });
    server_.emplace(std::move(options), std::move(router));
    server_->start();
  }
  ~WebClientTest() override {
    if (server_) server_->stop(std::chrono::seconds(1));
  }
  std::string at(std::string_view scheme_and_host) const {
    return std::string(scheme_and_host) + ":" + std::to_string(server_->port());
  }
  static void expect_good(const WebClient& client) {
    EXPECT_EQ(boost::json::serialize(client.get("/mine")),
              R"({"token":"Bearer secret","id":"","body":""})");
    EXPECT_EQ(boost::json::serialize(client.post("/mine", "k", {{"a", 1}})),
              R"({"token":"Bearer secret","id":"k","body":"{\"a\":1}"})");
    EXPECT_EQ(words_of([&] { client.get("/refused"); }), "Not now: perhaps tomorrow");
  }

  store::TemporaryFolder folder_;
  std::optional<http::Server> server_;
};

/// Who types flags is told of flags.
TEST_F(WebClientTest, TellsOfFlagsAndNotOfHeaders) {
  start({});
  const WebClient client({.url = at("http://127.0.0.1"), .token = "secret"});
  using protocol::Refusal;
  const auto told = [&](Refusal refusal) {
    return words_of(
        [&] { client.get("/problem/" + std::string(protocol::text_of(refusal).name)); });
  };
  EXPECT_THAT(told(Refusal::approval_missing), HasSubstr("add --approval with"));
  EXPECT_THAT(told(Refusal::business_day_not_confirmed), HasSubstr("name it as --confirm"));
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    const std::string words = told(text.refusal);
    for (const char* of_http : {"header", "Idempotency-Key", "confirmed_on"}) {
      EXPECT_EQ(words.find(of_http), words.npos) << words;
    }
  }
}

TEST_F(WebClientTest, AsksOverAPort) {
  start({});
  for (const char* host : {"http://127.0.0.1", "http://localhost"}) {
    expect_good(WebClient({.url = at(host), .token = "secret"}));
  }
  expect_good(WebClient({.url = at("http://127.0.0.1") + "/", .token = "secret"}));
}

TEST_F(WebClientTest, AsksOverAUnixSocket) {
  start({.socket = folder_.path() / "web.sock"});
  expect_good(
      WebClient({.url = "unix:" + (folder_.path() / "web.sock").string(), .token = "secret"}));
}

TEST_F(WebClientTest, BelievesWhomItsCertificateNames) {
  const auto files = http::make_certificate(folder_.path());
  start({.tls = std::make_shared<http::Tls>(files)});
  const auto client = [&](std::string_view host, const std::filesystem::path& certificates) {
    return WebClient({.url = at(host), .token = "secret", .certificates = certificates});
  };
  expect_good(client("https://localhost", files.certificate));
  EXPECT_THAT(words_of([&] { client("https://localhost", "").get("/mine"); }),
              HasSubstr("certificate is not believed"));
  EXPECT_THAT(words_of([&] { client("https://127.0.0.1", files.certificate).get("/mine"); }),
              HasSubstr("certificate is not believed"));
  EXPECT_THAT(words_of([&] { client("https://localhost", files.key).get("/mine"); }),
              HasSubstr("holds no certificates"));
  EXPECT_THAT(words_of([&] { client("https://localhost", "").get("/mine"); }),
              HasSubstr("--certificates FILE"));
  EXPECT_THAT(words_of([&] { client("http://localhost", "").get("/mine"); }),
              HasSubstr("does it speak TLS? then --url https://localhost:"));
}

TEST(WebClientWords, NameWhatWasGivenAndIsNotThere) {
  EXPECT_THAT(
      words_of([] { WebClient({.url = "http://a:1", .token = "t", .certificates = "nope.pem"}); }),
      HasSubstr("--certificates nope.pem: No such file"));
  EXPECT_THAT(words_of([] { read_token("nope.token"); }),
              HasSubstr("--token nope.token: No such file"));
  EXPECT_THAT(words_of([] { WebClient({.url = "unix:/nope", .token = "t"}).get("/"); }),
              HasSubstr("cannot connect to /nope: No such file"));
}

TEST(WebClientUrl, IsOfAKindThatItKnows) {
  for (const char* url : {"127.0.0.1:8080", "ftp://a:1", "http://", "http://:80", "http://a@b:1",
                          "http://a:1/v1", "http://a:1?b", "http://a:1#b", "unix:", ""}) {
    EXPECT_THROW(WebClient({.url = url, .token = "t"}), FlagError) << url;
  }
  EXPECT_NO_THROW(WebClient({.url = "http://[::1]:8080", .token = "t"}));
  EXPECT_NO_THROW(WebClient({.url = "https://lending.example", .token = "t"}));
}

/// What is asked gets these bytes, whatever they are, and then the end.
class Stub {
 public:
  explicit Stub(std::string answer)
      : path_(folder_.path() / "s"), listener_(http::listen_on(path_)), thread_([this, answer] {
          http::FileDescriptor client;
          while (!client) client = http::accept_on(listener_).socket;
          std::string seen(16'384, ' ');
          while (::recv(client.get(), seen.data(), seen.size(), 0) <= 0) std::this_thread::yield();
          ::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
          ::shutdown(client.get(), SHUT_WR);
        }) {}

  /// What comes of asking it.
  std::string ask() {
    std::string outcome;
    const std::string words = words_of([&] {
      const WebClient client({.url = "unix:" + path_.string(), .token = "t"});
      outcome = boost::json::serialize(client.get("/"));
    });
    return outcome.empty() ? words : outcome;
  }

 private:
  store::TemporaryFolder folder_;
  std::filesystem::path path_;
  http::FileDescriptor listener_;
  std::jthread thread_;
};

TEST(WebClientAnswers, AreReadAsHttpSays) {
  const std::string good = "HTTP/1.1 200 OK\r\n";
  EXPECT_EQ(Stub(good + "Content-Length: 7\r\n\r\n{\"a\":1}and more").ask(), R"({"a":1})");
  EXPECT_EQ(
      Stub(good + "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n").ask(),
      R"({"a":1})");
  EXPECT_EQ(Stub(good + "\r\n{\"a\":1}").ask(), R"({"a":1})") << "up to the end";
  EXPECT_THAT(Stub(good + "Content-Length: 70\r\n\r\n{\"a\":1}").ask(),
              HasSubstr("went away in the middle"));
  EXPECT_THAT(Stub(good + "Content-Le").ask(), HasSubstr("went away in the middle"));
  EXPECT_THAT(Stub("").ask(), HasSubstr("went away in the middle"));
  EXPECT_THAT(Stub("SSH-2.0-OpenSSH_9.2\r\n").ask(), HasSubstr("is no platform"));
  EXPECT_THAT(Stub(good + "Content-Length: 2\r\n\r\nhi").ask(), HasSubstr("is no platform"));
  EXPECT_EQ(Stub("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nhi").ask(),
            "the platform answered 404");
}

/// Who listens and says nothing is waited for, and no longer than that.
TEST(WebClientAnswers, AreNotAwaitedForEver) {
  const store::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "s";
  const http::FileDescriptor listener = http::listen_on(path);
  const WebClient client(
      {.url = "unix:" + path.string(), .token = "t", .patience = std::chrono::seconds(1)});
  EXPECT_THAT(words_of([&] { client.get("/"); }), HasSubstr("waiting for the platform"));
}

}  // namespace
}  // namespace tributary::app
