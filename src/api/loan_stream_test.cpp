#include "api/loan_stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "api/reply.hpp"
#include "api/test_server.hpp"

namespace tributary::api {
namespace {

using protocol::LoanId;
using protocol::LoanState;
using protocol::LoanView;
using testing::HasSubstr;

/// A loan of 1,000.00 that gets a bid of 100.00 each time somebody asks for it.
class LoanStreamTest : public testing::Test {
 protected:
  LoanStreamTest() : streams_(live_, server_.sink) {
    server_.sink.answer = [this](http::Ticket ticket, const protocol::Query& query) {
      if (fills_up_) server_.sink.accept(false);
      const auto answer = answer_to(std::get<protocol::LoanQuery>(query));
      if (!streams_.take(server_.server(), ticket, answer, 5)) {
        server_.server().respond(ticket, render(answer));
      }
    };
    // The number of a token is the length of its name.
    streams_.add_routes(server_.router, Authenticate([](std::string_view token) {
                          auto caller = TestServer::authenticate(token);
                          if (caller) caller->token = token.size();
                          return caller;
                        }));
    live_.attach(server_.make());
    server_.start();
  }
  ~LoanStreamTest() override { server_.server().stop(std::chrono::seconds(1)); }

  protocol::Answer answer_to(const protocol::LoanQuery& query) {
    if (query.loan != LoanId{7}) return protocol::Refusal::loan_not_found;
    raised_ += protocol::Amount{10'000};
    LoanView view;
    view.loan = query.loan;
    view.state = LoanState::open;
    view.raised = raised_;
    view.remaining = protocol::Amount{100'000} - raised_;
    view.bids = 1;
    return view;
  }

  http::TestClient watch(std::string_view loan, std::string_view token = "investor") {
    http::TestClient client(server_.port());
    client.send("GET /v1/loans/" + std::string(loan) +
                "/stream HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + std::string(token) +
                "\r\n\r\n");
    return client;
  }

  std::atomic<std::uint64_t> ended_ = 0;  ///< token and streams of it: 5 and 2 are 52
  http::LiveStreams live_{{.on_ended = [this](std::uint64_t token, std::size_t streams) {
    ended_ = token * 10 + streams;
  }}};
  TestServer server_;
  LoanStreams streams_;
  protocol::Amount raised_;
  std::atomic<bool> fills_up_ = false;  ///< the queue, with the first question
};

TEST_F(LoanStreamTest, BeginsWithTheStateAfterItListens) {
  http::TestClient client = watch("7");
  const std::string begin = client.receive_through("\n\n");
  EXPECT_THAT(begin, HasSubstr("200 OK"));
  EXPECT_THAT(begin, HasSubstr("text/event-stream"));
  EXPECT_THAT(begin, HasSubstr("event: progress\n"));
  EXPECT_THAT(begin, HasSubstr(R"({"loan":"7","state":"open","raised":"200.00",)"
                               R"("remaining":"800.00","bids":1})"));
}

TEST_F(LoanStreamTest, GoesOnWithWhatIsPublished) {
  http::TestClient client = watch("7");
  client.receive_through("\n\n");
  EXPECT_TRUE(streams_.watched(LoanId{7}));
  EXPECT_FALSE(streams_.watched(LoanId{8}));
  streams_.publish({LoanId{7}, LoanState::full, {100'000}, {0}, 9}, 6);
  EXPECT_THAT(client.receive_through("\n\n"),
              HasSubstr(R"("state":"full","raised":"1000.00","remaining":"0.00","bids":9)"));
}

TEST_F(LoanStreamTest, EventsNameTheirPlaceAndWhenToComeBack) {
  http::TestClient client = watch("7");
  EXPECT_THAT(client.receive_through("\n\n"), HasSubstr("event: progress\nretry: 2000\nid: 5\n"));
  streams_.publish({LoanId{7}, LoanState::full, {100'000}, {0}, 9}, 6);
  EXPECT_THAT(client.receive_through("\n\n"), HasSubstr("event: progress\nid: 6\n"));
}

TEST_F(LoanStreamTest, ATicketOpensOneStreamWithoutAHeader) {
  const auto made = server_.post("/v1/stream-tickets", "investor", "");
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.header("Cache-Control"), "no-store");
  EXPECT_THAT(made.body, HasSubstr(R"("expires_in":60)"));
  const std::string ticket = made.body.substr(made.body.find(R"(":")") + 3, 32);
  const std::string request =
      "GET /v1/loans/7/stream?ticket=" + ticket + " HTTP/1.1\r\nHost: test\r\n\r\n";
  http::TestClient client(server_.port());
  client.send(request);
  EXPECT_THAT(client.receive_through("\n\n"), HasSubstr("event: progress\n"));
  http::TestClient again(server_.port());
  again.send(request);
  EXPECT_EQ(again.receive().status, 401);
  EXPECT_EQ(server_.post("/v1/stream-tickets", "", "").status, 401);
}

TEST_F(LoanStreamTest, StreamsOfDeadTokensEnd) {
  http::TestClient dead = watch("7", "investor");
  http::TestClient lives = watch("7", "admin");
  http::TestClient dead_too = watch("7", "investor");
  dead.receive_through("\n\n");
  dead_too.receive_through("\n\n");
  lives.receive_through("\n\n");
  server_.server().post(
      0, [&] { live_.end_streams(0, [](std::uint64_t token) { return token != 5; }); });
  EXPECT_TRUE(dead.ended());
  EXPECT_TRUE(dead_too.ended());
  for (int i = 0; i < 5'000 && ended_ == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(ended_, 82U);
  streams_.publish({LoanId{7}, LoanState::full, {100'000}, {0}, 9}, 6);
  EXPECT_THAT(lives.receive_through("\n\n"), HasSubstr("id: 6\n"));
}

TEST_F(LoanStreamTest, ALoanThatIsNotThereIs404) {
  for (const char* loan : {"8", "x", "0"}) {
    const auto answer = watch(loan).receive();
    EXPECT_EQ(answer.status, 404) << loan;
    EXPECT_THAT(answer.body, HasSubstr("loan_not_found"));
  }
  EXPECT_EQ(live_.subscribers(), 0U);
}

TEST_F(LoanStreamTest, NeedsAToken) { EXPECT_EQ(server_.get("/v1/loans/7/stream").status, 401); }

TEST_F(LoanStreamTest, AFullQueueIsToldAtOnce) {
  server_.sink.accept(false);
  EXPECT_EQ(watch("7").receive().status, 503);
}

/// Then the browser comes back, and nothing pretends to be the present state.
TEST_F(LoanStreamTest, AQueueThatFillsUpMeanwhileEndsTheStream) {
  fills_up_ = true;
  http::TestClient client = watch("7");
  EXPECT_THAT(client.receive_through("\r\n\r\n"), HasSubstr("200 OK"));
  EXPECT_TRUE(client.ended());
}

TEST_F(LoanStreamTest, OtherAnswersAreNotItsOwn) {
  EXPECT_FALSE(streams_.take(server_.server(), {}, protocol::AccountView{}, 0));
}

}  // namespace
}  // namespace tributary::api
