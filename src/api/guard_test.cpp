#include "api/guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "api/admission.hpp"
#include "api/commands.hpp"
#include "api/test_server.hpp"

namespace tributary::api {
namespace {

using namespace std::chrono_literals;
using protocol::Refusal;
using testing::HasSubstr;

std::atomic<Bucket::Time> now_of_test{Bucket::Time(1h)};

/// Members may send 2 requests a second after 4 at once, two of them at the same time, and one
/// command in a second may be refused after 20.
class GuardTest : public testing::Test {
 protected:
  GuardTest()
      : guard_({.quotas = {.member = Quota{Pace::a_second(2, 4), 2, 1, Pace::a_second(1, 20)},
                           .staff = std::nullopt,
                           .address = AddressQuota{Pace::a_second(1, 3), Pace::a_second(1, 2)}},
                .write = [this](auto name, auto text) { log(name, text); },
                .clock = [] { return now_of_test.load(); }}),
        authenticate_(
            [this](std::string_view token) {
              auto caller = TestServer::authenticate(token.substr(0, token.find('-')));
              if (caller) caller->token = token.size();
              if (caller) guard_.usages().open(*caller);
              return caller;
            },
            &guard_) {
    add_command_routes(server_.router, server_.sink, authenticate_);
    server_.router.add(http::Method::get, "/mine",
                       [this](const http::Request& request, http::Server& server) {
                         const auto caller = identify(request, authenticate_);
                         if (!caller) {
                           return server.respond(request.ticket, render(caller.error()));
                         }
                         if (request.query == "later") return later_.set_value(request.ticket);
                         server.respond(request.ticket, {.body = "{}"});
                       });
    server_.router.add(http::Method::get, "/page",
                       guarded(&guard_, [](const http::Request& request, http::Server& server) {
                         server.respond(request.ticket, {.body = "page"});
                       }));
    guard_.connect(server_.make());
    server_.start();
  }
  ~GuardTest() override { server_.server().stop(1s); }

  void log(std::string_view name, std::string_view text) {
    const std::scoped_lock lock(log_mutex_);
    log_.append(name).append(": ").append(text).append("\n");
  }
  std::string logged() {
    const std::scoped_lock lock(log_mutex_);
    return log_;
  }
  auto refusals(protocol::ActorKind kind, Limit limit) const {
    return guard_.figures()
        .quota_refusals.at(static_cast<std::size_t>(kind))[static_cast<std::size_t>(limit)]
        .load();
  }
  TestServer::Answer bid(std::string_view loan, std::string_view password) const {
    const std::string code =
        password.empty() ? "" : R"(,"access_code":")" + std::string(password) + '"';
    return server_.post("/v1/loans/" + std::string(loan) + "/bids", "investor",
                        R"({"account":"8","amount":"100.00")" + code + "}");
  }

  Guard guard_;
  Authenticate authenticate_;
  TestServer server_;
  std::promise<http::Ticket> later_;
  std::mutex log_mutex_;
  std::string log_;
};

TEST_F(GuardTest, ATokenHasItsBurstAndIsTold) {
  const auto first = server_.get("/mine", "investor");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.header("RateLimit-Policy"), R"("requests";q=2;w=1)");
  EXPECT_EQ(first.header("RateLimit"), R"("requests";r=2;t=0)");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(server_.get("/mine", "investor").status, 200);
  const auto refused = server_.get("/mine", "investor");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_EQ(refused.header("RateLimit"), R"("requests";r=0;t=1)");
  EXPECT_THAT(refused.body, HasSubstr(R"("code":"too_many_requests")"));
  EXPECT_THAT(refused.body, HasSubstr(R"("limit":"requests")"));
  EXPECT_EQ(refusals(protocol::ActorKind::member, Limit::requests), 1U);
  EXPECT_THAT(logged(), HasSubstr("limit_reached: requests of member 7, token 8 from 127.0.0.1: "
                                  "GET /mine\n"));
}

/// One limit that is reached again and again does not hide that another one is.
TEST_F(GuardTest, EachLimitHasItsLine) {
  const Caller caller = *authenticate_("investor");
  caller.usage->in_flight += 2;
  EXPECT_EQ(server_.get("/mine", "investor").status, 429);
  caller.usage->in_flight -= 2;
  for (int i = 0; i < 8; ++i) server_.get("/mine?secret", "investor");
  EXPECT_THAT(logged(), HasSubstr("limit_reached: in_flight of member 7, token 8"));
  EXPECT_THAT(logged(), HasSubstr("limit_reached: requests of member 7, token 8"));
  EXPECT_THAT(logged(), Not(HasSubstr("secret")));
}

TEST_F(GuardTest, ALongPathIsCutInALine) {
  const std::string path(200, 'x');
  http::Request request{};
  request.path = path;
  guard_.forbidden(request, *authenticate_("investor"));
  EXPECT_THAT(logged(), HasSubstr(": GET " + std::string(128, 'x') + "…\n"));
}

TEST_F(GuardTest, TokensOfOneCallerShareTwiceAsMuch) {
  int admitted = 0;
  for (const char* token : {"investor", "investor-1", "investor-22", "investor-333"}) {
    for (int i = 0; i < 6; ++i) admitted += server_.get("/mine", token).status == 200 ? 1 : 0;
  }
  EXPECT_EQ(admitted, 8);
}

