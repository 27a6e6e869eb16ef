#include "command_line/web_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iostream>
#include <sstream>
#include <thread>

#include "base/flags.hpp"
#include "http/problem.hpp"
#include "http/server.hpp"
#include "http/tls_client.hpp"
#include "protocol/refusal.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::command_line {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

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
      boost::json::object told{{"host", request.header("Host")},
                               {"token", request.header("Authorization")},
                               {"approval", request.header("Approval")},
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
    router.add(http::Method::get, "/busy",
               [this](const http::Request& request, http::Server& server) {
                 http::Response response{.body = "{}"};
                 if (++asked_ <= busy_) response.status = 503;
                 server.respond(request.ticket, std::move(response));
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
  static void expect_good(const WebClient& client, const std::string& host) {
    const std::string head = R"({"host":")" + host + R"(","token":"Bearer secret","approval":"",)";
    EXPECT_EQ(boost::json::serialize(client.get("/mine")), head + R"("id":"","body":""})");
    EXPECT_EQ(boost::json::serialize(client.post("/mine", "k", {{"a", 1}})),
              head + R"("id":"k","body":"{\"a\":1}"})");
    EXPECT_EQ(words_of([&] { client.get("/refused"); }), "Not now: perhaps tomorrow");
  }

  store::TemporaryFolder folder_;
  std::optional<http::Server> server_;
  std::atomic<int> asked_ = 0;
  std::atomic<int> busy_ = 0;  ///< so often `/busy` is
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
  EXPECT_THAT(told(Refusal::approval_invalid), StartsWith("--approval needs the token of"));
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
  expect_good(WebClient({.url = at("http://127.0.0.1"), .token = "secret"}), "127.0.0.1");
  expect_good(WebClient({.url = at("http://localhost"), .token = "secret"}), "localhost");
  expect_good(WebClient({.url = at("http://127.0.0.1") + "/", .token = "secret"}), "127.0.0.1");
}

TEST_F(WebClientTest, ShowsTheTokenOfASecondPersonWhereThereIsOne) {
  start({});
  const WebClient client({.url = at("http://127.0.0.1"), .token = "secret", .approval = "another"});
  EXPECT_EQ(client.post("/mine", "k", {}).at("approval"), "Bearer another");
}

/// As after a start. What was refused, or done, is never asked for a second time.
TEST_F(WebClientTest, AsksAgainWhereThePlatformIsNotAvailableYet) {
  start({});
  const WebClient client({.url = at("http://127.0.0.1"), .token = "secret"});
  client.get("/busy");
  EXPECT_EQ(asked_, 1);
  busy_ = 3;
  const auto begin = std::chrono::steady_clock::now();
  client.get("/busy");
  EXPECT_EQ(asked_, 4);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(200));
}

TEST_F(WebClientTest, AsksOverAUnixSocket) {
  start({.socket = folder_.path() / "web.sock"});
  expect_good(
      WebClient({.url = "unix:" + (folder_.path() / "web.sock").string(), .token = "secret"}),
      "localhost");
}

TEST_F(WebClientTest, BelievesWhomItsCertificateNames) {
  const auto files = http::make_certificate(folder_.path());
  start({.tls = std::make_shared<http::Tls>(files)});
  const auto client = [&](std::string_view host, const std::filesystem::path& certificates) {
    return WebClient({.url = at(host), .token = "secret", .certificates = certificates});
  };
  expect_good(client("https://localhost", files.certificate), "localhost");
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

TEST(WebClientWords, NameWhereNobodyAnswers) {
  std::optional<http::FileDescriptor> listener(http::listen_on("127.0.0.1", 0));
  const std::string place = "127.0.0.1:" + std::to_string(http::local_port(*listener));
  listener.reset();
  const std::string url = "http://" + place;
  EXPECT_EQ(words_of([&] { WebClient({.url = url, .token = "t"}).get("/"); }),
            "no platform answers at " + place + ": Connection refused");
}

class WebClientSecret : public testing::Test {
 protected:
  WebClientSecret() { forget(); }
  ~WebClientSecret() override { forget(); }
  static void forget() {
    ::unsetenv("TRIBUTARY_TOKEN");
    ::unsetenv("TRIBUTARY_APPROVAL");
  }
};

TEST_F(WebClientSecret, IsInAFileOnStandardInputOrInTheEnvironment) {
  const store::TemporaryFolder folder;
  const std::string file = (folder.path() / "token").string();
  std::ofstream(file) << "of a file\nand no more\n";
  EXPECT_EQ(read_token(file), "of a file");
  EXPECT_EQ(read_approval(file), "of a file");

  std::istringstream input("of standard input\n");
  auto* const before = std::cin.rdbuf(input.rdbuf());
  EXPECT_EQ(read_token("-"), "of standard input");
  std::cin.rdbuf(before);
  std::cin.clear();

  EXPECT_EQ(words_of([] { read_token(""); }),
            "a token is needed: --token FILE, --token - or TRIBUTARY_TOKEN");
  EXPECT_EQ(read_approval(""), "") << "nobody approves";
  ::setenv("TRIBUTARY_TOKEN", "of the environment", 1);
  ::setenv("TRIBUTARY_APPROVAL", "of another", 1);
  EXPECT_EQ(read_token(""), "of the environment");
  EXPECT_EQ(read_approval(""), "of another");
  EXPECT_EQ(read_token(file), "of a file") << "the flag counts first";
  EXPECT_THAT(words_of([] { read_approval("nope"); }), HasSubstr("--approval nope: No such file"));
}

TEST(WebClientUrl, IsOfAKindThatItKnows) {
  for (const char* url : {"127.0.0.1:8080", "ftp://a:1", "http://", "http://:80", "http://a@b:1",
                          "http://a:1/v1", "http://a:1?b", "http://a:1#b", "unix:", ""}) {
    EXPECT_EQ(
        words_of([&] { WebClient({.url = url, .token = "t"}); }),
        "--url needs http://HOST:PORT, https://HOST:PORT or unix:PATH, not " + std::string(url));
  }
  EXPECT_NO_THROW(WebClient({.url = "http://[::1]:8080", .token = "t"}));
  EXPECT_NO_THROW(WebClient({.url = "https://lending.example", .token = "t"}));
}

/// Who asks gets these bytes, whatever they are, and then the end.
class Stub {
 public:
  enum class Place { unix_socket, port };
  explicit Stub(std::string answer, Place place = Place::unix_socket)
      : path_(folder_.path() / "s"),
        listener_(place == Place::port ? http::listen_on("127.0.0.1", 0) : http::listen_on(path_)),
        url_(place == Place::port
                 ? "http://127.0.0.1:" + std::to_string(http::local_port(listener_))
                 : "unix:" + path_.string()),
        thread_([this, answer] {
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
      const WebClient client({.url = url_, .token = "t"});
      outcome = boost::json::serialize(client.get("/"));
    });
    return outcome.empty() ? words : outcome;
  }
  const std::string& url() const { return url_; }

 private:
  store::TemporaryFolder folder_;
  std::filesystem::path path_;
  http::FileDescriptor listener_;
  std::string url_;
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

/// On a port a platform that speaks TLS may listen.
TEST(WebClientAnswers, OnAPortMayBeOfAServerOfTls) {
  const auto asked = [](const std::string& answer) {
    Stub stub(answer, Stub::Place::port);
    const std::string outcome = stub.ask();
    const std::string place = stub.url().substr(7);
    const std::size_t at = outcome.find(place);
    return at == outcome.npos ? outcome : std::string(outcome).replace(at, place.size(), "PLACE");
  };
  const std::string good = "HTTP/1.1 200 OK\r\n";
  EXPECT_EQ(asked(good + "\r\n{\"a\":1}"), R"({"a":1})");
  EXPECT_THAT(asked(""), StartsWith("what listens at PLACE went away without an answer: does it "
                                    "speak TLS? then --url https://127.0.0.1:"));
  EXPECT_THAT(asked("SSH-2.0-OpenSSH_9.2\r\n"),
              StartsWith("what listens at PLACE does not speak HTTP: does it speak TLS?"));
  EXPECT_EQ(asked(good + "Content-Le"), "the platform went away in the middle of its answer");
}

TEST(WebClientAnswers, OfARefusalAreToldInThePlatformsWords) {
  const auto refused = [](const std::string& body) {
    return Stub("HTTP/1.1 409 Conflict\r\n\r\n" + body).ask();
  };
  EXPECT_EQ(refused(R"({"title":"Not now","detail":"perhaps tomorrow"})"),
            "Not now: perhaps tomorrow");
  EXPECT_EQ(refused(R"({"title":"Not now"})"), "Not now");
  EXPECT_EQ(refused(R"({"detail":"perhaps tomorrow"})"), "perhaps tomorrow");
  EXPECT_EQ(refused(R"({"title":7,"detail":"perhaps tomorrow"})"), "perhaps tomorrow");
  for (const char* other : {"{}", "[1]", R"({"title":7})", "no JSON"}) {
    EXPECT_EQ(refused(other), "the platform answered 409") << other;
  }
}

TEST(WebClientAnswers, MayHave64MebibytesAndNoMore) {
  const auto of_length = [](std::size_t bytes) {
    return Stub("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n{").ask();
  };
  EXPECT_THAT(of_length(64 << 20), HasSubstr("went away in the middle"));
  EXPECT_THAT(of_length((64 << 20) + 1), HasSubstr("is no platform: body limit exceeded"));
}

/// Who listens and says nothing is waited for, and no longer than that.
TEST(WebClientAnswers, AreNotAwaitedForEver) {
  const store::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "s";
  const http::FileDescriptor socket = http::listen_on(path);
  const http::FileDescriptor port = http::listen_on("127.0.0.1", 0);
  const auto words_from = [](const std::string& url) {
    return std::async(std::launch::async, [url] {
      const WebClient client({.url = url, .token = "t", .patience = std::chrono::seconds(1)});
      return words_of([&] { client.get("/"); });
    });
  };
  auto on_socket = words_from("unix:" + path.string());
  auto on_port = words_from("http://127.0.0.1:" + std::to_string(http::local_port(port)));
  EXPECT_THAT(on_socket.get(), HasSubstr("waiting for the platform"));
  EXPECT_THAT(on_port.get(), HasSubstr("waiting for the platform"));
}

}  // namespace
}  // namespace tributary::command_line
