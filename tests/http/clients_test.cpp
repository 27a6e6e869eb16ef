#include <gtest/gtest.h>
#include <sys/resource.h>

#include <random>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"

namespace tributary::http_test {
namespace {

/// Clients that are slow, rude or many beside one that bids.
class Clients : public testing::Test {
 protected:
  explicit Clients(Words options = {}) : platform_(std::move(options)) {
    platform_.start();
    market_.emplace(platform_);
    borrower_ = market_->member("borrower");
    investor_ = market_->member("investor");
    market_->deposit(investor_, 100'000'000);
    loan_ = market_->open_loan(borrower_, 1'000'000'000);
  }

  std::string bids() const { return "/v1/loans/" + loan_ + "/bids"; }

  std::string request(std::string_view method, const std::string& path, const std::string& key = {},
                      const std::string& body = {}) const {
    std::string text = std::string(method) + " " + path +
                       " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
                       investor_.caller->client().token() + "\r\n";
    if (!key.empty()) text += "Idempotency-Key: " + key + "\r\n";
    if (!body.empty()) {
      text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n";
    }
    return text + "\r\n" + body;
  }
  std::string bid_request(const std::string& key) const {
    return request("POST", bids(), key,
                   R"({"account":")" + investor_.account + R"(","amount":"100.00"})");
  }

  /// Bids that flow as if nobody else were there.
  void expect_bids_flow() {
    for (int i = 0; i < 100; ++i) {
      ASSERT_EQ(investor_.caller->send(bids(), bid(investor_, 10'000)).status, 201);
    }
    EXPECT_EQ(investor_.caller->retries(), 0U);
  }
  std::int64_t held() { return minor_of(market_->account(investor_), "held"); }

  Platform platform_;
  std::optional<Market> market_;
  Member borrower_;
  Member investor_;
  std::string loan_;
};

TEST_F(Clients, WhoHasSaidAllStillGetsTheAnswer) {
  Connection connection(platform_.port());
  connection.send(bid_request("half-open"));
  connection.end_sending();
  EXPECT_EQ(connection.receive().status, 201);
  EXPECT_TRUE(connection.ended());
}

TEST_F(Clients, WhoDiesBeforeTheAnswerFindsItUnderTheId) {
  std::mt19937 random(3);
  for (int i = 0; i < 200; ++i) {
    Connection connection(platform_.port());
    connection.send(bid_request("dying-" + std::to_string(i)));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 300));
    connection.reset();
  }
  Connection connection(platform_.port());
  for (int i = 0; i < 200; ++i) {
    connection.send(bid_request("dying-" + std::to_string(i)));
    EXPECT_EQ(connection.receive().status, 201);
  }
  EXPECT_EQ(held(), 200 * 10'000);
}

TEST_F(Clients, WhoCutsARequestShortDoesNothing) {
  const std::string whole = bid_request("cut");
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    Connection connection(platform_.port());
    connection.send(whole.substr(0, size));
    if (size % 2 == 0) connection.reset();
  }
  EXPECT_EQ(held(), 0);
  expect_bids_flow();
}

TEST_F(Clients, WhoSpeaksAnotherLanguageIsSentAway) {
  std::mt19937 random(9);
  for (int i = 0; i < 100; ++i) {
    std::string noise;
    for (int n = 0; n < 300; ++n) noise.push_back(static_cast<char>(random()));
    Connection connection(platform_.port());
    connection.send(noise + "\r\n\r\n\r\n\r\n");
    try {
      const Answer answer = connection.receive();
      EXPECT_GE(answer.status, 400);
      expect_problem_members(answer);
    } catch (const ConnectionLost&) {
    }
  }
  Connection tls(platform_.port());
  tls.send(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
  EXPECT_EQ(tls.receive().status, 400);
  expect_bids_flow();
}

TEST_F(Clients, ManyRequestsInOneGoAreAnsweredInOrder) {
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests += bid_request("line-" + std::to_string(i)) + request("GET", "/v1/loans/" + loan_);
  }
  Connection connection(platform_.port());
  connection.send(requests);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(event_of(connection.receive()).at("from").as_string(), text_of(i * 10'000));
    EXPECT_EQ(minor_of(connection.receive().json(), "raised"), (i + 1) * 10'000);
  }
}

TEST_F(Clients, ABodyInPiecesIsABody) {
  Connection connection(platform_.port());
  const std::string body = R"({"account":")" + investor_.account + R"(","amount":"100.00"})";
  std::string head = request("POST", bids(), "pieces");
  head.insert(head.size() - 2,
              "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
              "Expect: 100-continue\r\n");
  connection.send(head);
  EXPECT_EQ(connection.receive().status, 100);
  for (const char c : body) connection.send(std::string("1\r\n") + c + "\r\n");
  connection.send("0\r\n\r\n");
  EXPECT_EQ(connection.receive().status, 201);
}

TEST_F(Clients, OldClientsAreAnsweredAndLetGo) {
  Connection connection(platform_.port());
  std::string old = bid_request("old");
  old.replace(old.find("HTTP/1.1"), 8, "HTTP/1.0");
  connection.send(old);
  EXPECT_EQ(connection.receive().status, 201);
  EXPECT_TRUE(connection.ended());
}

TEST_F(Clients, SlowWritersHoldNobodyUp) {
  std::deque<Connection> slow;
  for (int i = 0; i < 300; ++i) slow.emplace_back(platform_.port()).send("POST /v1/loans/1/bi");
  expect_bids_flow();
  for (Connection& connection : slow) connection.send("d");
  expect_bids_flow();
  EXPECT_EQ(held(), 200 * 10'000);
}

TEST_F(Clients, SlowReadersHoldNobodyUp) {
  std::deque<Connection> slow;
  std::string requests;
  for (int n = 0; n < 200; ++n) requests += request("GET", "/openapi.json");
  for (int i = 0; i < 30; ++i) slow.emplace_back(platform_.port()).send(requests);
  expect_bids_flow();
  for (Connection& connection : slow) EXPECT_EQ(connection.receive().status, 200);
  expect_bids_flow();
}

TEST_F(Clients, IdleConnectionsByTheThousandHoldNobodyUp) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  std::deque<Connection> idle;
  for (int i = 0; i < 2'000; ++i) idle.emplace_back(platform_.port());
  expect_bids_flow();
  for (std::size_t i = 0; i < idle.size(); i += 100) {
    idle[i].send(request("GET", "/healthz"));
    EXPECT_EQ(idle[i].receive().status, 200);
  }
}

/// Streams come and go while bids flow: what each is told never goes back, and ends with the truth.
TEST_F(Clients, WhatAStreamTellsNeverGoesBack) {
  std::atomic<bool> done = false;
  std::vector<std::jthread> watchers;
  for (int i = 0; i < 4; ++i) {
    watchers.emplace_back([&] {
      do {
        EventStream stream(platform_.port(), investor_.caller->client().token(),
                           "/v1/loans/" + loan_ + "/stream");
        std::int64_t raised = -1;
        for (int event = 0; event < 4 && !done; ++event) {
          const StreamEvent told = stream.next();
          EXPECT_EQ(told.name, "progress");
          EXPECT_GE(minor_of(told.data, "raised"), raised);
          raised = minor_of(told.data, "raised");
        }
      } while (!done);
    });
  }
  Connection connection(platform_.port());
  for (int i = 0; i < 3'000; ++i) {
    connection.send(bid_request("flow-" + std::to_string(i)));
    ASSERT_EQ(connection.receive().status, 201);
  }
  done = true;
  // Those who still wait for an event get one more.
  std::this_thread::sleep_for(milliseconds(150));
  connection.send(bid_request("last"));
  EXPECT_EQ(connection.receive().status, 201);
}

/// Whoever watches a loan learns how it ends, not only how it fills.
TEST_F(Clients, AStreamTellsWhenTheListingEnds) {
  const auto state_after = [&](std::string_view command) {
    const std::string loan = market_->open_loan(borrower_, 1'000'000);
    const std::string path = "/v1/loans/" + loan;
    EventStream stream(platform_.port(), investor_.caller->client().token(), path + "/stream");
    EXPECT_EQ(stream.next().data.at("state").as_string(), "open");
    event_of(investor_.caller->send(path + "/bids", bid(investor_, 500'000)));
    EXPECT_EQ(stream.next().data.at("state").as_string(), "open");
    event_of(market_->admin().send(path + std::string(command), {}));
    return std::string(stream.next().data.at("state").as_string());
  };
  EXPECT_EQ(state_after("/accept-partial"), "full");
  EXPECT_EQ(state_after("/cancel"), "cancelled");
}

TEST_F(Clients, AStreamOfALoanThatIsNotThereIsNone) {
  const EventStream stream(platform_.port(), investor_.caller->client().token(),
                           "/v1/loans/99/stream");
  expect_problem(stream.opening(), 404, "loan_not_found");
  expect_problem(EventStream(platform_.port(), "", "/v1/loans/1/stream").opening(), 401,
                 "unauthenticated");
}

/// A disk that takes 20 ms for each flush, and a queue that takes nobody who would wait longer than
/// a millisecond.
class Overload : public Clients {
 protected:
  Overload() : Clients({"--queue-age-ms", "1", "--flush-delay-us", "20000"}) {}
};

TEST_F(Overload, IsAnsweredAtOnceAndTheIdStaysUnused) {
  constexpr int clients = 16;
  constexpr int bids_each = 40;
  std::atomic<int> accepted = 0;
  std::atomic<int> turned_away = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < clients; ++i) {
      threads.emplace_back([&, i] {
        Connection connection(platform_.port());
        for (int n = 0; n < bids_each; ++n) {
          // Apart, or all would come in the moment before the queue is too old.
          std::this_thread::sleep_for(milliseconds((i + n) % 16));
          const std::string text =
              bid_request("crowd-" + std::to_string(i) + "-" + std::to_string(n));
          for (;;) {
            connection.send(text);
            const Answer answer = connection.receive();
            if (answer.status == 201) break;
            expect_problem(answer, 503, "overloaded");
            EXPECT_TRUE(answer.json().at("later").as_bool());
            EXPECT_FALSE(answer.header("Retry-After").empty());
            ++turned_away;
            std::this_thread::sleep_for(milliseconds(1));
          }
          ++accepted;
        }
      });
    }
  }
  EXPECT_EQ(accepted, clients * bids_each);
  EXPECT_GT(turned_away, 0);
  EXPECT_EQ(minor_of(market_->loan(loan_), "raised"), clients * bids_each * 10'000);
}

}  // namespace
}  // namespace tributary::http_test
