// Who gives way when memory or connections run out.

#include <gtest/gtest.h>

#include "http/shard_scene.hpp"

namespace tributary::http {
namespace {

/// Half a request of `size` bytes, from whoever the path names.
std::string half_of(std::size_t size, std::string_view path = "/now") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(size) + "\r\n\r\n" + std::string(size - 1, 'x');
}

/// Memory for a megabyte in all. Who asks for /later is known; whoever else is a stranger.
Options little_memory() {
  Options options = quiet();
  options.limits.buffered_bytes = 1'000'000;
  options.sender = [](const Request& head) {
    return Sender{.body_bytes = 200'000, .name = head.path == "/later" ? 7U : 0U};
  };
  return options;
}

/// A crowd of strangers, or one token on many connections, took all the memory for half requests:
/// whoever else's request came in two pieces was refused. What grew was not seen either.
TEST(Shard, WhoHoldsMostMemoryGivesWay) {
  for (const char* path : {"/now", "/later"}) {
    ShardStage stage(little_memory(), echo());
    std::vector<ShardStage::Client> crowd;
    for (int i = 0; i < 100; ++i) {
      crowd.push_back(stage.connect("203.0.113.9"));
      for (std::size_t from = 0; from < 60'000; from += 10'000) {
        crowd.back().send(half_of(60'000, path).substr(from, 10'000));
        stage.play(crowd.back());
      }
      EXPECT_LE(stage.buffered_bytes(), 1'000'000U);
    }
    EXPECT_TRUE(crowd.front().is_over());
    EXPECT_NE(crowd.front().received().find("503"), std::string::npos);
    EXPECT_FALSE(crowd.back().is_over());
    EXPECT_GT(stage.stats().shed, 70U);
    for (const std::size_t size : {10U, 50'000U}) {
      auto other = stage.connect();
      const std::string request = half_of(size) + "y";
      other.send(request.substr(0, request.size() / 2));
      stage.play(other);
      auto late = stage.connect("203.0.113.9");
      late.send(half_of(60'000, path));
      stage.play(late);
      other.send(request.substr(request.size() / 2));
      stage.play(other);
      EXPECT_TRUE(other.received().starts_with("HTTP/1.1 200")) << path << " " << size;
    }
  }
}

/// However many addresses strangers have, each with less than somebody who is known.
TEST(Shard, ManyStrangersTakeNothingFromWhoIsKnown) {
  ShardStage stage(little_memory(), echo());
  auto known = stage.connect();
  const std::string request = half_of(150'000, "/later") + "y";
  known.send(request.substr(0, 140'000));
  stage.play(known);
  std::vector<ShardStage::Client> crowd;
  for (int i = 0; i < 100; ++i) {
    crowd.push_back(stage.connect("203.0.113." + std::to_string(i)));
    crowd.back().send(half_of(60'000));
    stage.play(crowd.back());
  }
  known.send(request.substr(140'000));
  stage.play(known);
  EXPECT_TRUE(known.received().starts_with("HTTP/1.1 200"));
}

/// One at a time, each found by a look at all, thousands of addresses kept a shard busy with it.
TEST(Shard, ManyHoldersGiveWayTogether) {
  ShardStage stage(little_memory(), echo());
  std::vector<ShardStage::Client> crowd;
  while (stage.stats().shed == 0 && crowd.size() < 2'000) {
    crowd.push_back(stage.connect("2001:db8::" + std::to_string(crowd.size())));
    crowd.back().send(half_of(3'000));
    stage.play(crowd.back());
  }
  EXPECT_GE(stage.stats().shed, 5U);
  EXPECT_LE(stage.buffered_bytes(), 1'000'000U - 1'000'000U / 32);
}

TEST(Shard, UnreadAnswersGiveWayToo) {
  ShardStage stage(little_memory(), echo());
  std::vector<ShardStage::Client> crowd;
  std::string asked;
  for (int i = 0; i < 1'000; ++i) asked += "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";
  for (int i = 0; i < 50; ++i) {
    crowd.push_back(stage.connect());
    crowd.back().take(0);
    crowd.back().send(asked);
    stage.play(crowd.back());
    EXPECT_LE(stage.buffered_bytes(), 1'000'000U);
  }
  EXPECT_TRUE(crowd.front().is_over());
  EXPECT_FALSE(crowd.back().is_over());
}

TEST(Shard, WhoWaitsLongestWithoutARequestGivesWay) {
  Options options = quiet();
  options.limits.connections = 10;
  ShardStage stage(std::move(options), echo());
  auto known = stage.connect();
  known.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
  stage.play(known);
  std::vector<ShardStage::Client> idle;
  for (int i = 0; i < 30; ++i) {
    idle.push_back(stage.connect());
    stage.turn();
  }
  EXPECT_FALSE(known.is_over()) << "it has shown what it came for";
  EXPECT_TRUE(idle.front().is_over());
  idle.back().send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
  stage.play(idle.back());
  EXPECT_NE(idle.back().received().find("200 OK"), std::string::npos);
  EXPECT_EQ(stage.stats().connections, 10U);
  EXPECT_EQ(stage.stats().evicted, 21U);
}

TEST(Shard, WhoIsKnownGivesWayLast) {
  Options options = quiet();
  options.limits.connections = 10;
  Router router = echo();
  router.add(Method::get, "/mine", [](const Request& request, Server& server) {
    server.note_known(request.ticket);
    server.respond(request.ticket, {});
  });
  ShardStage stage(std::move(options), std::move(router));
  auto known = stage.connect();
  known.send("GET /mine HTTP/1.1\r\nHost: a\r\n\r\n");
  stage.play(known);
  std::vector<ShardStage::Client> strangers;
  for (int i = 0; i < 30; ++i) {
    strangers.push_back(stage.connect());
    strangers.back().send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
    stage.play(strangers.back());
  }
  EXPECT_FALSE(known.is_over());
  EXPECT_TRUE(strangers.front().is_over());
  known.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
  stage.play(known);
  EXPECT_NE(known.received().find("GET /now"), std::string::npos);
}

}  // namespace
}  // namespace tributary::http
