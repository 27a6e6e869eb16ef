#include "verticals/clock/routes.hpp"

#include <gtest/gtest.h>

#include <future>

#include "api/guard.hpp"
#include "api/test_server.hpp"
#include "money/test_values.hpp"
#include "rows/test_rows.hpp"
#include "store/temporary_folder.hpp"
#include "verticals/clock/diary.hpp"
#include "verticals/clock/toy_platform.hpp"

namespace tributary::clock {
namespace {

using money::day;

/// A server with desks behind it; the diary is empty, the platform a toy.
class RoutesTest : public testing::Test {
 protected:
  RoutesTest() {
    store::Database database(url());
    database.execute(
        "CREATE TABLE follow_state (cursor INTEGER); INSERT INTO follow_state VALUES (9)");
    Diary().create(database);
    database.execute(
        "INSERT INTO clock_day (day, sequence, time) VALUES (20521, 3, 1000), (20522, 6, 2000);"
        "INSERT INTO clock_item (sequence, time, day, kind, loan, account, posting, period, "
        "amount, refusal, currency, round) VALUES (4, 1, 20521, 5, 1, 0, 0, 1, 100, 0, 1, 'r1'), "
        "(5, 1, 20521, 5, 2, 0, 0, 1, 0, 257, 1, 'r1')");
    platform_.state.day = day("2026-03-10");
    platform_.state.accounts = {{{1}, 1'000}, {{2}, 0}};
    platform_.state.loans[{1}] = {{1}, {2}, {}, {{day("2026-03-11"), {100}}}, 0, 0, {}};

    Timers::World world;
    world.ring = &platform_;
    world.clock = [this] { return clock_; };
    world.calendar = [] { return std::nullopt; };
    world.keep_plan = [](Date, const std::vector<PlannedKind>&) {};
    timers_.emplace(std::move(world), Timers::Options{});
    world_.house.ring = &platform_;
    world_.house.clock = machine();
    world_.timers = &*timers_;
    world_.plans = &plans_;
    const auto find = [this](std::string_view token) {
      auto caller = api::TestServer::authenticate(token);
      if (caller) guard_.usages().open(*caller);
      return caller;
    };
    vertical::add_routes(server_.router, routes(),
                         {.authenticate = api::Authenticate(find, &guard_),
                          .desk = &desk_,
                          .world = &world_,
                          .waiting_desk = &waiting_desk_});
    guard_.connect(server_.make());
    server_.start();
    desk_.start();
    waiting_desk_.start();
  }
  ~RoutesTest() override {
    server_.server().stop(std::chrono::seconds(5));
    desk_.stop();
    waiting_desk_.stop();
  }

  vertical::MachineClock machine() {
    return {.shows = [this] { return shown_; },
            .now = [this] { return clock_; },
            .doubt = [this] { return clock_ ? std::nullopt : std::optional<std::string>("why"); },
            .is_shown = [this](Time named) { return named == shown_; },
            .confirm =
                [this](Time named) {
                  if (named == shown_) clock_ = named;
                  return named == shown_;
                }};
  }

  std::string url() const { return "sqlite:" + (folder_.path() / "read.db").string(); }

  /// Staff may have 20 refused, and then one more in a minute.
  static api::QuotaTable quotas() {
    api::QuotaTable quotas;
    quotas.staff->requests = api::Pace::a_second(1'000, 10'000);
    quotas.staff->refusals = {std::chrono::minutes(1), 20};
    return quotas;
  }

  std::optional<Time> clock_{{1'773'187'200'000}};  ///< 2026-03-11 08:00 where the operator is
  Time shown_ = *clock_;
  store::TemporaryFolder folder_;
  api::Guard guard_{{.quotas = quotas()}};
  rows::TestRows rows_{schema()};
  PlanStore plans_{rows_.url(), rows_.writer()};
  ToyPlatform platform_;
  std::optional<Timers> timers_;
  World world_;
  const vertical::ReadingDesk::Source source_{[this] { return url(); },
                                              [] { return protocol::Sequence{10}; }};
  vertical::ReadingDesk desk_{"test", source_, {.patience = std::chrono::milliseconds(1)}};
  vertical::ReadingDesk waiting_desk_{"test_waiting", source_, {.threads = 1}};
  api::TestServer server_;
};

TEST_F(RoutesTest, AreForWhoMayReadAllOrRunDays) {
  for (const char* path :
       {"/v1/business-days", "/v1/business-days/status", "/v1/business-days/2026-03-10/items",
        "/v1/business-days/2026-03-10/plan"}) {
    EXPECT_EQ(server_.get(path).status, 401) << path;
    const auto forbidden = server_.get(path, "investor");
    EXPECT_EQ(forbidden.status, 403) << path;
    EXPECT_NE(forbidden.body.find("permission `read_all` or `run_days`"), std::string::npos)
        << forbidden.body;
    EXPECT_EQ(server_.get(path, "auditor").status, 200) << path;
  }
  for (const char* path : {"/v1/business-days/run", "/v1/business-days/items/retry"}) {
    EXPECT_EQ(server_.post(path, "auditor", "{}").status, 403) << path;
    EXPECT_EQ(server_.post(path, "operations", "{}").status, 400) << path;
  }
}

/// Hears what is asked of it and never answers.
struct SilentRing final : Ring {
  std::atomic<int> asked = 0;
  void send(const protocol::Sender&, std::string_view, std::span<const std::byte>, Told) override {}
  void ask(const protocol::Sender&, const protocol::Query&, Answered) override { ++asked; }
  void find(protocol::Sequence, Found) override {}
};

TEST_F(RoutesTest, WhatWaitsForTheEngineHoldsUpNothingElse) {
  SilentRing ring;
  world_.house.ring = &ring;
  auto plan = std::async(std::launch::async, [&] {
    return server_.get("/v1/business-days/2026-03-11/plan", "auditor").status;
  });
  while (ring.asked == 0) std::this_thread::yield();
  for (const char* path :
       {"/v1/business-days", "/v1/business-days/2026-03-10/items", "/v1/business-days/status"}) {
    EXPECT_EQ(server_.get(path, "auditor").status, 200) << path;
  }
  world_.stopping = true;
  EXPECT_EQ(plan.get(), 503);
}

TEST_F(RoutesTest, ListDaysAndItems) {
  const auto days = server_.get("/v1/business-days?limit=1", "auditor");
  EXPECT_EQ(days.body,
            R"({"sequence":9,"lines":[{"day":"2026-03-10","began":"1970-01-01T00:00:02.000Z",)"
            R"("sequence":6,"done":[]}],"next_cursor":"days.20522"})");
  const auto more = server_.get("/v1/business-days?limit=1&cursor=days.20522", "auditor");
  EXPECT_NE(more.body.find(R"("day":"2026-03-09")"), std::string::npos) << more.body;
  const auto items =
      server_.get("/v1/business-days/2026-03-09/items?state=refused&at_least=9", "auditor");
  EXPECT_EQ(
      items.body,
      R"({"sequence":9,"lines":[{"sequence":5,"time":"1970-01-01T00:00:00.001Z",)"
      R"("kind":"collect_instalment","loan":"2","period":1,"round":"r1",)"
      R"("refusal":"insufficient_funds","reason":"The account does not have that much to spend"}]})");
}

TEST_F(RoutesTest, RefuseWhatTheyCannotRead) {
  const std::string days = "/v1/business-days";
  EXPECT_EQ(server_.get(days + "?cursor=x", "auditor").status, 400);
  EXPECT_EQ(server_.get(days + "/2026-13-01/items", "auditor").status, 400);
  EXPECT_EQ(server_.get(days + "/2026-03-10/items?kind=nap", "auditor").status, 400);
  EXPECT_EQ(server_.get(days + "?at_least=10", "auditor").status, 503);
  EXPECT_EQ(server_.get(days + "?at_least=11", "auditor").status, 412);
  EXPECT_EQ(server_.get(days + "/2026-03-09/plan", "auditor").status, 404) << "none was kept";
}

TEST_F(RoutesTest, RefuseTheCursorOfAnotherList) {
  const auto next = [&](const std::string& list) {
    const std::string body = server_.get(list + "?limit=1", "auditor").body;
    const std::size_t at = body.find(R"("next_cursor":")") + 15;
    return body.substr(at, body.find('"', at) - at);
  };
  const std::string days = "/v1/business-days";
  const std::string items = "/v1/business-days/2026-03-09/items";
  const auto status = [&](const std::string& list, const std::string& cursor) {
    return server_.get(list + "?cursor=" + cursor, "auditor").status;
  };
  EXPECT_EQ(next(items), "items.2026-03-09.4");
  EXPECT_EQ(status(days, next(days)), 200);
  EXPECT_EQ(status(items, next(items)), 200);
  EXPECT_EQ(status(days, next(items)), 400);
  EXPECT_EQ(status(items, next(days)), 400);
  EXPECT_EQ(status("/v1/business-days/2026-03-10/items", next(items)), 400) << "of another day";
  for (const char* number : {"", "x", "-1", "%2B1", "01", "1.", "1%20", "4294967296",
                             "9223372036854775808", "18446744073709551617"}) {
    EXPECT_EQ(status(days, std::string("days.") + number), 400) << number;
  }
  EXPECT_EQ(status(items, "items.2026-03-09.9223372036854775807"), 200);
  EXPECT_EQ(status(items, "items.2026-03-09.9223372036854775808"), 400);
}

TEST_F(RoutesTest, PlanADayThatComes) {
  const auto plan = server_.get("/v1/business-days/2026-03-11/plan", "auditor");
  EXPECT_EQ(
      plan.body,
      R"({"day":"2026-03-11","dry_run":true,"planned":[{"kind":"collect_instalment",)"
      R"("items":1,"amount":"1.00","lacking":0,"amount_lacking":"0.00","currency":"CNY"}],"done":[],)"
      R"("difference":[]})");
  EXPECT_TRUE(platform_.ids.empty());
}

TEST_F(RoutesTest, OrderARun) {
  testing::internal::CaptureStderr();
  const auto run = server_.post("/v1/business-days/run", "operations", R"({"to":"2026-03-11"})");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("day_ordered: /v1/business-days/run by staff "), std::string::npos) << log;
  EXPECT_NE(log.find(R"({"to":"2026-03-11"})"), std::string::npos) << log;
  EXPECT_EQ(run.status, 202);
  EXPECT_EQ(run.body, R"({"run":1,"state":"waiting","to":"2026-03-11","round":"m1","listed":0,)"
                      R"("finished":0,"worked":[]})");
  EXPECT_NE(server_.get("/v1/business-days/status", "auditor").body.find(R"("run":1)"),
            std::string::npos);
  int orders = 0;
  const auto order = [&](const char* body) {
    const std::string key = "order-" + std::to_string(++orders);
    return server_.post("/v1/business-days/run", "operations", body, key).status;
  };
  testing::internal::CaptureStderr();
  EXPECT_EQ(order(R"({"to":"2026-03-09"})"), 409);
  EXPECT_EQ(order(R"({"to":"2036-03-09"})"), 409);
  EXPECT_EQ(order(R"({"to":"2026-03-11","round":100})"), 400);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "") << "nothing was ordered";
}

TEST_F(RoutesTest, ADayThatHasNotComeIsConfirmedByNamingIt) {
  int orders = 0;
  const auto order = [&](const std::string& body) {
    return server_.post("/v1/business-days/run", "operations", body,
                        "order-" + std::to_string(++orders));
  };
  const auto approved = [&](const std::string& body, std::string_view by = "operations/8") {
    return server_.post_approved("/v1/business-days/run", "operations", by, body,
                                 "order-" + std::to_string(++orders));
  };
  for (const char* to : {"2026-03-12", "2026-11-01", "2029-03-01"}) {
    const std::string wish = R"({"to":")" + std::string(to) + "\"";
    const auto refused = order(wish + "}");
    EXPECT_EQ(refused.status, 409) << to;
    EXPECT_NE(refused.body.find(R"("business_day_not_confirmed")"), std::string::npos);
    EXPECT_NE(refused.body.find("today is 2026-03-11; to begin " + std::string(to)),
              std::string::npos)
        << refused.body;
    EXPECT_NE(refused.body.find("name it again as confirmed_on " + std::string(to)),
              std::string::npos)
        << refused.body;
    const auto differs = order(wish + R"(,"confirmed_on":"2026-03-11"})");
    EXPECT_EQ(differs.status, 409) << to;
    EXPECT_NE(differs.body.find("confirmed_on is 2026-03-11, and not " + std::string(to)),
              std::string::npos)
        << differs.body;
    testing::internal::CaptureStderr();
    EXPECT_EQ(approved(wish + R"(,"confirmed_on":")" + to + "\"}").status, 202) << to;
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_NE(
        log.find("warning day_confirmed: /v1/business-days/run by staff 7, approved by staff 8"),
        std::string::npos)
        << log;
  }
  const char* const ahead = R"({"to":"2026-12-01","confirmed_on":"2026-12-01"})";
  EXPECT_NE(order(ahead).body.find(R"("approval_missing")"), std::string::npos);
  EXPECT_NE(approved(ahead, "admin").body.find(R"("approved_by_oneself")"), std::string::npos);
  EXPECT_NE(approved(ahead, "finance/8").body.find(R"("approval_invalid")"), std::string::npos);
  EXPECT_EQ(approved(R"({"to":"2029-04-01","confirmed_on":"2029-04-01"})").status, 409)
      << "years ahead there is nothing to confirm";
  EXPECT_EQ(order(R"({"to":"2026-03-11"})").status, 202);
  platform_.state.day = money::day("2026-03-12");
  EXPECT_EQ(order(R"({"to":"2026-03-12"})").status, 202) << "it has begun already";
  EXPECT_EQ(order(R"({"to":"2026-03-13"})").status, 409);
}

