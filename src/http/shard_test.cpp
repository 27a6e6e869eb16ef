#include "http/shard.hpp"

#include <gtest/gtest.h>

#include "http/shard_scene.hpp"
#include "http/test_client.hpp"

namespace tributary::http {
namespace {

/// A few hundred requests: good ones, refused ones, garbage, and all of them after a good one.
std::vector<std::string> all_kinds_of_requests() {
  std::vector<std::string> kinds{
      "GET /now HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /now HTTP/1.0\r\n\r\n",
      "GET /page HTTP/1.1\r\nHost: a\r\n\r\n",
      "HEAD /page HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /page HTTP/1.0\r\n\r\n",
      "GET /page HTTP/1.1\r\nHost: a\r\n\r\nGET /page HTTP/1.1\r\nHost: a\r\n\r\nGET /now "
      "HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /now HTTP/1.2\r\nHost: a\r\n\r\n",
      "GET /now HTTP/2.0\r\nHost: a\r\n\r\n",
      "\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n",
      "\r\n\r\n\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http://a/now HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET a:b HTTP/1.1\r\nHost: a\r\n\r\n",
      "TRACE /now HTTP/1.1\r\nHost: a\r\n\r\n",
      "DELETE /now HTTP/1.1\r\nHost: a\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
      "OPTIONS /now HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /now\r\n\r\n",
      "GET /\r\n",
      "GET / HTTP/1.1\r\nHost: {\r\n\r\n",
      "GET / HTTP/1.1\r\nX: y\r\n\r\n",
      "\x16\x03\x01\x02\x03",
      "\n\n\n",
      "GET /now HTTP/1.1\nHost: a\n\n",
      "GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /now HTTP/1.1\r\nHost: "
      "a\r\n\r\n",
      post("/now", R"({"a":1})"),
      post("/later", R"({"a":2})"),
      post("/fault", R"({"a":3})"),
      post("/now", std::string(3'000, 'x')),
      post("/later", std::string(70'000, 'y')),
      post("/now", "{}", "Content-Type: text/plain\r\n"),
      post("/now", "{}", "Content-Encoding: gzip\r\n"),
      post("/now", "{}", "Expect: 100-continue\r\n"),
      post("/now", "{}", "Expect: 200-ok\r\n"),
      post("/now", "{}", "Transfer-Encoding: chunked\r\n"),
      "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
      chunked("/now", "4;a=\"b\r\n\\\"{}\r\n0\r\n\r\n"),
      chunked("/now", "4;a=\"b\r\n{}{}\r\n0\r\n\r\n"),
      chunked("/now", "4;a=\"b\";c=\"\\\"\"\r\n{}{}\r\n0\r\n\r\n"),
      chunked("/now", "2\r\n{}\r\n0;a=\"\r\n\r\n"),
      "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n",
      chunked("/now", "0\r\n\r\n"),
      chunked("/now", "3\r\nabc\r\n1;x = y\r\nd\r\n0\r\nT: u\r\n\r\n"),
      chunked("/later", "3\r\nabc\r\n0\r\n\r\n"),
      chunked("/now", "3\r\nabcd\r\n0\r\n\r\n"),
      chunked("/now", "z\r\n"),
      chunked("/now", "2;" + std::string(17'000, 'x') + "\r\n{}\r\n0\r\n\r\n"),
      chunked("/now", "2\r\n{}\r\n0\r\nX: " + std::string(20'000, 'y') + "\r\n\r\n"),
      chunked("/now", std::string(17'000, '0') + "2\r\n{}\r\n0\r\n\r\n"),
      chunked("/now", "fffffffff\r\n"),
      chunked("/later", "10\r\n0123456789abcdef\r\n0\r\n\r\n" + post("/now", "tail")),
  };
  const std::size_t alone = kinds.size();
  for (std::size_t i = 0; i < alone; ++i) {
    kinds.push_back(post("/now", "first") + kinds[i]);
    kinds.push_back(post("/later", "first") + kinds[i]);
    kinds.push_back(chunked("/later", "5\r\nfirst\r\n0\r\n\r\n") + kinds[i]);
    kinds.push_back(kinds[i] + post("/now", "last"));
  }
  return kinds;
}

TEST(Shard, EveryByteOrderGivesTheSameAnswers) {
  ShardStage stage(quiet(), echo());
  for (const std::string& bytes : all_kinds_of_requests()) {
    const std::string whole = answers_to(stage, {bytes}, false);
    EXPECT_EQ(answers_to(stage, {bytes}, true), whole) << bytes.substr(0, 300);
    // Byte by byte; the long ones in a few bytes at a time.
    const std::size_t piece = bytes.size() > 4'000 ? 61 : 1;
    std::vector<std::string> single;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      single.push_back(bytes.substr(at, piece));
    EXPECT_EQ(answers_to(stage, single, false), whole) << bytes.substr(0, 300);
    EXPECT_EQ(answers_to(stage, single, true), whole) << bytes.substr(0, 300);
    const std::size_t step = bytes.size() > 1'000 ? bytes.size() / 97 : 1;
    for (std::size_t cut = 1; cut < bytes.size(); cut += step) {
      const std::vector<std::string> pieces{bytes.substr(0, cut), bytes.substr(cut)};
      ASSERT_EQ(answers_to(stage, pieces, cut % 2 == 0), whole)
          << "cut at " << cut << ": " << bytes.substr(0, 300);
    }
  }
  EXPECT_EQ(stage.buffered_bytes(), 0U);
  EXPECT_EQ(stage.stats().connections, 0U);
}

/// The bytes that stopped a server once: a full read that ends on a chunk's border, a read that
/// finds nothing, one byte more.
TEST(Shard, AReadThatFindsNothingForgetsNothing) {
  ShardStage stage(quiet(), echo());
  for (const std::size_t size : {65'535U, 65'536U, 65'537U, 131'072U}) {
    std::string bytes = chunked("/now", "");
    // All chunks have one byte but the first, whose extension makes the size come out.
    const std::size_t room = size - bytes.size();
    bytes += "1;" + std::string(5 + room % 6, 'x') + "\r\nx\r\n";
    while (bytes.size() < size) bytes += "1\r\nx\r\n";
    ASSERT_EQ(bytes.size(), size);
    auto client = stage.connect();
    client.send(bytes);
    client.pause();
    stage.play(client);
    stage.ready(client);
    EXPECT_EQ(client.received(), "");
    client.send("0");
    stage.play(client);
    client.send("\r\n\r\n");
    stage.play(client);
    EXPECT_EQ(client.received().substr(0, 15), "HTTP/1.1 200 OK") << size;
  }
}

/// The tail of a body is never a request, wherever a read ends.
TEST(Shard, ABodyIsNoRequest) {
  ShardStage stage(quiet(), echo());
  const std::string inner = "GET /now HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string outer = post("/now", std::string(65'452 - inner.size(), 'x') + inner);
  auto client = stage.connect();
  client.send(outer.substr(0, 65'536));
  client.pause();
  stage.play(client);
  client.send(outer.substr(65'536) + inner + inner);
  stage.play(client);
  const std::string& answers = client.received();
  EXPECT_NE(answers.find("POST /now 65452:xxxxxxxx"), answers.npos);
  EXPECT_LT(answers.find("POST /now"), answers.find("GET /now"));
}

TEST(Shard, AFaultCostsOneAnswer) {
  ShardStage stage(quiet(), echo());
  auto client = stage.connect();
  client.send(post("/fault", "{}") + post("/now", "{}"));
  stage.play(client);
  EXPECT_NE(client.received().find("503 Service Unavailable"), std::string::npos);
  EXPECT_NE(client.received().find("POST /now 2:{}"), std::string::npos);
  EXPECT_EQ(stage.stats().faults, 1U);
}

TEST(Shard, AFaultOfPostedWorkCostsItself) {
  std::vector<Ticket> kept;
  ShardStage stage(quiet(), echo(&kept));
  auto client = stage.connect();
  client.send(post("/kept", "{}"));
  stage.play(client);
  ASSERT_EQ(kept.size(), 1U);
  stage.server().post(0, [] { throw std::runtime_error("posted"); });
  stage.server().post(0, [&] { stage.server().respond(kept[0], {.body = "late"}); });
  stage.turn();
  EXPECT_NE(client.received().find("late"), std::string::npos);
  EXPECT_EQ(stage.stats().faults, 1U);
}

TEST(Shard, AFaultOfTheEdgeCostsOneConnection) {
  Options options = quiet();
  options.sender = [](const Request&) -> Sender { throw std::runtime_error("edge"); };
  ShardStage stage(std::move(options), echo());
  auto bad = stage.connect();
  auto good = stage.connect();
  std::string part = post("/now", "0123456789");
  part.pop_back();
  bad.send(part);
  stage.play(bad);
  EXPECT_TRUE(bad.is_over());
  good.send(post("/now", "{}"));
  stage.play(good);
  EXPECT_NE(good.received().find("POST /now 2:{}"), std::string::npos);
  EXPECT_EQ(stage.stats().faults, 1U);
  EXPECT_EQ(stage.stats().connections, 1U);
}

TEST(Shard, HalfRequestsAreCountedAsTheyAreAllocatedAndGivenBack) {
  ShardStage stage(quiet(), echo());
  const std::string bytes = post("/now", std::string(900'000, 'x'));
  {
    auto client = stage.connect();
    client.send(bytes.substr(0, 700'000));
    stage.play(client);
    EXPECT_GE(stage.buffered_bytes(), 700'000U);
    client.send(bytes.substr(700'000));
    stage.play(client);
    EXPECT_NE(client.received().find("200 OK"), std::string::npos);
    EXPECT_EQ(stage.buffered_bytes(), 0U);
  }
}

/// Beast looked for the end of the quotes behind the line, and took the chunk's size from what was
/// left of the body's room with every piece that came.
TEST(Shard, AChunksLineEndsItsQuotes) {
  for (const char* chunks : {"9;a=\"b\r\n", "9;a=\"b\\\"\r\n123456789", "0;a=\"\r\n\r\n"}) {
    ShardStage stage(quiet(), echo());
    EXPECT_TRUE(answers_to(stage, {chunked("/now", chunks)}, false).starts_with("HTTP/1.1 400"))
        << chunks;
  }
}

/// However slowly they are taken, answers are whole and in order, and a page is never copied.
TEST(Shard, APageWaitsForItsReaderWithoutACopy) {
  const std::string requests =
      "GET /now HTTP/1.1\r\nHost: a\r\n\r\nGET /page HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /page HTTP/1.1\r\nHost: a\r\n\r\n" +
      post("/later", "{}");
  ShardStage stage(quiet(), echo());
  const std::string whole = answers_to(stage, {requests}, false);
  for (const std::size_t step : {1U, 7U, 1'000U, 4'999U}) {
    auto client = stage.connect();
    client.take(0);
    client.send(requests);
    stage.play(client);
    for (std::size_t taken = 0; taken < 20'000; taken += step) {
      client.take(step);
      stage.ready(client);
      EXPECT_LT(stage.buffered_bytes(), 2'000U);
    }
    EXPECT_EQ(without_dates(client.received()), whole);
    client.leave();
    stage.play(client);
  }
  EXPECT_EQ(stage.stats().connections, 0U);
  EXPECT_EQ(stage.buffered_bytes(), 0U);
}

/// How many answers there are, and whether the last one says that it is the last.
struct Answers {
  int count = 0;
  bool last_says_close = false;
  friend bool operator==(const Answers&, const Answers&) = default;
};

Answers answers_in(std::string_view text) {
  Answers answers;
  std::size_t last = 0;
  for (std::size_t at = 0; (at = text.find("HTTP/1.1 ", at)) != text.npos; ++at) {
    ++answers.count;
    last = at;
  }
  answers.last_says_close = text.find("Connection: close", last) != text.npos;
  return answers;
}

/// 300 requests in one go, and a stop at each moment of their answers.
TEST(Shard, APipelineAtAStopEndsWithTheWordThatItDoes) {
  std::vector<Ticket> kept;
  std::string pipeline;
  for (int i = 0; i < 300; ++i) pipeline += post("/kept", "{}");
  for (const bool is_answering : {true, false}) {
    kept.clear();
    ShardStage stopped(quiet(), echo(&kept));
    auto client = stopped.connect();
    client.send(pipeline);
    stopped.play(client);
    ASSERT_EQ(kept.size(), 1U);
    if (is_answering) stopped.stop();
    stopped.server().respond(kept[0], {.body = "first"});
    if (!is_answering) stopped.stop();  // between two of them
    stopped.turn();
    if (!is_answering) {
      ASSERT_EQ(kept.size(), 2U);
      stopped.server().respond(kept[1], {.body = "second"});
    }
    EXPECT_EQ(answers_in(client.received()), (Answers{is_answering ? 1 : 2, true}));
    EXPECT_TRUE(client.is_over());
  }
}

TEST(Shard, WhatCameBeforeAStopIsAnswered) {
  ShardStage stage(quiet(), echo());
  auto idle = stage.connect();
  idle.send(post("/now", "{}"));
  stage.play(idle);
  auto asking = stage.connect();
  asking.send(post("/now", "{}"));
  stage.play(asking);
  asking.send(post("/now", "again"));  // not read yet
  stage.stop();
  EXPECT_TRUE(idle.is_over());
  EXPECT_EQ(answers_in(idle.received()), (Answers{1, false}));
  EXPECT_TRUE(asking.is_over());
  EXPECT_EQ(answers_in(asking.received()), (Answers{2, true}));
}

/// Those who are in the kernel's queue when the listener closes would be reset.
TEST(Shard, WhoWaitsToBeAcceptedAtAStopIsAnswered) {
  ShardStage stage(quiet(), echo());
  std::vector<TestClient> clients;
  for (int i = 0; i < 100; ++i) {
    clients.emplace_back(stage.server().port()).post("/now", "{}");
  }
  TestClient late(stage.server().port());
  TestClient half(stage.server().port());
  half.send("POST /now HT");
  stage.stop();
  for (TestClient& client : clients) {
    const auto answer = client.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("Connection"), "close");
    EXPECT_FALSE(client.was_reset());
  }
  EXPECT_EQ(half.receive().status, 503);
  late.post("/now", "{}");  // connected before, and asks now
  stage.turn();
  EXPECT_EQ(late.receive().status, 200);
  EXPECT_FALSE(TestClient().connect(stage.server().port()));
}

}  // namespace
}  // namespace tributary::http
