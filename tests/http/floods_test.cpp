// One caller against all others: as fast as it can, over the real program with its own quotas.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <fstream>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"
#include "tests/http/watching.hpp"

namespace tributary::http_test {
namespace {

using testing::HasSubstr;

/// The quotas that are shipped, but staff may set the market up as fast as it can.
class Floods : public testing::Test {
 protected:
  Floods() : platform_({"--quota", "staff=none"}) {
    platform_.start();
    market_.emplace(platform_);
    borrower_ = market_->member("borrower");
    investor_ = market_->member("investor");
    market_->deposit(investor_, 100'000);
  }

  Client& investor() { return investor_.caller->client(); }
  double metric(const std::string& name) { return http_test::metric(platform_, name); }
  /// The memory that the platform's process has from the system.
  double resident_mib() const {
    std::ifstream statm("/proc/" + std::to_string(platform_.process_id()) + "/statm");
    std::uint64_t all = 0;
    std::uint64_t resident = 0;
    statm >> all >> resident;
    return static_cast<double>(resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))) /
           (1 << 20);
  }
  static std::string bid_of(const Member& member, std::string_view more = "") {
    return R"({"account":")" + member.account + R"(","amount":"100.00")" + std::string(more) + "}";
  }

  Platform platform_;
  std::optional<Market> market_;
  Member borrower_;
  Member investor_;
};

TEST_F(Floods, RefusedCommandsOfOneTokenFillNoJournal) {
  const double before = metric("tributary_durable_sequence");
  const auto start = std::chrono::steady_clock::now();
  int refused = 0;
  int kept_out = 0;
  Answer last;
  for (int i = 0; kept_out < 1'000 && i < 5'000; ++i) {
    const Answer answer =
        investor().post("/v1/loans/99/bids", "id-" + std::to_string(i), bid_of(investor_));
    refused += answer.status == 404 ? 1 : 0;
    kept_out += answer.status == 429 ? 1 : 0;
    if (answer.status == 429) last = answer;
  }
  // A burst of 100, and 5 a second.
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(kept_out, 1'000);
  EXPECT_GE(refused, 100);
  EXPECT_LE(refused, 102 + 5 * took.count());
  expect_problem(last, 429, "too_many_requests");
  EXPECT_FALSE(last.header("Retry-After").empty());
  EXPECT_EQ(last.header("RateLimit-Policy"), R"("requests";q=50;w=1)");
  EXPECT_EQ(metric("tributary_durable_sequence") - before, refused);
  EXPECT_THAT(platform_.errors(), HasSubstr("limit_reached: "));
  // Others have all they had.
  const Member other = market_->member("investor");
  EXPECT_EQ(other.caller->client().get("/v1/accounts/" + other.account).status, 200);
}

TEST_F(Floods, OneTokenCannotTakeAllStreams) {
  const std::string loan = market_->open_loan(borrower_, 5'000'000);
  const std::string path = "/v1/loans/" + loan + "/stream";
  std::deque<EventStream> streams;
  for (int i = 0; i < 8; ++i) {
    streams.emplace_back(platform_.port(), investor().token(), path);
    EXPECT_EQ(streams.back().opening().status, 200);
  }
  const Answer refused = investor().get(path);
  expect_problem(refused, 429, "too_many_requests");
  EXPECT_EQ(refused.json().at("limit").as_string(), "streams");
  const Member other = market_->member("investor");
  EXPECT_EQ(EventStream(platform_.port(), other.caller->client().token(), path).opening().status,
            200);
  // A stream that ends makes room.
  streams.pop_back();
  for (int i = 0; i < 100; ++i) {
    const EventStream next(platform_.port(), investor().token(), path);
    if (next.opening().status == 200) return;
    std::this_thread::sleep_for(milliseconds(50));
  }
  ADD_FAILURE() << "the stream that ended still counts";
}

TEST_F(Floods, PasswordsAreGuessedFiveTimes) {
  const std::string loan =
      market_->open_loan(borrower_, 5'000'000, {{"rules", {{"access_code", "right"}}}});
  int wrong = 0;
  int kept_out = 0;
  Answer last;
  for (int i = 0; i < 10'000; ++i) {
    last =
        investor().post("/v1/loans/" + loan + "/bids", "id-" + std::to_string(i),
                        bid_of(investor_, R"(,"access_code":"guess-)" + std::to_string(i) + '"'));
    wrong += last.code() == "access_code_wrong" ? 1 : 0;
    kept_out += last.status == 429 ? 1 : 0;
  }
  EXPECT_EQ(wrong, 5);
  EXPECT_EQ(kept_out, 9'995);
  // Who knows it bids, as often as wished.
  const Member other = market_->member("investor");
  market_->deposit(other, 100'000);
  for (int i = 0; i < 8; ++i) {
    const Answer& placed = other.caller->send(
        "/v1/loans/" + loan + "/bids",
        {{"account", other.account}, {"amount", "100.00"}, {"access_code", "right"}});
    EXPECT_EQ(placed.status, 201) << placed;
  }
}

TEST_F(Floods, WrongTokensLeaveCountersAndALine) {
  Client stranger(platform_.port(), "trb_not-a-token-of-anybody");
  int unauthenticated = 0;
  for (int i = 0; i < 1'000; ++i) {
    unauthenticated += stranger.get("/v1/loans/1").status == 401 ? 1 : 0;
  }
  EXPECT_GE(unauthenticated, 20);
  EXPECT_LT(unauthenticated, 200);
  EXPECT_EQ(metric(R"(tributary_auth_failures_total{reason="unknown_token"})"), 1'000);
  EXPECT_EQ(metric(R"(tributary_quota_refusals_total{kind="nobody",limit="address"})"),
            1'000 - unauthenticated);
  const std::string errors = platform_.errors();
  EXPECT_THAT(errors, HasSubstr("auth_failed: unknown_token from 127.0.0.1: "));
  EXPECT_EQ(errors.find("trb_"), std::string::npos);
  EXPECT_LT(std::ranges::count(errors, '\n'), 20);
  // A good token from the same address is not kept out.
  EXPECT_EQ(investor().get("/v1/accounts/" + investor_.account).status, 200);
}

/// What a crowd took comes back when it has gone, and what nobody reads is not kept for each.
TEST_F(Floods, MemoryOfACrowdComesBack) {
  const double before = resident_mib();
  {
    std::deque<Connection> crowd;
    for (int i = 0; i < 1'500; ++i) {
      crowd.emplace_back(platform_.port());
      crowd.back().send(
          "POST /v1/quotes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
          "Content-Length: 60000\r\n\r\n" +
          std::string(50'000, ' '));
    }
    EXPECT_TRUE(await([&] { return resident_mib() > before + 50; }));
  }
  EXPECT_TRUE(await([&] { return resident_mib() < before + 20; }))
      << resident_mib() << " MiB, before " << before;
  std::deque<Connection> readers;
  for (int i = 0; i < 1'000; ++i) {
    readers.emplace_back(platform_.port());
    for (int page = 0; page < 20; ++page) {
      readers.back().send("GET /docs HTTP/1.1\r\nHost: a\r\n\r\n");
    }
  }
  std::this_thread::sleep_for(milliseconds(500));
  EXPECT_LT(resident_mib(), before + 40);
}

TEST_F(Floods, ABrowserWatchesWithATicket) {
  const std::string loan = market_->open_loan(borrower_, 5'000'000);
  const Answer made = investor().post("/v1/stream-tickets", "", "");
  ASSERT_EQ(made.status, 201) << made;
  const std::string ticket(made.json().at("ticket").as_string());
  const std::string path = "/v1/loans/" + loan + "/stream?ticket=" + ticket;
  EventStream stream(platform_.port(), "", path);
  EXPECT_EQ(stream.opening().status, 200);
  EXPECT_EQ(stream.next().data.at("loan").as_string(), loan);
  EXPECT_EQ(Client(platform_.port(), "").get(path).status, 401);
  EXPECT_EQ(platform_.errors().find(ticket), std::string::npos);
}

}  // namespace
}  // namespace tributary::http_test
