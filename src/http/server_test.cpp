#include "http/server.hpp"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

#include "http/test_client.hpp"

namespace tributary::http {

namespace {

using std::chrono::milliseconds;

/// A server with one route of each temper; the handlers run on its shards.
class ServerTest : public testing::Test {
 protected:
  void start(Options options = {}) {
    Router router;
    router.add(Method::get, "/hello", [](const Request& request, Server& server) {
      server.respond(request.ticket, {.body = R"({"hello":true})"});
    });
    router.add(Method::post, "/echo/{word}", [](const Request& request, Server& server) {
      server.respond(
          request.ticket,
          {.content_type = "text/plain",
           .body = std::string(request.parameter("word")) + "|" + std::string(request.query) + "|" +
                   std::string(request.header("x-TEST")) + "|" + std::string(request.peer) + "|" +
                   std::string(request.body)});
    });
    router.add(Method::get, "/later/{word}", [this](const Request& request, Server& server) {
      server.post(request.ticket.shard, [&server, ticket = request.ticket,
                                         word = std::string(request.parameter("word"))] {
        server.respond(ticket, {.body = word});
      });
      ++later_;
    });
    router.add(Method::get, "/keep", [this](const Request& request, Server&) {
      const std::scoped_lock lock(mutex_);
      kept_.push_back(request.ticket);
      has_kept_.notify_all();
    });
    router.add(Method::get, "/throw",
               [](const Request&, Server&) { throw std::runtime_error("the disk is full"); });
    router.add(Method::get, "/twice", [](const Request& request, Server& server) {
      server.respond(request.ticket, {.body = "first"});
      server.respond(request.ticket, {.body = "second"});
    });
    router.add(Method::get, "/large", [](const Request& request, Server& server) {
      server.respond(request.ticket, {.body = std::string(8'000'000, 'x')});
    });
    router.add(Method::get, "/header", [](const Request& request, Server& server) {
      server.respond(request.ticket,
                     {.status = 201, .headers = {{"X-Back", "a\r\nEvil: b"}, {"Location", "/x"}}});
    });
    options.on_fault = [this](std::string_view what) {
      const std::scoped_lock lock(mutex_);
      faults_.emplace_back(what);
    };
    server_.emplace(std::move(options), std::move(router));
    server_->start();
  }

  TestClient client() const { return TestClient(server_->port()); }

  /// Waits until `/keep` has been asked `count` times; their tickets.
  std::vector<Ticket> wait_for_kept(std::size_t count) {
    std::unique_lock lock(mutex_);
    has_kept_.wait_for(lock, std::chrono::seconds(10), [&] { return kept_.size() >= count; });
    return kept_;
  }

  /// Answers tickets on the shard's thread and waits until that is done.
  void respond(const std::vector<Ticket>& tickets, const std::string& body) {
    std::promise<void> done;
    server_->post(0, [&] {
      for (const Ticket& ticket : tickets) server_->respond(ticket, {.body = body});
      done.set_value();
    });
    done.get_future().wait();
  }

  std::mutex mutex_;
  std::condition_variable has_kept_;
  std::vector<Ticket> kept_;
  std::vector<std::string> faults_;
  std::atomic<int> later_{0};
  std::optional<Server> server_;  // last: its threads end before what they use
};

TEST_F(ServerTest, AnswersOneRequestAfterTheOther) {
  start();
  TestClient client(server_->port());
  for (int i = 0; i < 3; ++i) {
    client.get("/hello");
    const auto answer = client.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"hello":true})");
    EXPECT_EQ(answer.header("Content-Type"), "application/json");
    EXPECT_TRUE(answer.header("Date").ends_with(" GMT"));
    EXPECT_EQ(answer.header("Connection"), "");
  }
  EXPECT_EQ(server_->stats().connections, 1);
  EXPECT_EQ(server_->stats().requests, 3);
  EXPECT_EQ(server_->stats().by_class[2], 3);
}

TEST_F(ServerTest, ShowsTheHandlerAllOfTheRequest) {
  start();
  auto client = this->client();
  client.send(
      "POST http://test/echo/%E6%9D%8E?a=1 HTTP/1.1\r\nHost: test\r\nX-Test: yes\r\n"
      "Content-Type: application/json\r\n"
      "Content-Length: 4\r\n\r\nbody");
  EXPECT_EQ(client.receive().body, "李|a=1|yes|127.0.0.1|body");
}

TEST_F(ServerTest, TakesChunkedBodies) {
  start();
  auto client = this->client();
  client.send(
      "POST /echo/a HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n"
      "Content-Type: application/json\r\n\r\n3\r\nab");
  client.send("c\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body,
            "a||"
            "|127.0.0.1|abcde");
}

