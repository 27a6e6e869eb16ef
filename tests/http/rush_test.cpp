#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"

namespace tributary::http_test {
namespace {

/// Everybody at once, on one loan or under one id, through two threads of the server.
class Rush : public testing::Test {
 protected:
  Rush() {
    platform_.start();
    market_.emplace(platform_);
    market_->free_withdrawals("0.00");
    borrower_ = market_->member("borrower");
    investor_ = market_->member("investor");
    market_->deposit(investor_, 100'000'000);
  }

  std::string bid_request(const std::string& loan, const std::string& key,
                          std::int64_t amount) const {
    const std::string body =
        R"({"account":")" + investor_.account + R"(","amount":")" + text_of(amount) + "\"}";
    return "POST /v1/loans/" + loan + "/bids HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " +
           investor_.caller->client().token() + "\r\nIdempotency-Key: " + key +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  Platform platform_{{"--shards", "2"}};
  std::optional<Market> market_;
  Member borrower_;
  Member investor_;
};

TEST_F(Rush, ALoanTakesExactlyWhatItHasRoomFor) {
  constexpr std::size_t people = 1'000;
  constexpr std::size_t places = 400;
  const std::string loan = market_->open_loan(borrower_, places * 10'000);
  std::deque<Connection> connections;
  for (std::size_t i = 0; i < people; ++i) connections.emplace_back(platform_.port());
  for (std::size_t i = 0; i < people; ++i) {
    connections[i].send(bid_request(loan, "person-" + std::to_string(i), 10'000));
  }
  std::map<std::string, std::size_t> answers;
  for (Connection& connection : connections) ++answers[connection.receive().code()];
  EXPECT_EQ(answers[""], places);
  EXPECT_EQ(answers["loan_full"], people - places);
  EXPECT_EQ(minor_of(market_->loan(loan), "remaining"), 0);
  EXPECT_EQ(minor_of(market_->account(investor_), "held"), places * 10'000);
}

TEST_F(Rush, OneIdSentByManyAtOnceCountsOnce) {
  const std::string loan = market_->open_loan(borrower_, 100'000'000);
  std::deque<Connection> connections;
  for (int i = 0; i < 8; ++i) connections.emplace_back(platform_.port());
  constexpr int rounds = 200;
  for (int round = 0; round < rounds; ++round) {
    const std::string request = bid_request(loan, "once-" + std::to_string(round), 10'000);
    for (Connection& connection : connections) connection.send(request);
    const Answer first = connections[0].receive();
    EXPECT_EQ(first.status, 201);
    for (std::size_t i = 1; i < connections.size(); ++i) {
      ASSERT_EQ(connections[i].receive(), first);
    }
  }
  EXPECT_EQ(minor_of(market_->account(investor_), "held"), rounds * 10'000);
}

TEST_F(Rush, OneIdForTwoBodiesAtOnceIsTheFirstOnes) {
  const std::string loan = market_->open_loan(borrower_, 100'000'000);
  std::deque<Connection> connections;
  for (int i = 0; i < 6; ++i) connections.emplace_back(platform_.port());
  std::int64_t held = 0;
  for (int round = 0; round < 100; ++round) {
    const std::string key = "either-" + std::to_string(round);
    for (std::size_t i = 0; i < connections.size(); ++i) {
      connections[i].send(bid_request(loan, key, i % 2 == 0 ? 10'000 : 20'000));
    }
    std::map<int, std::size_t> statuses;
    std::int64_t taken = 0;
    for (Connection& connection : connections) {
      const Answer answer = connection.receive();
      ++statuses[answer.status];
      if (answer.status == 201) taken = minor_of(event_of(answer), "amount");
    }
    EXPECT_EQ(statuses[201], 3U);
    EXPECT_EQ(statuses[422], 3U);
    held += taken;
  }
  EXPECT_EQ(minor_of(market_->account(investor_), "held"), held);
}

/// Bids, withdrawals and payouts meet on one account; no cent is spent twice.
TEST_F(Rush, BidsWithdrawalsAndPayoutsOnOneAccount) {
  const std::string repaying = market_->open_loan(borrower_, 10'000'000);
  ASSERT_EQ(
      investor_.caller->send("/v1/loans/" + repaying + "/bids", bid(investor_, 10'000'000)).status,
      201);
  const std::string today = OtherClock().shows().substr(0, 10);
  event_of(market_->admin().send("/v1/loans/" + repaying + "/settle", {{"on", today}}));
  market_->deposit(borrower_, 10'000'000);
  const std::string open = market_->open_loan(borrower_, 1'000'000'000);

  std::atomic<std::int64_t> held = 0;
  {
    const std::jthread bidder([&] {
      Caller caller(platform_.port(), investor_.caller->client().token(), "bidder");
      for (int i = 0; i < 300; ++i) {
        const Answer& answer = caller.send("/v1/loans/" + open + "/bids", bid(investor_, 400'000));
        if (answer.status == 201) held += 400'000;
      }
    });
    const std::jthread withdrawer([&] {
      Caller caller(platform_.port(), investor_.caller->client().token(), "withdrawer");
      for (int i = 0; i < 300; ++i) {
        const Answer& answer = caller.send(investor_.path("/withdrawals"), {{"amount", "3000.00"}});
        if (answer.status == 201) held += 300'000;
      }
    });
    for (int part = 1; part <= 12; ++part) {
      event_of(market_->admin().send("/v1/loans/" + repaying + "/prepay-part",
                                     {{"on", today}, {"amount", "5000.00"}}));
    }
  }
  const auto account = market_->account(investor_);
  EXPECT_EQ(minor_of(account, "held"), held);
  EXPECT_GE(minor_of(account, "available"), 0);
  const auto paid = market_->loan(repaying).at("paid").as_object();
  EXPECT_EQ(minor_of(account, "balance"),
            100'000'000 - 10'000'000 + minor_of(paid, "principal") + minor_of(paid, "interest"));
  platform_.verify();
}

}  // namespace
}  // namespace tributary::http_test