TEST_F(GuardTest, WhoHasNoQuotaIsNotCounted) {
  for (int i = 0; i < 20; ++i) {
    const auto answer = server_.get("/mine", "admin");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("RateLimit"), "");
  }
}

TEST_F(GuardTest, WhatIsInFlightIsGivenBackWithTheAnswer) {
  const Caller caller = *authenticate_("investor");
  http::TestClient waits(server_.port());
  waits.send("GET /mine?later HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer investor\r\n\r\n");
  const http::Ticket ticket = later_.get_future().get();
  EXPECT_EQ(caller.usage->in_flight, 1U);
  caller.usage->in_flight += 1;
  const auto refused = server_.get("/mine", "investor");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr(R"("limit":"in_flight")"));
  caller.usage->in_flight -= 1;
  server_.server().post(ticket.shard, [&] { server_.server().respond(ticket, {.body = "late"}); });
  EXPECT_EQ(waits.receive().body, "late");
  EXPECT_EQ(caller.usage->in_flight, 0U);
  EXPECT_EQ(server_.get("/mine", "investor").status, 200);
  EXPECT_EQ(caller.usage->in_flight, 0U);
}

TEST_F(GuardTest, RefusedCommandsKeepFurtherOnesOut) {
  const Caller caller = *authenticate_("investor");
  protocol::Record record;
  record.sender = caller.sender();
  record.refusal = Refusal::insufficient_funds;
  for (int i = 0; i < 20; ++i) guard_.recorded(record);
  const auto refused = bid("1", "");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr(R"("limit":"refusals")"));
  EXPECT_TRUE(server_.sink.submitted().empty());
  EXPECT_EQ(server_.get("/mine", "investor").status, 200);  // reading goes on
  now_of_test = now_of_test.load() + 1s;
  EXPECT_EQ(bid("1", "").status, 299);
}

TEST_F(GuardTest, PasswordsAreNotTriedWithoutEnd) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(bid("1", "guess").status, 299) << i;
    now_of_test = now_of_test.load() + 1s;
  }
  const auto refused = bid("1", "guess");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr(R"("limit":"password")"));
  EXPECT_EQ(refused.header("Retry-After"), "595");
  EXPECT_EQ(server_.sink.submitted().size(), 5U);
  EXPECT_EQ(bid("1", "").status, 299);
  EXPECT_EQ(bid("2", "guess").status, 299);
}

TEST_F(GuardTest, AQueueThatTakesNothingTriesNoPassword) {
  server_.sink.accept(false);
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(bid("1", "guess").status, 503) << i;
    now_of_test = now_of_test.load() + 1s;
  }
}

TEST_F(GuardTest, StrangersAreCountedByAddressAndKnownCallersAreNot) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(server_.get("/page").status, 200);
  EXPECT_EQ(server_.get("/page").status, 429);
  const auto refused = server_.get("/mine");
  EXPECT_EQ(refused.status, 429);
  EXPECT_THAT(refused.body, HasSubstr(R"("limit":"address")"));
  EXPECT_EQ(server_.get("/mine", "investor").status, 200);
  now_of_test = now_of_test.load() + 1s;
  EXPECT_EQ(server_.get("/mine").status, 401);
}

TEST_F(GuardTest, WrongTokensLeaveTraces) {
  EXPECT_EQ(server_.get("/mine", "secret").status, 401);
  EXPECT_EQ(server_.get("/mine", "secret").status, 401);
  EXPECT_EQ(server_.get("/mine", "secret").status, 429);
  EXPECT_EQ(guard_.figures().auth_failures[1], 3U);
  EXPECT_THAT(logged(), HasSubstr("auth_failed: unknown_token from 127.0.0.1: GET /mine\n"));
  EXPECT_THAT(logged(), HasSubstr("limit_reached: address of 127.0.0.1: GET /mine\n"));
  EXPECT_THAT(logged(), Not(HasSubstr("secret")));
}

/// A token that is no longer good is somebody's who was known, and not a guess: each has its line.
TEST_F(GuardTest, ATokenThatWasGoodOnceIsNamed) {
  http::Request request{};
  request.peer = "192.0.2.1";
  request.path = "/mine";
  const auto member = protocol::ActorId::of(protocol::ActorKind::member, 1001);
  guard_.turn_away(request, {AuthFailure::unknown_token});
  guard_.turn_away(request, {AuthFailure::expired_token, member, 7});
  guard_.turn_away(request, {AuthFailure::revoked_token, member, 8});
  EXPECT_THAT(logged(), HasSubstr("auth_failed: unknown_token from 192.0.2.1: GET /mine\n"));
  EXPECT_THAT(logged(), HasSubstr("auth_failed: expired_token of member 1001, token 7 from "
                                  "192.0.2.1: GET /mine\n"));
  EXPECT_THAT(logged(), HasSubstr("auth_failed: revoked_token of member 1001, token 8 from "));
  EXPECT_EQ(guard_.figures().auth_failures[2], 1U);
}

TEST_F(GuardTest, MissingPermissionsLeaveTraces) {
  EXPECT_EQ(server_.post("/v1/loans/1/approve", "investor", "{}").status, 403);
  EXPECT_EQ(guard_.figures().permission_refusals, 1U);
  EXPECT_THAT(logged(), HasSubstr("permission_refused: member 7, token 8 from 127.0.0.1: POST "
                                  "/v1/loans/1/approve\n"));
}

}  // namespace
}  // namespace tributary::api
