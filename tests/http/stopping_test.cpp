#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <thread>

#include "tests/http/market.hpp"

namespace tributary::http_test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

class Stopping : public testing::Test {
 protected:
  Stopping() { platform_.start(); }

  /// SIGTERM to the end, which has to be a good one.
  Clock::duration time_to_stop() {
    const auto begin = Clock::now();
    platform_.stop();
    return Clock::now() - begin;
  }
  void send(int signal) { ASSERT_EQ(::kill(platform_.process_id(), signal), 0); }
  /// Waits until the platform has written `text` to its log.
  void wait_for_line(std::string_view text) {
    const auto end = Clock::now() + seconds(20);
    while (platform_.errors().find(text) == std::string::npos && Clock::now() < end) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    ASSERT_NE(platform_.errors().find(text), std::string::npos) << platform_.errors();
  }
  bool still_serves() {
    Client nobody(platform_.port(), "");
    return nobody.get("/healthz").status == 200;
  }

  Platform platform_;
};

/// A client that asks for more than fits on its way and takes none of it.
class WhoDoesNotRead {
 public:
  explicit WhoDoesNotRead(const Port& port) : connection_(port) {
    std::string requests;
    for (int i = 0; i < 1'000; ++i) requests += "GET /docs HTTP/1.1\r\nHost: a\r\n\r\n";
    connection_.send(requests);
    connection_.receive();
  }

 private:
  Connection connection_;
};

TEST_F(Stopping, AHalfSentRequestIsNotWaitedFor) {
  Connection half(platform_.port());
  half.send("POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{");
  EXPECT_TRUE(still_serves());
  EXPECT_LT(time_to_stop(), seconds(3));
  EXPECT_EQ(half.receive().status, 503);
  const std::string log = platform_.errors();
  EXPECT_NE(log.find(" info stopped: at sequence "), std::string::npos) << log;
  EXPECT_EQ(log.find("stopping: no new"), log.rfind("stopping: no new")) << "once: " << log;
  EXPECT_EQ(log.find(" info stopped"), log.rfind(" info stopped")) << "once: " << log;
}

/// Of a platform to which nothing was said since its last one.
TEST_F(Stopping, WritesNoSnapshotThatIsThere) {
  const auto written = [&] {
    std::map<std::filesystem::path, std::filesystem::file_time_type> files;
    for (const auto& file : std::filesystem::directory_iterator(platform_.data() / "snapshots")) {
      files[file.path()] = file.last_write_time();
    }
    return files;
  };
  platform_.stop();
  const auto before = written();
  EXPECT_EQ(before.size(), 1U);
  platform_.start();
  platform_.stop();
  EXPECT_EQ(written(), before);
}

TEST_F(Stopping, TellsWhatItWaitsForAndASecondSignalHurries) {
  const WhoDoesNotRead slow(platform_.port());
  send(SIGTERM);
  wait_for_line("stopping: no new connections");
  EXPECT_NE(platform_.errors().find("at most 10 s; a second signal hurries"), std::string::npos);
  const Answer unready = Client(platform_.admin_port(), "").get("/readyz");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(unready.json().at("reasons").as_array().at(0),
            "The platform stops: it takes no new connections.");
  const auto begin = Clock::now();
  send(SIGINT);
  EXPECT_EQ(platform_.wait_for_end(), 0);
  EXPECT_LT(Clock::now() - begin, seconds(4));
  EXPECT_NE(platform_.errors().find("stopping: hurried: at most 1 s more for answers\n"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::is_empty(platform_.data() / "snapshots"))
      << "the rest is done in order";
  platform_.start();
  platform_.verify();
}

TEST_F(Stopping, WhoComesDuringAStopIsRefusedAtOnce) {
  const WhoDoesNotRead slow(platform_.port());
  send(SIGTERM);
  wait_for_line("stopping: no new connections");
  bool refused = false;
  for (const auto end = Clock::now() + seconds(5); !refused && Clock::now() < end;) {
    try {
      Connection late(platform_.port(), seconds(2));
      late.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
      late.receive();
    } catch (const ConnectionLost&) {
      refused = true;
    }
  }
  EXPECT_TRUE(refused);
  send(SIGTERM);
  EXPECT_EQ(platform_.wait_for_end(), 0);
}

TEST_F(Stopping, AReloadEndsNothing) {
  for (int i = 0; i < 10; ++i) send(SIGHUP);
  EXPECT_TRUE(still_serves());
  platform_.stop();
  platform_.start();
  EXPECT_TRUE(still_serves());
}

TEST_F(Stopping, AReloadDuringAStopIsNoHurry) {
  Connection half(platform_.port());
  half.send("GET /he");
  EXPECT_TRUE(still_serves());
  send(SIGTERM);
  wait_for_line("stopping: no new connections");
  send(SIGHUP);
  EXPECT_EQ(platform_.wait_for_end(), 0);
  EXPECT_EQ(platform_.errors().find("hurried"), std::string::npos) << platform_.errors();
}

/// Replaying a long journal takes as long as there is no snapshot.
TEST(Starting, IsEndedByASignalToo) {
  Platform platform;
  ASSERT_EQ(
      platform.tool({"demo", "--members", "20000", "--years", "1", "--until", "2026-01-31"}).code,
      0);
  std::filesystem::remove_all(platform.data() / "snapshots");
  platform.launch();
  const auto end = Clock::now() + seconds(20);
  while (platform.errors().find("open_files: ") == std::string::npos && Clock::now() < end) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  ASSERT_EQ(::kill(platform.process_id(), SIGTERM), 0);
  EXPECT_EQ(platform.wait_for_end(), 0);
  EXPECT_NE(platform.errors().find("stopping: before it served"), std::string::npos)
      << platform.errors();
}

TEST_F(Stopping, AVanishedPipeIsNoReason) {
  send(SIGPIPE);
  EXPECT_TRUE(still_serves());
}

TEST_F(Stopping, QuitStillEndsItOnTheSpot) {
  send(SIGQUIT);
  EXPECT_EQ(platform_.wait_for_end(), -SIGQUIT);
  platform_.start();
  platform_.verify();
}

TEST_F(Stopping, AnExpiredTokenIsRefusedWithoutAStart) {
  const Ending made = platform_.tool({"token", "create", "--role", "auditor", "--expires", "2s"});
  ASSERT_EQ(made.code, 0) << made.errors;
  Client client(platform_.port(), made.output.substr(0, made.output.find('\n')));
  EXPECT_EQ(client.get("/v1/accounts/1").status, 200);
  const auto begin = Clock::now();
  while (client.get("/v1/accounts/1").status == 200 && Clock::now() - begin < seconds(20)) {
    std::this_thread::sleep_for(milliseconds(5));
  }
  const Answer refused = client.get("/v1/accounts/1");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.code(), Client(platform_.port(), "trb_unknown").get("/v1/accounts/1").code());
  EXPECT_LT(Clock::now() - begin, seconds(4));
}

TEST_F(Stopping, AStreamThatEndsWithItsTokenLeavesALine) {
  const std::string token = platform_.make_token("auditor");
  Market market(platform_);
  const std::string loan = market.open_loan(market.member("borrower"), 100'000);
  EventStream stream(platform_.port(), token, "/v1/loans/" + loan + "/stream");
  EXPECT_EQ(stream.opening().status, 200);
  platform_.revoke_token(token);
  wait_for_line("streams_ended: 1 of token ");
}

TEST_F(Stopping, TheOpenFileLimitIsToldAtTheStart) {
  const std::string log = platform_.errors();
  const std::size_t line = log.find("open_files: at most");
  EXPECT_NE(line, std::string::npos) << log;
  EXPECT_EQ(log.find("open_files: at most", line + 1), std::string::npos) << log;
}

}  // namespace
}  // namespace tributary::http_test