TEST_F(RoutesTest, TheFirstDayIsTodayOrConfirmed) {
  platform_.state.day = {};
  const auto order = [&](const char* body, const char* key) {
    return server_.post("/v1/business-days/run", "operations", body, key).status;
  };
  EXPECT_EQ(order(R"({"to":"2026-03-10"})", "a"), 409);
  EXPECT_EQ(order(R"({"to":"2001-03-11"})", "b"), 409);
  EXPECT_EQ(order(R"({"to":"2026-03-12"})", "c"), 409);
  EXPECT_EQ(order(R"({"to":"2026-03-11"})", "d"), 202);
  const char* const past = R"({"to":"2001-03-11","confirmed_on":"2001-03-11"})";
  EXPECT_EQ(order(past, "e"), 403);
  EXPECT_EQ(
      server_.post_approved("/v1/business-days/run", "operations", "admin/8", past, "f").status,
      202);
}

TEST_F(RoutesTest, ConfirmTheClock) {
  const auto shown = server_.get("/v1/clock", "auditor");
  EXPECT_EQ(shown.body, R"({"shows":"2026-03-11T00:00:00.000Z","in_doubt":false,)"
                        R"("engine_time":"1970-01-01T00:00:00.000Z"})");
  clock_.reset();
  platform_.state.now = {shown_.ms + 1};
  EXPECT_NE(server_.get("/v1/clock", "auditor").body.find(R"("in_doubt":true,"reason":"why")"),
            std::string::npos);
  const char* const path = "/v1/clock/confirm";
  const char* const right = R"({"time":"2026-03-11T00:00:00Z"})";
  const auto run =
      server_.post("/v1/business-days/run", "operations", R"({"to":"2026-03-11"})", "run");
  EXPECT_EQ(run.status, 503) << run.body;
  EXPECT_EQ(server_.post(path, "auditor", right).status, 403);
  const auto other = server_.post(path, "operations", R"({"time":"2026-03-10T00:00:00Z"})", "a");
  EXPECT_EQ(other.status, 409);
  EXPECT_NE(other.body.find("it shows 2026-03-11T00:00:00.000Z: if that is not what a watch says, "
                            "set it right"),
            std::string::npos)
      << other.body;
  EXPECT_TRUE(platform_.ids.empty());
  const auto confirmed = server_.post(path, "operations", right, "b");
  EXPECT_EQ(confirmed.status, 200);
  EXPECT_NE(confirmed.body.find(R"("in_doubt":false)"), std::string::npos) << confirmed.body;
  EXPECT_TRUE(platform_.ids.empty()) << "what the clock shows is told by who reads it";
}

