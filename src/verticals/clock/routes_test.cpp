#include "verticals/clock/routes.hpp"

#include <gtest/gtest.h>

#include "api/test_server.hpp"
#include "money/test_values.hpp"
#include "store/temporary_folder.hpp"
#include "verticals/clock/orders.hpp"
#include "verticals/clock/toy_platform.hpp"

namespace tributary::clock {
namespace {

using money::day;

/// A server with an office behind it; the diary is empty, the platform a toy.
class RoutesTest : public testing::Test {
 protected:
  RoutesTest() : plans_(folder_.path() / "platform.db") {
    store::Database database(url());
    database.execute(
        "CREATE TABLE follow_state (cursor INTEGER); INSERT INTO follow_state VALUES (9)");
    Diary().create(database);
    database.execute(
        "INSERT INTO clock_day (day, sequence, time) VALUES (20521, 3, 1000), (20522, 6, 2000);"
        "INSERT INTO clock_item (sequence, time, day, kind, loan, account, period, amount, "
        "refusal, round) VALUES (4, 1, 20521, 5, 1, 0, 1, 100, 0, 'r1'), "
        "(5, 1, 20521, 5, 2, 0, 1, 0, 257, 'r1')");
    platform_.state.day = day("2026-03-10");
    platform_.state.accounts = {{{1}, 1'000}, {{2}, 0}};
    platform_.state.loans[{1}] = {{1}, {2}, {}, {{day("2026-03-11"), {100}}}, 0, 0, {}};

    Timers::World world;
    world.ring = &platform_;
    world.clock = [] { return Time{}; };
    timers_.emplace(std::move(world), Timers::Options{});
    Office::Options options = Office::usual_options();
    options.patience = std::chrono::milliseconds(1);
    office_.emplace(Office::World{.ring = &platform_,
                                  .timers = &*timers_,
                                  .plans = &plans_,
                                  .read_url = [this] { return url(); },
                                  .durable = [] { return protocol::Sequence{10}; },
                                  .shift = {}},
                    options);
    add_routes(server_.router, *office_, api::TestServer::authenticate);
    server_.start();
    office_->start();
  }
  ~RoutesTest() override {
    server_.server().stop(std::chrono::seconds(5));
    office_->stop();
  }

  std::string url() const { return "sqlite:" + (folder_.path() / "read.db").string(); }

  store::TemporaryFolder folder_;
  PlanStore plans_;
  ToyPlatform platform_;
  std::optional<Timers> timers_;
  std::optional<Office> office_;
  api::TestServer server_;
};

TEST_F(RoutesTest, AreForWhoMayReadAllOrRunDays) {
  for (const char* path :
       {"/v1/business-days", "/v1/business-days/status", "/v1/business-days/2026-03-10/items",
        "/v1/business-days/2026-03-10/plan"}) {
    EXPECT_EQ(server_.get(path).status, 401) << path;
    EXPECT_EQ(server_.get(path, "investor").status, 403) << path;
    EXPECT_EQ(server_.get(path, "auditor").status, 200) << path;
  }
  for (const char* path : {"/v1/business-days/run", "/v1/business-days/items/retry"}) {
    EXPECT_EQ(server_.post(path, "auditor", "{}").status, 403) << path;
    EXPECT_EQ(server_.post(path, "operations", "{}").status, 400) << path;
  }
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
      R"("refusal":"insufficient_funds","reason":"The account does not have that much available"}]})");
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

TEST_F(RoutesTest, PlanADayThatComes) {
  const auto plan = server_.get("/v1/business-days/2026-03-11/plan", "auditor");
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

  EXPECT_EQ(plan.body,
            R"({"day":"2026-03-11","dry_run":true,"planned":[{"kind":"collect_instalment",)"
            R"("items":1,"amount":"1.00","lacking":0,"amount_lacking":"0.00"}],"done":[],)"
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
  const auto order = [&](const char* body) {
    return server_.post("/v1/business-days/run", "operations", body).status;
  };
  EXPECT_EQ(order(R"({"to":"2026-03-09"})"), 409);
  EXPECT_EQ(order(R"({"to":"2036-03-09"})"), 400);
  EXPECT_EQ(order(R"({"to":"2026-03-11","round":100})"), 400);
}

TEST_F(RoutesTest, RetryOneThing) {
  const auto retry = [&](const char* body) {
    return server_.post("/v1/business-days/items/retry", "operations", body);
  };
  platform_.state.day = day("2026-03-11");
  const char* const wish = R"({"kind":"collect_instalment","loan":"1","period":1})";
  EXPECT_EQ(retry(wish).body,
            R"({"request_id":"collect:loan-1:period-1:2026-03-11:retry-1","sequence":1,)"
            R"("repeated":false})");
  EXPECT_EQ(platform_.state.accounts.at({2}), 100);
  EXPECT_NE(retry(wish).body.find(R"("repeated":true)"), std::string::npos)
      << "until the diary has seen the first one";
  EXPECT_EQ(platform_.state.accounts.at({2}), 100);
  EXPECT_EQ(retry(R"({"kind":"collect_instalment","loan":"1"})").status, 400);
  EXPECT_EQ(retry(R"({"kind":"collect_receivable","loan":"1"})").status, 400);
}

}  // namespace
}  // namespace tributary::clock
