#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"

namespace tributary::http_test {
namespace {

namespace json = boost::json;
using std::chrono::days;
using std::chrono::hours;

constexpr std::int64_t principal = 1'000'00;

/// A platform whose machine has a clock that can be set, and a listing that is open for days.
class ClockTest : public testing::Test {
 protected:
  explicit ClockTest(Timers timers = Timers::off) : platform_({}, timers) {
    platform_.run_by(clock_);
    clock_.set("2026-03-10T04:00:00Z");
    platform_.start();
    market_.emplace(platform_);
    borrower_ = market_->member("borrower");
    investor_ = market_->member("investor");
    market_->deposit(investor_, 10 * principal);
    std::ofstream(token_file()) << market_->admin().client().token() << '\n';
  }

  /// With the token of a second person.
  std::filesystem::path approval_file() {
    const std::filesystem::path file = folder_.path() / "approval";
    std::ofstream(file) << platform_.make_token("operations") << '\n';
    return file;
  }
  std::filesystem::path token_file() const { return folder_.path() / "token"; }

  /// Open until 2026-03-15.
  std::string open_loan(const json::object& terms = {{"method", "annuity"},
                                                     {"annual_rate", "9.6"}}) {
    Caller& admin = market_->admin();
    json::object listing{{"borrower_account", borrower_.account},
                         {"title", "A loan"},
                         {"principal", text_of(principal)},
                         {"terms", terms}};
    const auto created = event_of(admin.send("/v1/loans", listing));
    const std::string loan(created.at("loan").as_string());
    const std::string path = "/v1/loans/" + loan;
    event_of(admin.send(path + "/approve", {}));
    event_of(admin.send(path + "/schedule", {{"opens_at", "2026-03-10T00:00:00Z"},
                                             {"closes_at", "2026-03-15T04:00:00Z"}}));
    event_of(admin.send(path + "/open", {}));
    return loan;
  }