/// What follows from a time that has not come, nothing takes back: listings fail, days begin.
TEST_F(RoutesTest, AClockFarAheadIsConfirmedByTwo) {
  const char* const path = "/v1/clock/confirm";
  const char* const right = R"({"time":"2026-03-11T00:00:00Z"})";
  const auto hours_ahead = [&](std::int64_t hours) {
    clock_.reset();
    platform_.state.now = {shown_.ms - hours * 3'600'000};
  };
  hours_ahead(1);
  EXPECT_EQ(server_.post(path, "operations", right, "a").status, 200);
  hours_ahead(2);
  EXPECT_NE(server_.post(path, "operations", right, "b").body.find(R"("approval_missing")"),
            std::string::npos);
  EXPECT_NE(server_.post_approved(path, "operations", "operations", right, "c")
                .body.find(R"("approved_by_oneself")"),
            std::string::npos);
  EXPECT_FALSE(clock_);
  EXPECT_EQ(server_.post_approved(path, "operations", "operations/8", right, "d").status, 200);
  EXPECT_TRUE(clock_);
  EXPECT_EQ(server_.post(path, "operations", right, "e").status, 200) << "it is not in doubt";
}

TEST_F(RoutesTest, RefusedRunsCountAsRefusedCommands) {
  const auto order = [&](int number) {
    return server_.post("/v1/business-days/run", "operations", R"({"to":"2026-03-09"})",
                        "order-" + std::to_string(number));
  };
  for (int i = 0; i < 20; ++i) EXPECT_EQ(order(i).status, 409) << i;
  const auto limited = order(20);
  EXPECT_EQ(limited.status, 429);
  EXPECT_NE(limited.body.find(R"("limit":"refusals")"), std::string::npos) << limited.body;
}

