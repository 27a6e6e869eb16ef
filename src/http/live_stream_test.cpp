#include "http/live_stream.hpp"

#include <gtest/gtest.h>

#include <future>

#include "http/test_client.hpp"

namespace tributary::http {

namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t somebody = 7;

/// `/live/{topic}` follows a topic; with `?from=x` it is greeted with x.
class LiveStreamTest : public testing::Test {
 protected:
  void start(Limits limits = {}, LiveOptions options = {}) {
    live_.emplace(options);
    Router router;
    router.add(Method::get, "/live/{topic}", [this](const Request& request, Server&) {
      if (!live_->subscribe(request.ticket, request.parameter("topic"), somebody)) return;
      last_id_ = request.header("Last-Event-ID");
      if (const auto from = request.query_value("from")) {
        live_->send(request.ticket, {"state", *from, 1});
      }
    });
    server_.emplace(Options{.limits = limits}, std::move(router));
    live_->attach(*server_);
    server_->start();
  }

  /// A subscriber of `topic` that the server knows of.
  TestClient subscriber(std::string_view topic, int receive_buffer = 0) {
    const std::size_t others = live_->subscribers();
    TestClient client(server_->port(), receive_buffer);
    client.get("/live/" + std::string(topic));
    EXPECT_EQ(client.receive(true).status, 200);
    while (live_->subscribers() == others) std::this_thread::yield();
    return client;
  }