  void start_again() {
    platform_.start();
    market_->admin().get("/v1/clock");  // its old connection ended with the process before
  }
  /// One request and its one answer, whatever that is.
  Answer post(const std::string& path, const std::string& key, const json::object& body) {
    return market_->admin().client().post(path, key, json::serialize(body));
  }
  Answer bid(const std::string& loan, const std::string& key) {
    return post("/v1/loans/" + loan + "/bids", key, http_test::bid(investor_, 100'00));
  }
  Answer admin_page(const char* path) { return Client(platform_.admin_port(), "").get(path); }
  bool is_in_doubt() {
    return admin_page("/metrics").body.find("\ntributary_clock_in_doubt 1") != std::string::npos;
  }
  Ending clock_command(Words more) const {
    Words words{TRIBUTARY_PROGRAM, "clock"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--token", token_file().string(), "--url",
                               "http://127.0.0.1:" + std::to_string(platform_.port())});
    return run(words);
  }

  OtherClock clock_;
  store::TemporaryFolder folder_;
  Platform platform_;
  std::optional<Market> market_;
  Member borrower_;
  Member investor_;
};

TEST_F(ClockTest, AJumpStopsAllDecisionsUntilItIsRightAgain) {
  const std::string loan = open_loan();
  EXPECT_FALSE(is_in_doubt());
  const std::string records = platform_.tool({"journal"}).output;
  for (const char* jumped : {"2026-03-18T04:00:00Z", "2036-03-10T04:00:00Z", "2026-03-10T03:00:00Z",
                             "1970-01-02T00:00:00Z"}) {
    clock_.set(jumped);
    std::this_thread::sleep_for(milliseconds(600));  // so long a token that has ended is let in
    const Answer refused = bid(loan, "k");
    expect_problem(refused, 503, "clock_not_confirmed");
    EXPECT_FALSE(refused.header("Retry-After").empty());
    EXPECT_EQ(market_->loan(loan).at("state").as_string(), "open") << "questions are answered";
    EXPECT_TRUE(is_in_doubt());
    const Answer ready = admin_page("/readyz");
    EXPECT_EQ(ready.status, 200);
    EXPECT_NE(ready.body.find("tributary clock confirm --time TIME"), std::string::npos)
        << ready.body;
    const Ending shown = clock_command({});
    EXPECT_EQ(shown.code, 1);
    EXPECT_NE(shown.output.find("is in doubt"), std::string::npos) << shown.output;
    EXPECT_NE(platform_.errors().find("error clock_in_doubt: "), std::string::npos);
    clock_.set("2026-03-10T04:00:05Z");
    EXPECT_FALSE(is_in_doubt());
  }
  EXPECT_EQ(platform_.tool({"journal"}).output, records);
  EXPECT_EQ(bid(loan, "k").status, 201) << "its id is unused";
  platform_.stop();
  platform_.verify();
}

/// Somebody confirms a clock that is eight days ahead. When that is found out, the way back leaves
/// the listing the days it has.
TEST_F(ClockTest, AWrongClockThatWasConfirmedHasAWayBack) {
  const std::string loan = open_loan();
  clock_.set("2026-03-18T04:00:00Z");
  expect_problem(bid(loan, "a"), 503, "clock_not_confirmed");
  EXPECT_EQ(clock_command({"confirm", "--time", "2026-03-10T04:00:00Z"}).code, 1);
  const Ending alone = clock_command({"confirm", "--time", "2026-03-18T04:00:00Z"});
  EXPECT_EQ(alone.code, 1);
  EXPECT_NE(alone.errors.find("add --approval with a second person's token"), std::string::npos)
      << alone.errors;
  const Ending confirmed = clock_command(
      {"confirm", "--time", "2026-03-18T04:00:00Z", "--approval", approval_file().string()});
  EXPECT_EQ(confirmed.code, 0) << confirmed.output << confirmed.errors;
  expect_problem(bid(loan, "a"), 409, "listing_closed");

  clock_.set("2026-03-10T05:00:00Z");
  expect_problem(bid(loan, "b"), 503, "clock_not_confirmed");
  const Ending back = clock_command({"confirm", "--time", clock_.shows()});
  EXPECT_EQ(back.code, 0) << back.output << back.errors;
  expect_problem(post("/v1/loans/" + loan + "/fail", "c", {}), 409, "listing_still_open");
  const Answer placed = bid(loan, "b");
  EXPECT_EQ(placed.status, 201) << placed;
  EXPECT_TRUE(placed.json().at("time").as_string().starts_with("2026-03-18T04:"))
      << "engine time never goes back: " << placed;
  const std::string ready = admin_page("/readyz").body;
  EXPECT_NE(ready.find("engine time is ahead of the clock until 2026-03-18T04:"), ready.npos)
      << ready;

  platform_.kill();
  start_again();
  EXPECT_FALSE(is_in_doubt()) << "what was confirmed stays so";
  EXPECT_EQ(bid(loan, "d").status, 201);
  platform_.stop();
  platform_.verify();
}

TEST_F(ClockTest, AStartAsksWhenTheClockIsFarFromTheJournal) {
  const std::string loan = open_loan();
  struct Case {
    const char* time;
    bool doubted;
  };
  for (const Case& start : {Case{"2026-03-09T00:00:00Z", true}, Case{"2026-03-18T04:00:00Z", true},
                            Case{"2026-03-12T04:00:00Z", false}}) {
    platform_.stop();
    clock_.set(start.time);
    start_again();
    EXPECT_EQ(is_in_doubt(), start.doubted) << start.time;
    EXPECT_EQ(bid(loan, start.time).status, start.doubted ? 503 : 201) << start.time;
  }
}

class ClockAndTimersTest : public ClockTest {
 protected:
  ClockAndTimersTest() : ClockTest(Timers::on) {}