TEST_F(ServerTest, AsksForABodyThatWaits) {
  start();
  auto client = this->client();
  client.send(
      "POST /echo/a HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\n"
      "Content-Type: application/json\r\n"
      "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("ab");
  EXPECT_EQ(client.receive().body, "a|||127.0.0.1|ab");
}

TEST_F(ServerTest, KeepsTheOrderOfAPipeline) {
  start();
  auto client = this->client();
  client.send(
      "GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /later/b HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /later/c HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /later/e HTTP/1.1\r\nHo");
  EXPECT_EQ(client.receive().body, R"({"hello":true})");
  EXPECT_EQ(client.receive().body, "b");
  EXPECT_EQ(client.receive().body, "c");
  EXPECT_EQ(client.receive().body, R"({"hello":true})");
  client.send("st: a\r\n\r\n");
  EXPECT_EQ(client.receive().body, "e");
}

TEST_F(ServerTest, TakesTheNextRequestOnlyAfterTheAnswer) {
  start();
  auto client = this->client();
  client.send("GET /keep HTTP/1.1\r\nHost: a\r\n\r\nGET /keep HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto first = wait_for_kept(1);
  auto other = this->client();
  other.get("/hello");
  EXPECT_EQ(other.receive().status, 200);
  EXPECT_EQ(wait_for_kept(1).size(), 1);
  respond(first, "one");
  respond({wait_for_kept(2).back()}, "two");
  EXPECT_EQ(client.receive().body, "one");
  EXPECT_EQ(client.receive().body, "two");
}

TEST_F(ServerTest, ALongPipelineToASlowReaderComesWhole) {
  start();
  TestClient client(server_->port(), 4096);
  std::string requests;
  constexpr int count = 20'000;
  for (int i = 0; i < count; ++i) requests += "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
  auto sending = std::async(std::launch::async, [&] { return client.send(requests); });
  for (int i = 0; i < count; ++i) ASSERT_EQ(client.receive().status, 200) << i;
  EXPECT_TRUE(sending.get());
}

TEST_F(ServerTest, ALargeAnswerToASlowReaderComesWhole) {
  start();
  TestClient client(server_->port(), 4096);
  client.get("/large");
  client.get("/hello");
  EXPECT_EQ(client.receive().body, std::string(8'000'000, 'x'));
  EXPECT_EQ(client.receive().body, R"({"hello":true})");
}

TEST_F(ServerTest, AnswersMethodsByTheBook) {
  start();
  auto client = this->client();
  const auto ask = [&](std::string_view line, bool head_only = false) {
    client.send(std::string(line) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    return client.receive(head_only);
  };
  const auto head = ask("HEAD /hello", true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "14");
  EXPECT_EQ(ask("GET /nothing").status, 404);
  EXPECT_EQ(ask("GET /echo/%zz").status, 400);
  const auto refused = ask("DELETE /hello");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "OPTIONS, HEAD, GET");
  EXPECT_EQ(refused.header("Content-Type"), "application/problem+json");
  const auto options = ask("OPTIONS /hello");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("Allow"), "OPTIONS, HEAD, GET");
  EXPECT_EQ(options.header("Content-Length"), "");
  EXPECT_EQ(ask("OPTIONS *").status, 204);
  EXPECT_EQ(ask("BREW /hello").status, 405);
  EXPECT_EQ(ask("GET /hello").status, 200);
}

TEST_F(ServerTest, ClosesWhenTheClientAsksForIt) {
  start();
  auto polite = client();
  polite.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(polite.receive().header("Connection"), "close");
  EXPECT_TRUE(polite.ended());
  auto old = client();
  old.send("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.receive().header("Connection"), "close");
  EXPECT_TRUE(old.ended());
  auto keeping = client();
  keeping.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(keeping.receive().header("Connection"), "keep-alive");
  keeping.get("/hello");
  EXPECT_EQ(keeping.receive().status, 200);
}

TEST_F(ServerTest, AHalfClosedClientGetsItsAnswers) {
  start();
  auto client = this->client();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /later/b HTTP/1.1\r\nHost: a\r\n\r\n");
  client.end_sending();
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(client.receive().body, "b");
  EXPECT_TRUE(client.ended());
}

TEST_F(ServerTest, AFaultOfAHandlerIsAnAnswer) {
  start();
  auto client = this->client();
  client.get("/throw");
  EXPECT_EQ(client.receive().status, 503);
  client.get("/hello");
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_EQ(server_->stats().faults, 1);
  const std::scoped_lock lock(mutex_);
  EXPECT_EQ(faults_, std::vector<std::string>{"the disk is full"});
}

TEST_F(ServerTest, AnAnswerBeyondAllBoundsIsAFault) {
  start({.limits = {.answer_bytes = 1000}});
  auto client = this->client();
  client.get("/large");
  EXPECT_EQ(client.receive().status, 500);
  EXPECT_EQ(server_->stats().faults, 1);
}

TEST_F(ServerTest, TheFirstAnswerCounts) {
  start();
  auto client = this->client();
  client.get("/twice");
  client.get("/hello");
  EXPECT_EQ(client.receive().body, "first");
  EXPECT_EQ(client.receive().body, R"({"hello":true})");
}

TEST_F(ServerTest, AValueCannotBeginAHeaderOfItsOwn) {
  start();
  auto client = this->client();
  client.get("/header");
  const auto answer = client.receive();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.header("X-Back"), "a  Evil: b");
  EXPECT_EQ(answer.header("Location"), "/x");
}

TEST_F(ServerTest, ATicketOutlivesItsClientWithoutHarm) {
  start();
  auto gone = client();
  gone.get("/keep");
  const auto tickets = wait_for_kept(1);
  gone.reset();
  while (server_->stats().connections > 0) std::this_thread::yield();
  auto next = client();  // takes the slot
  next.get("/keep");
  const auto both = wait_for_kept(2);
  EXPECT_EQ(both[1].slot, both[0].slot);
  respond({both[0]}, "for the one who left");
  respond({both[1]}, "for the one who came");
  EXPECT_EQ(next.receive().body, "for the one who came");
}

TEST_F(ServerTest, AnswersManyTicketsInOneGo) {
  constexpr std::size_t count = 2'000;
  ASSERT_GE(raise_open_file_limit(), 2 * count + 100);
  start();
  std::vector<TestClient> clients;
  for (std::size_t i = 0; i < count; ++i) clients.emplace_back(server_->port());
  for (auto& client : clients) client.get("/keep");
  const auto tickets = wait_for_kept(count);
  ASSERT_EQ(tickets.size(), count);
  EXPECT_EQ(server_->stats().connections, count);
  respond(tickets, "now");
  for (auto& client : clients) ASSERT_EQ(client.receive().body, "now");
  for (auto& client : clients) client.get("/hello");
  for (auto& client : clients) ASSERT_EQ(client.receive().status, 200);
}

TEST_F(ServerTest, SeveralShardsServeOnePort) {
  std::array<std::atomic<int>, 2> rounds{};
  start({.shards = 2, .after_round = [&](unsigned shard) { ++rounds.at(shard); }});
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      TestClient client(server_->port());
      for (int k = 0; k < 50; ++k) {
        client.get("/later/x");
        if (client.receive().body == "x") ++good;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  server_->stop(milliseconds(1000));
  EXPECT_EQ(good, 400);
  EXPECT_EQ(later_, 400);
  EXPECT_GT(rounds[0] + rounds[1], 0);
  EXPECT_EQ(server_->stats().requests, 400);
}

/// What posted work collects must not lie there until the next request comes.
TEST_F(ServerTest, EndsARoundOfPostedWorkAlone) {
  std::atomic<bool> ran{false};
  std::promise<void> ended;
  start({.after_round = [&](unsigned) {
    if (ran.exchange(false)) ended.set_value();
  }});
  server_->post(0, [&] { ran = true; });
  EXPECT_EQ(ended.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  server_->stop(milliseconds(1000));
}

TEST_F(ServerTest, StopsAfterTheLastAnswer) {
  start();
  auto idle = client();
  idle.get("/hello");
  EXPECT_EQ(idle.receive().status, 200);
  auto busy = client();
  busy.get("/keep");
  const auto tickets = wait_for_kept(1);
  auto half = client();
  const auto before = server_->stats().bytes_in;
  half.send("GET /hello HT");
  while (server_->stats().bytes_in == before) std::this_thread::yield();
  const std::uint16_t port = server_->port();
  auto stopping = std::async(std::launch::async, [&] { server_->stop(std::chrono::seconds(20)); });
  EXPECT_TRUE(idle.ended());
  server_->post(0, [&] { server_->respond(tickets[0], {.body = "last"}); });
  const auto last = busy.receive();
  EXPECT_EQ(last.body, "last");
  EXPECT_EQ(last.header("Connection"), "close");
  half.send("TP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(half.receive().header("Connection"), "close");
  stopping.get();
  server_.reset();
  EXPECT_FALSE(TestClient().connect(port));
}

TEST_F(ServerTest, StopsInTheEndWithoutTheLastAnswer) {
  start();
  auto client = this->client();
  client.get("/keep");
  wait_for_kept(1);
  server_->stop(milliseconds(100));
  EXPECT_TRUE(client.ended());
  server_->post(0, [] { FAIL(); });
}

}  // namespace

}  // namespace tributary::http