  std::string last_id_;
  std::optional<LiveStreams> live_;
  std::optional<Server> server_;
};

// Whoever has sent more than was read is not closed at once when a stream ends.
TEST_F(LiveStreamTest, AStreamThatTheServerEndsIsCountedOffHoweverItCloses) {
  start();
  for (const bool sends_more : {false, true}) {
    TestClient client = subscriber("loan1");
    if (sends_more) client.get("/live/loan2");
    std::this_thread::sleep_for(milliseconds(sends_more ? 20 : 0));
    server_->post(0, [&] { live_->end_streams(0, [](auto owner) { return owner == somebody; }); });
    EXPECT_TRUE(client.ended());
    while (server_->stats().connections != 0) std::this_thread::yield();
    EXPECT_EQ(server_->stats().streams, 0) << sends_more;
    EXPECT_EQ(live_->subscribers(), 0U) << sends_more;
  }
}

TEST_F(LiveStreamTest, TellsSubscribersOfTheTopicAndNobodyElse) {
  start();
  EXPECT_FALSE(live_->watched("loan/1"));
  TestClient client(server_->port());
  client.send("GET /live/loan%2F1?from=90 HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 41\r\n\r\n");
  const auto head = client.receive(true);
  EXPECT_EQ(head.header("Content-Type"), "text/event-stream; charset=utf-8");
  EXPECT_EQ(head.header("Cache-Control"), "no-store");
  EXPECT_EQ(client.receive_through("\n\n"), "event: state\nid: 1\ndata: 90\n\n");
  EXPECT_EQ(last_id_, "41");
  auto other = subscriber("loan2");
  EXPECT_TRUE(live_->watched("loan/1"));
  EXPECT_FALSE(live_->watched("loan/3"));
  EXPECT_TRUE(live_->publish("loan/1", {"progress", R"({"left":"5.00"})", 42}));
  EXPECT_TRUE(live_->publish("loan2", {"", "a\nb\r\nc\rd\n"}));
  EXPECT_EQ(client.receive_through("\n\n"),
            "event: progress\nid: 42\ndata: {\"left\":\"5.00\"}\n\n");
  EXPECT_EQ(other.receive_through("\n\n"), "data: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
  EXPECT_EQ(server_->stats().streams, 2);
  live_->publish("loan/1", {"full", "yes"});
  EXPECT_EQ(client.receive_through("\n\n"), "event: full\ndata: yes\n\n");
}

TEST_F(LiveStreamTest, ATopicWaitsForItsPaceWhileOthersGoOn) {
  start({}, {.pace = std::chrono::hours(1)});
  auto paced = subscriber("paced");
  auto other = subscriber("other");
  live_->publish("paced", {"", "1"});
  EXPECT_EQ(paced.receive_through("\n\n"), "data: 1\n\n");
  live_->publish("paced", {"", "2"});
  live_->publish("other", {"", "1"});
  EXPECT_EQ(other.receive_through("\n\n"), "data: 1\n\n");
  server_->stop(milliseconds(5000));
  EXPECT_TRUE(paced.ended());
}

TEST_F(LiveStreamTest, ATopicIsPacedAndTheLatestOfEachNameIsNeverLost) {
  start({}, {.pace = milliseconds(60)});
  auto client = subscriber("t");
  for (int i = 0; i < 5000; ++i) live_->publish("t", {"number", std::to_string(i)});
  live_->publish("t", {"full", "yes"});
  live_->publish("t", {"number", "last"});
  const std::string all = client.receive_through("data: last\n\n");
  EXPECT_NE(all.find("event: full\ndata: yes\n\nevent: number\ndata: last\n\n"), std::string::npos);
  EXPECT_LT(all.size(), 10'000);
}

TEST_F(LiveStreamTest, NamesOfATopicAreBounded) {
  start({}, {.pace = milliseconds(300), .names_of_a_topic = 2});
  auto client = subscriber("t");
  live_->publish("t", {"first", "1"});
  EXPECT_NE(client.receive_through("\n\n"), "");
  for (const auto* name : {"a", "b", "c"}) live_->publish("t", {name, name});
  EXPECT_EQ(client.receive_through("data: c\n\n"), "event: b\ndata: b\n\nevent: c\ndata: c\n\n");
}

TEST_F(LiveStreamTest, ASlowReaderGetsTheLatestAndHoldsNobodyUp) {
  start({}, {.pace = milliseconds(0)});
  auto slow = subscriber("t", 32 * 1024);
  auto quick = subscriber("t");
  const std::string large(60'000, 'x');
  constexpr int count = 200;  // far more than the buffers of a connection hold
  for (int i = 0; i < count; ++i) {
    live_->publish("t", {"large", large + std::to_string(i)});
    EXPECT_NE(quick.receive_through("x" + std::to_string(i) + "\n\n"), "");
  }
  const std::string all = slow.receive_through("x" + std::to_string(count - 1) + "\n\n");
  EXPECT_NE(all, "");
  EXPECT_LT(all.size(), count * large.size());
  EXPECT_EQ(all.find("event: "), 0);
}

TEST_F(LiveStreamTest, AReaderThatTakesNothingIsDropped) {
  start({.whole_answer = milliseconds(200)}, {.pace = milliseconds(0)});
  auto client = subscriber("t", 4096);
  const std::string large(60'000, 'x');
  while (live_->watched("t")) {
    live_->publish("t", {"large", large});
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(live_->subscribers(), 0);
  EXPECT_EQ(server_->stats().timeouts, 1);
}

TEST_F(LiveStreamTest, AnEventTooLongIsNotSent) {
  start({}, {.event_bytes = 10});
  auto client = subscriber("t");
  EXPECT_FALSE(live_->publish("t", {"long", "12345678901"}));
  EXPECT_TRUE(live_->publish("t", {"short", "1234567890"}));
  EXPECT_EQ(client.receive_through("\n\n"), "event: short\ndata: 1234567890\n\n");
}

TEST_F(LiveStreamTest, ClientsThatLeaveAreForgotten) {
  start();
  auto stays = subscriber("c");
  for (int i = 0; i < 20; ++i) {
    const auto* const topic = i % 2 == 0 ? "a" : "b";
    auto client = subscriber(topic);
    if (i % 3 == 0) client.reset();
    if (i % 3 == 1) client.end_sending();
    client.close();
    while (live_->subscribers() > 1) live_->publish(topic, {"x", "y"});
    EXPECT_FALSE(live_->watched(topic));
  }
  auto client = subscriber("a");
  live_->publish("a", {"x", "z"});
  EXPECT_NE(client.receive_through("data: z\n\n"), "");
}

TEST_F(LiveStreamTest, QuietStreamsHaveAHeartbeat) {
  start({}, {.heartbeat = milliseconds(100)});
  auto client = subscriber("t");
  EXPECT_EQ(client.receive_through(":\n\n:\n\n"), ":\n\n:\n\n");
}

TEST_F(LiveStreamTest, StreamsAreBoundedAndHeadHasNone) {
  start({.streams = 1});
  auto first = subscriber("t");
  TestClient second(server_->port());
  second.get("/live/t");
  EXPECT_EQ(second.receive().status, 503);
  second.send("HEAD /live/t HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(second.receive(true).status, 200);
  first.close();
  while (live_->subscribers() > 0) std::this_thread::yield();
  second.get("/live/t");
  EXPECT_EQ(second.receive(true).status, 200);
}

TEST_F(LiveStreamTest, StoppingEndsStreams) {
  start();
  auto client = subscriber("t");
  server_->stop(milliseconds(5000));
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(live_->subscribers(), 0);
  EXPECT_TRUE(live_->publish("t", {"x", "y"}));
}

TEST_F(LiveStreamTest, ManyPublishersAndSubscribersOnTwoShards) {
  live_.emplace(LiveOptions{.pace = milliseconds(5)});
  Router router;
  router.add(Method::get, "/live/{topic}", [this](const Request& request, Server&) {
    live_->subscribe(request.ticket, request.parameter("topic"));
  });
  server_.emplace(Options{.shards = 2}, std::move(router));
  live_->attach(*server_);
  server_->start();
  std::vector<TestClient> clients;
  for (int i = 0; i < 40; ++i) clients.push_back(subscriber("t" + std::to_string(i % 4)));
  std::vector<std::thread> threads;
  for (int p = 0; p < 3; ++p) {
    threads.emplace_back([&, p] {
      for (int i = 0; i < 2000; ++i) {
        live_->publish("t" + std::to_string(i % 4),
                       {"p" + std::to_string(p), std::to_string(i / 4)});
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (int t = 0; t < 4; ++t) live_->publish("t" + std::to_string(t), {"end", "end"});
  for (auto& client : clients) EXPECT_NE(client.receive_through("data: end\n\n"), "");
}

}  // namespace

}  // namespace tributary::http