  json::object status() { return market_->admin().get("/v1/business-days/status").json(); }
  std::string business_day() {
    for (;;) {
      const json::object now = status();
      if (const auto* day = now.if_contains("business_day")) return std::string(day->as_string());
      std::this_thread::sleep_for(milliseconds(20));
    }
  }
};

TEST_F(ClockAndTimersTest, NoDayBeginsByAJumpedClock) {
  EXPECT_EQ(business_day(), "2026-03-10");
  clock_.set("2026-03-12T04:00:00Z");
  while (status().at("state").as_string() != "stopped") {
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(business_day(), "2026-03-10");
  expect_problem(post("/v1/business-days/run", "k", {{"to", "2026-03-11"}}), 503,
                 "clock_not_confirmed");
  clock_.set("2026-03-10T16:00:00Z");
  EXPECT_EQ(clock_command({"confirm", "--time", "2026-03-10T16:00:00Z", "--approval",
                           approval_file().string()})
                .code,
            0);
  while (business_day() != "2026-03-11") std::this_thread::sleep_for(milliseconds(20));
}

/// The typed year: nothing of what it would do can be undone.
TEST_F(ClockAndTimersTest, ATypedYearIsRefused) {
  business_day();
  const Answer refused = post("/v1/business-days/run", "k", {{"to", "2029-01-01"}});
  expect_problem(refused, 409, "business_day_not_confirmed");
  EXPECT_NE(refused.body.find("today is 2026-03-10"), std::string::npos) << refused.body;
  EXPECT_EQ(business_day(), "2026-03-10");
  expect_problem(post("/v1/business-days", "l", {{"on", "2026-03-11"}}), 409,
                 "business_day_not_confirmed");
  const json::object ahead{{"on", "2026-03-11"}, {"confirmed_on", "2026-03-11"}};
  expect_problem(post("/v1/business-days", "m", ahead), 403, "approval_missing");
  Client& admin = market_->admin().client();
  admin.approve_with(admin.token());
  expect_problem(post("/v1/business-days", "n", ahead), 403, "approved_by_oneself");
  admin.approve_with(platform_.make_token("auditor"));
  expect_problem(post("/v1/business-days", "o", ahead), 403, "approval_invalid");
  EXPECT_EQ(platform_.errors().find("day_confirmed"), std::string::npos) << "all were refused";
  admin.approve_with(platform_.make_token("operations"));
  const Answer confirmed = post("/v1/business-days", "p", ahead);
  admin.approve_with("revoked-meanwhile");
  EXPECT_EQ(post("/v1/business-days", "p", ahead).body, confirmed.body);
  EXPECT_EQ(confirmed.status, 201) << confirmed;
  EXPECT_NE(platform_.errors().find("warning day_confirmed: staff"), std::string::npos);
  EXPECT_NE(platform_.errors().find("approved by staff "), std::string::npos);
  const std::string ready = admin_page("/readyz").body;
  EXPECT_NE(ready.find("the business day 2026-03-11 is 1 day ahead of today, 2026-03-10"),
            std::string::npos)
      << ready;
  admin.approve_with("");
  EXPECT_EQ(post("/v1/business-days", "p", ahead).status, 201) << "a repeat needs no approval";
}

std::vector<std::string> dates(const json::value& lines, std::string_view name) {
  std::vector<std::string> dates;
  for (const json::value& line : lines.as_array()) dates.emplace_back(line.at(name).as_string());
  return dates;
}

/// The holidays that are shipped move due dates on a platform without timers too: of a quote by the
/// command line, of one by HTTP, and of the loan itself.
TEST_F(ClockTest, AQuoteIsDueWhenTheLoanIs) {
  const json::object terms{
      {"method", "annuity"}, {"annual_rate", "12"}, {"periods", 3}, {"business_days", "next"}};
  const std::string loan = open_loan(terms);
  const std::string path = "/v1/loans/" + loan;
  event_of(investor_.caller->send(path + "/bids", http_test::bid(investor_, principal)));
  const auto settled = event_of(market_->admin().send(path + "/settle", {{"on", "2026-03-10"}}));
  const std::vector<std::string> expected{"2026-04-10", "2026-05-11", "2026-06-10"};
  EXPECT_EQ(dates(settled.at("schedule"), "due"), expected);

  const auto quoted_from = [&](const char* start) {
    const json::object wish{{"terms", terms}, {"principal", "1000.00"}, {"start", start}};
    return market_->admin().client().post("/v1/quotes", "", json::serialize(wish)).json();
  };
  const json::object quoted = quoted_from("2026-03-10");
  EXPECT_EQ(dates(quoted.at("lines"), "due_date"), expected);
  // The National Day, and the Saturday after it on which people work.
  EXPECT_EQ(dates(quoted_from("2026-07-01").at("lines"), "due_date").back(), "2026-10-08");
  EXPECT_EQ(dates(quoted_from("2026-07-10").at("lines"), "due_date").back(), "2026-10-10");

  const Ending said = run({TRIBUTARY_PROGRAM, "quote", "--method", "annuity", "--rate", "12",
                           "--periods", "3", "--principal", "1000.00", "--start", "2026-03-10",
                           "--business-days", "next", "--format", "json"});
  ASSERT_EQ(said.code, 0) << said.errors;
  const json::object printed = json::parse(said.output).as_object();
  EXPECT_EQ(dates(printed.at("lines"), "due_date"), expected);
  EXPECT_EQ(printed.at("calendar"), quoted.at("calendar"));
}

/// A loan that is due on business days, and holidays that are made known later.
template <class Clock>
class LaterHolidays : public Clock {
 protected:
  void SetUp() override {
    path_ = "/v1/loans/" + this->open_loan({{"method", "annuity"},
                                            {"annual_rate", "12"},
                                            {"periods", 3},
                                            {"business_days", "next"}});
    event_of(
        this->investor_.caller->send(path_ + "/bids", http_test::bid(this->investor_, principal)));
    event_of(admin().send(path_ + "/settle", {{"on", "2026-03-10"}}));
    EXPECT_EQ(dues(), (std::vector<std::string>{"2026-04-10", "2026-05-11", "2026-06-10"}));
  }

  Caller& admin() { return this->market_->admin(); }
  void set_holidays(const json::array& holidays) {
    event_of(admin().send("/v1/calendar", {{"source", "a late notice"},
                                           {"holidays", holidays},
                                           {"working_weekends", json::array()}}));
  }
  std::vector<std::string> dues() {
    return dates(admin().get(path_ + "/schedule" + as_of_the_last()).json().at("lines"), "due");
  }
  /// Waits until something else has moved the first one.
  void await_first_due(std::string_view day) {
    while (dues().front() != day) std::this_thread::sleep_for(milliseconds(20));
    EXPECT_EQ(dues(), (std::vector<std::string>{std::string(day), "2026-05-11", "2026-06-10"}));
  }
  std::string as_of_the_last() {
    const json::object last = admin().exchanges().back().answer.json();
    return "?at_least=" + std::to_string(last.at("sequence").to_number<std::uint64_t>());
  }

  std::string path_;
};

using LaterHolidaysTest = LaterHolidays<ClockTest>;

/// Without timers by hand, and what was left by the next start.
TEST_F(LaterHolidaysTest, MoveDueDatesToCome) {
  set_holidays({"2026-04-10"});
  EXPECT_EQ(admin().get("/v1/calendar" + as_of_the_last()).json().at("source"), "a late notice");
  const auto moved = event_of(admin().send("/v1/calendar/due-dates", {}));
  EXPECT_TRUE(moved.at("finished").as_bool());
  EXPECT_EQ(moved.at("loans").at(0).at("dues").at(0).at("is"), "2026-04-13");
  const auto change =
      admin().get(path_ + "/schedule-changes" + as_of_the_last()).json().at("lines").at(0);
  EXPECT_EQ(change.at("kind"), "due_dates_moved");
  EXPECT_EQ(dates(change.at("was"), "due"), std::vector<std::string>{"2026-04-10"});
  EXPECT_EQ(dates(change.at("now"), "due"), std::vector<std::string>{"2026-04-13"});
  EXPECT_EQ(dues().front(), "2026-04-13");
  set_holidays({});
  EXPECT_EQ(dues().front(), "2026-04-13") << "nothing happens by itself";
  start_again();
  await_first_due("2026-04-10");
}

using LaterHolidaysAndTimersTest = LaterHolidays<ClockAndTimersTest>;

TEST_F(LaterHolidaysAndTimersTest, MoveDueDatesByThemselves) {
  set_holidays({"2026-04-10"});
  await_first_due("2026-04-13");
}

/// Which day it is for the business is told without timers as well.
TEST_F(ClockTest, TheBusinessDayIsToldWithoutTimers) {
  const auto status = [&] { return market_->admin().get("/v1/business-days/status").json(); };
  EXPECT_FALSE(status().contains("business_day"));
  event_of(market_->admin().send("/v1/business-days", {{"on", "2026-03-10"}}));
  while (!status().contains("business_day")) std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(status().at("state"), "off");
  EXPECT_EQ(status().at("business_day"), "2026-03-10");
}

}  // namespace
}  // namespace tributary::http_test