TEST_F(RoutesTest, ARunThatIsOrderedAgainIsTheSame) {
  const auto order = [&](const char* body, const char* key = "k") {
    return server_.post("/v1/business-days/run", "operations", body, key);
  };
  const auto first = order(R"({"to":"2026-03-11"})");
  EXPECT_EQ(first.status, 202);
  timers_->tick();
  platform_.state.day = day("2026-03-12");
  const std::size_t sent = platform_.ids.size();
  EXPECT_EQ(order(R"({"to":"2026-03-11"})").body, first.body) << "though that day is over";
  EXPECT_EQ(order(R"({"to":"2026-03-11","round":1})").body, first.body);
  for (const char* other : {R"({"to":"2026-03-12"})", R"({"to":"2026-03-11","round":2})"}) {
    EXPECT_EQ(order(other).status, 422) << other;
  }
  EXPECT_EQ(order(R"({"to":"2026-03-11"})", "l").status, 409) << "a new order";
  timers_->tick();
  EXPECT_EQ(platform_.ids.size(), sent);
  EXPECT_EQ(timers_->view().runs.size(), 1U);
}

/// Part payments of a loan that owes 1.00, ordered by hand.
class RetryTest : public RoutesTest {
 protected:
  static constexpr const char* part =
      R"({"kind":"collect_instalment","loan":"1","period":1,"amount":"0.40"})";

