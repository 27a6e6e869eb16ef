#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "http/server.hpp"
#include "http/test_client.hpp"

namespace tributary::http {

namespace {

using std::chrono::milliseconds;

/// What clients can do to a server that has short patience and little room.
class ServerLimitsTest : public testing::Test {
 protected:
  void start(Limits limits) {
    Router router;
    const Handler hello = [](const Request& request, Server& server) {
      server.respond(request.ticket, {.body = "hello"});
    };
    router.add(Method::get, "/", hello);
    router.add(Method::post, "/", hello);
    router.add(Method::get, "/large", [](const Request& request, Server& server) {
      server.respond(request.ticket, {.body = std::string(16'000'000, 'x')});
    });
    server_.emplace(Options{.limits = limits}, std::move(router));
    server_->start();
  }

  /// The server is as good as new for everyone else.
  void expect_unharmed() {
    TestClient client(server_->port());
    client.get("/");
    EXPECT_EQ(client.receive().body, "hello");
  }

  void expect_refused(std::string_view bytes, int status) {
    TestClient client(server_->port());
    client.send(bytes);
    const auto answer = client.receive();
    EXPECT_EQ(answer.status, status) << bytes;
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_TRUE(client.ended());
  }

  std::optional<Server> server_;
};

TEST_F(ServerLimitsTest, RefusesWhatIsNoAcceptableRequest) {
  start({.head_bytes = 1000, .header_fields = 10, .body_bytes = 1000});
  expect_refused("\x16\x03\x01\x02 garbage", 400);
  expect_refused("GET / HTTP/3.0\r\n\r\n", 505);
  expect_refused("GET /" + std::string(600, 'x') + " HTTP/1.1\r\n\r\n", 414);
  expect_refused("GET / HTTP/1.1\r\nX: " + std::string(2000, 'x'), 431);
  expect_refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", 413);
  expect_refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: br\r\n\r\n", 501);
  expect_refused("POST / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n", 417);
  expect_unharmed();
}

TEST_F(ServerLimitsTest, AnswersWhatCameBeforeTheGarbage) {
  start({});
  TestClient client(server_->port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n{garbage}\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_TRUE(client.ended());
}

TEST_F(ServerLimitsTest, TheSenderOfAHugeBodyCanReadWhyItIsRefused) {
  start({});
  TestClient client(server_->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
      "1500000000\r\n\r\n");
  client.send_what_fits(std::string(20'000'000, 'x'));
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(client.ended());
  EXPECT_FALSE(client.was_reset());
  expect_unharmed();
}

TEST_F(ServerLimitsTest, ARequestHasToArriveInTime) {
  start({.idle = milliseconds(60'000), .whole_request = milliseconds(200)});
  TestClient client(server_->port());
  client.get("/");
  EXPECT_EQ(client.receive().status, 200);
  for (const char c : std::string_view("GET / HT")) {
    client.send({&c, 1});
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server_->stats().timeouts, 1);
}

/// Each byte on its own would be in time; the request as a whole is not.
TEST_F(ServerLimitsTest, TricklingDoesNotBuyTime) {
  start({.idle = milliseconds(150), .whole_request = milliseconds(400)});
  TestClient client(server_->port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
  int sent = 0;
  while (sent < 1000 && server_->stats().timeouts == 0) {
    client.send("x");
    ++sent;
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_LT(sent, 1000);
  EXPECT_EQ(client.receive().status, 408);
}

TEST_F(ServerLimitsTest, SilenceIsClosedWithoutAWord) {
  start({.idle = milliseconds(150)});
  TestClient fresh(server_->port());
  EXPECT_TRUE(fresh.ended());
  TestClient used(server_->port());
  used.get("/");
  EXPECT_EQ(used.receive().status, 200);
  EXPECT_TRUE(used.ended());
  EXPECT_EQ(server_->stats().timeouts, 0);
}

TEST_F(ServerLimitsTest, AnAnswerHasToBeTakenInTime) {
  start({.whole_answer = milliseconds(200)});
  TestClient client(server_->port(), 4096);
  client.get("/large");
  while (server_->stats().connections > 0 || server_->stats().accepted == 0) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  EXPECT_EQ(server_->stats().timeouts, 1);
  EXPECT_EQ(client.receive().status, 0);
  expect_unharmed();
}

TEST_F(ServerLimitsTest, OneConnectionTooManyIsToldSo) {
  start({.connections = 3});
  std::vector<TestClient> clients;  // all in the middle of an answer: none can give way
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server_->port(), 4096);
    clients.back().get("/large");
    EXPECT_FALSE(clients.back().receive_through("\r\n\r\n").empty());
  }
  TestClient refused(server_->port());
  refused.get("/");
  const auto answer = refused.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_TRUE(refused.ended());
  refused.close();
  EXPECT_EQ(server_->stats().refused_connections, 1);
  clients.pop_back();
  while (server_->stats().connections > 2) std::this_thread::yield();
  expect_unharmed();
}

TEST_F(ServerLimitsTest, HalfRequestsOfAllTogetherAreBounded) {
  start({.buffered_bytes = 200'000});
  const std::string head =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Content-Length: 150000\r\n\r\n";
  TestClient first(server_->port());
  first.send(head + std::string(100'000, 'x'));
  while (server_->stats().bytes_in < 100'000) std::this_thread::yield();
  TestClient second(server_->port());
  second.send(head + std::string(100'000, 'x'));
  EXPECT_EQ(first.receive().status, 503) << "it has waited longest";
  EXPECT_TRUE(first.ended());
  second.send(std::string(50'000, 'x'));
  EXPECT_EQ(second.receive().status, 200);
  first = TestClient(server_->port());
  first.send(head + std::string(150'000, 'x'));
  EXPECT_EQ(first.receive().status, 200);
}

TEST_F(ServerLimitsTest, HalfTakenAnswersOfAllTogetherAreBounded) {
  start({.buffered_bytes = 20'000'000});
  std::vector<TestClient> greedy;
  for (int i = 0; i < 2; ++i) {
    greedy.emplace_back(server_->port(), 4096);
    greedy.back().get("/large");
  }
  while (server_->stats().connections > 1 || server_->stats().requests < 2) {
    std::this_thread::yield();
  }
  greedy.clear();
  TestClient client(server_->port());
  client.get("/large");
  EXPECT_EQ(client.receive().body.size(), 16'000'000);
}

TEST_F(ServerLimitsTest, ClientsThatVanishLeaveNothing) {
  start({});
  for (int i = 0; i < 200; ++i) {
    TestClient client(server_->port());
    if (i % 4 == 1) client.get("/large");
    if (i % 4 == 2) client.send("GET / HTTP/1.1\r\nHo");
    if (i % 4 == 3) client.send("garbage");
    if (i % 2 == 0) client.reset();
  }
  while (server_->stats().connections > 0 || server_->stats().accepted < 200) {
    std::this_thread::yield();
  }
  expect_unharmed();
}

/// Sets the limit of open files to what is open now, as long as it lives.
class NoMoreFiles {
 public:
  NoMoreFiles() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const FileDescriptor next(::socket(AF_INET, SOCK_STREAM, 0));
    const rlimit none{.rlim_cur = static_cast<rlim_t>(next.get()), .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(ServerLimitsTest, RunningOutOfFilesPasses) {
  start({});
  TestClient early(server_->port());
  early.get("/");
  EXPECT_EQ(early.receive().status, 200);
  std::vector<TestClient> waiting(3);
  {
    const NoMoreFiles none;
    for (auto& client : waiting) {
      client.connect(server_->port());
      client.get("/");
    }
    for (int i = 0; i < 5; ++i) {
      early.get("/");
      EXPECT_EQ(early.receive().status, 200);
      std::this_thread::sleep_for(milliseconds(30));
    }
    EXPECT_EQ(server_->stats().accepted, 1);
  }
  for (auto& client : waiting) EXPECT_EQ(client.receive().status, 200);
}

TEST(OpenFiles, TheSoftLimitIsRaisedToTheHardOne) {
  rlimit limit{};
  const std::size_t raised = raise_open_file_limit();
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
  EXPECT_EQ(raised, limit.rlim_cur);
}

TEST(Listening, ATakenPortAndANonAddressAreFaults) {
  const FileDescriptor taken = listen_on("127.0.0.1", 0);
  EXPECT_THROW(listen_on("127.0.0.1", local_port(taken)), std::system_error);
  EXPECT_THROW(listen_on("localhost", 0), std::system_error);
  EXPECT_NE(local_port(listen_on("::1", 0)), 0);
}

class SocketFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("socket-file-" + std::to_string(::getpid()));
  const std::filesystem::path path_ = folder_ / "web.sock";
};

TEST_F(SocketFile, IsForItsUserAndGroup) {
  using std::filesystem::perms;
  const FileDescriptor listener = listen_on(path_);
  EXPECT_EQ(std::filesystem::status(path_).permissions(),
            perms::owner_read | perms::owner_write | perms::group_read | perms::group_write);
  EXPECT_TRUE(connect_to(path_));
  EXPECT_EQ(accept_on(listener).peer.view(), "unix:" + std::to_string(::getuid()));
}

TEST_F(SocketFile, LeftOverGivesWayAndInUseStays) {
  std::optional<FileDescriptor> first = listen_on(path_);
  EXPECT_THROW(listen_on(path_), std::system_error);
  EXPECT_TRUE(connect_to(path_)) << "the first one still listens";
  first.reset();
  EXPECT_THROW(connect_to(path_), std::system_error);
  const FileDescriptor second = listen_on(path_);
  EXPECT_TRUE(connect_to(path_));
}

TEST_F(SocketFile, WhatIsNoSocketIsNotTouched) {
  std::ofstream(path_) << "a letter";
  EXPECT_THROW(listen_on(path_), std::runtime_error);
  EXPECT_EQ(std::filesystem::file_size(path_), 8U);
  EXPECT_THROW(listen_on(folder_ / std::string(120, 'x')), std::system_error);
}

TEST_F(SocketFile, OfAServerIsGoneWhenItStops) {
  Server server({.socket = path_}, Router());
  server.start();
  EXPECT_TRUE(connect_to(path_));
  server.stop(milliseconds(1000));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace

}  // namespace tributary::http