  RetryTest() { platform_.state.day = day("2026-03-11"); }

  api::TestServer::Answer retry(const char* body, const char* key) {
    return server_.post("/v1/business-days/items/retry", "operations", body, key);
  }
  std::int64_t paid() const { return platform_.state.accounts.at({2}); }
};

TEST_F(RetryTest, DoesOneThing) {
  testing::internal::CaptureStderr();
  const auto answer = retry(part, "k");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("day_ordered: /v1/business-days/items/retry by staff 7 as k: {"),
            std::string::npos)
      << log;
  EXPECT_EQ(answer.body, R"({"request_id":")" + platform_.ids.back() + R"(","sequence":1})");
  EXPECT_EQ(platform_.ids.back().size(), std::string("retry:").size() + 32);
  EXPECT_EQ(paid(), 40);
  EXPECT_EQ(retry(R"({"kind":"collect_instalment","loan":"1"})", "b").status, 400);
  EXPECT_EQ(retry(R"({"kind":"collect_receivable","loan":"1"})", "c").status, 400);
}

TEST_F(RetryTest, NeedsASecondPersonForWhatCannotBeUndone) {
  const char* const write_off = R"({"kind":"write_off_loan","loan":"1"})";
  const auto approved = [&](const char* by) {
    return server_.post_approved("/v1/business-days/items/retry", "admin", by, write_off, "k");
  };
  const auto alone = server_.post("/v1/business-days/items/retry", "admin", write_off, "k");
  EXPECT_NE(alone.body.find(R"("approval_missing")"), std::string::npos);
  EXPECT_NE(approved("admin").body.find(R"("approved_by_oneself")"), std::string::npos);
  EXPECT_TRUE(platform_.ids.empty());
  const std::string first = approved("admin/8").body;
  EXPECT_EQ(platform_.approvers.back(), protocol::ActorId::of(protocol::ActorKind::staff, 8));
  EXPECT_EQ(approved("revoked-meanwhile").body, first) << "what was done keeps its answer";
  EXPECT_EQ(platform_.ids.size(), 1U);
}

TEST_F(RetryTest, NeedsThePermissionOfTheCommand) {
  const char* const write_off = R"({"kind":"write_off_loan","loan":"1"})";
  EXPECT_EQ(retry(write_off, "k").status, 403) << "operations may not adjust";
  const auto by_operations = server_.post_approved("/v1/business-days/items/retry", "admin",
                                                   "operations/8", write_off, "k");
  EXPECT_NE(by_operations.body.find(R"("approval_invalid")"), std::string::npos);
  EXPECT_TRUE(platform_.ids.empty());
  EXPECT_EQ(retry(part, "k").status, 200);
}

TEST_F(RetryTest, SentAgainGetsItsFirstAnswer) {
  const std::string first = retry(part, "k").body;
  const std::string refused =
      retry(R"({"kind":"collect_instalment","loan":"1","period":1,"amount":"5.00"})", "l").body;
  EXPECT_NE(refused.find(R"("refusal":"amount_exceeds_due")"), std::string::npos) << refused;
  EXPECT_EQ(retry(part, "k").body, first);
  EXPECT_EQ(retry(part, "m").status, 200);
  EXPECT_EQ(paid(), 80);
  platform_.state.day = day("2026-03-12");
  EXPECT_EQ(retry(part, "k").body, first) << "on another day the command would be another";
  EXPECT_EQ(
      retry(R"({"kind":"collect_instalment","loan":"1","period":1,"amount":"5.00"})", "l").body,
      refused);
  EXPECT_EQ(paid(), 80);
  EXPECT_EQ(platform_.ids.size(), 3U);
}

TEST_F(RetryTest, WhatIsRefusedCountsAsARefusedCommandOnce) {
  constexpr const char* too_much =
      R"({"kind":"collect_instalment","loan":"1","period":1,"amount":"5.00"})";
  testing::internal::CaptureStderr();
  for (int i = 0; i < 50; ++i) EXPECT_EQ(retry(too_much, "again").status, 200) << i;
  for (int i = 0; i < 19; ++i) {
    EXPECT_EQ(retry(too_much, std::to_string(i).c_str()).status, 200) << i;
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(log.find("day_ordered"), std::string::npos) << log;
  EXPECT_EQ(retry(too_much, "one-more").status, 429);
  EXPECT_EQ(retry(part, "good").status, 429);
  EXPECT_EQ(platform_.ids.size(), 20U);
}

TEST_F(RetryTest, AKeyIsForOneThing) {
  retry(part, "k");
  for (const char* today : {"2026-03-11", "2026-03-12"}) {
    platform_.state.day = day(today);
    for (const char* other :
         {R"({"kind":"collect_instalment","loan":"1","period":1})",
          R"({"kind":"collect_instalment","loan":"1","period":1,"amount":"0.41"})",
          R"({"kind":"collect_instalment","loan":"2","period":1,"amount":"0.40"})",
          R"({"kind":"collect_instalment","loan":"1","period":2,"amount":"0.40"})",
          R"({"kind":"assess_late_interest","loan":"1"})",
          R"({"kind":"collect_receivable","account":"1"})"}) {
      const auto answer = retry(other, "k");
      EXPECT_EQ(answer.status, 422) << today << other;
      EXPECT_NE(answer.body.find("request_id_reused"), std::string::npos);
    }
  }
  EXPECT_EQ(platform_.ids.size(), 1U);
  EXPECT_EQ(paid(), 40);
}

TEST_F(RetryTest, OrdersNeedAKey) {
  for (const char* path : {"/v1/business-days/run", "/v1/business-days/items/retry"}) {
    const char* const body =
        std::string_view(path).ends_with("run") ? R"({"to":"2026-03-11"})" : part;
    const auto missing = server_.post(path, "operations", body, "");
    EXPECT_EQ(missing.status, 400) << path;
    EXPECT_NE(missing.body.find("request_id_missing"), std::string::npos) << missing.body;
    const auto invalid = server_.post(path, "operations", body, "a b");
    EXPECT_NE(invalid.body.find("request_id_invalid"), std::string::npos) << invalid.body;
  }
  EXPECT_TRUE(platform_.ids.empty());
  EXPECT_TRUE(timers_->view().runs.empty());
}

}  // namespace
}  // namespace tributary::clock
