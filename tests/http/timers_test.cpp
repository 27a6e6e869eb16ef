#include <gtest/gtest.h>

#include <array>
#include <boost/json/parse.hpp>
#include <chrono>
#include <fstream>
#include <iomanip>
#include <map>
#include <sstream>
#include <thread>

#include "tests/http/market.hpp"

namespace tributary::http_test {
namespace {

namespace json = boost::json;

constexpr int loans = 40;
constexpr int periods = 3;
constexpr std::int64_t principal = 300'00;

/// A platform whose loans are due on each of the next three days, on a disk so slow that there is
/// time to do harm.
class TimersTest : public testing::Test {
 protected:
  TimersTest() {
    platform_.start();
    market_.emplace(platform_);
    today_ = wait_for_first_day();
    borrower_ = market_->member("borrower");
    investor_ = market_->member("investor");
    market_->deposit(borrower_, loans * 20'00);
    market_->deposit(investor_, loans * principal);
    for (int i = 0; i < loans; ++i) settle_one();
    std::ofstream(token_file()) << market_->admin().client().token() << '\n';
    const std::string approval = platform_.make_token("operations");
    std::ofstream(approval_file()) << approval << '\n';
    market_->admin().client().approve_with(approval);
  }

  std::string wait_for_first_day() {
    for (;;) {
      const json::object status = market_->admin().get("/v1/business-days/status").json();
      if (const auto* day = status.if_contains("business_day")) {
        return std::string(day->as_string());
      }
      std::this_thread::sleep_for(milliseconds(20));
    }
  }

  void settle_one() {
    const std::string loan = market_->open_loan(borrower_, principal,
                                                {{"terms",
                                                  {{"method", "equal-principal"},
                                                   {"annual_rate", "3.6"},
                                                   {"periods", periods},
                                                   {"every", "1d"},
                                                   {"basis", "act/365"}}}});
    event_of(investor_.caller->send("/v1/loans/" + loan + "/bids", bid(investor_, principal)));
    event_of(market_->admin().send("/v1/loans/" + loan + "/settle", {{"on", today_}}));
  }

  /// The day `days` after the first one.
  std::string day(int days) const {
    std::istringstream in(today_);
    int year = 0;
    unsigned month = 0;
    unsigned date = 0;
    char dash = 0;
    in >> year >> dash >> month >> dash >> date;
    const std::chrono::sys_days first =
        std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(date);
    const std::chrono::year_month_day then{first + std::chrono::days{days}};
    std::ostringstream out;
    out << static_cast<int>(then.year()) << '-' << std::setfill('0') << std::setw(2)
        << static_cast<unsigned>(then.month()) << '-' << std::setw(2)
        << static_cast<unsigned>(then.day());
    return out.str();
  }

  std::filesystem::path token_file() const { return logs_.path() / "token"; }
  std::filesystem::path approval_file() const { return logs_.path() / "approval"; }
  Words day_end(Words more) const {
    Words words{TRIBUTARY_PROGRAM, "day-end",
                "--token",         token_file().string(),
                "--approval",      approval_file().string(),
                "--url",           "http://127.0.0.1:" + std::to_string(platform_.port())};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  /// Up to a day that has not come.
  Words day_end_to(const std::string& to) const { return day_end({"--to", to, "--confirm", to}); }
  std::unique_ptr<Process> begin_day_end(const std::string& name, const std::string& to) {
    return std::make_unique<Process>(day_end_to(to), logs_.path() / (name + ".out"),
                                     logs_.path() / (name + ".err"));
  }

  /// Works the first day with an empty purse, so that everything is still to be collected.
  void fail_to_collect() {
    event_of(
        market_->admin().send("/v1/transfers", {{"from", borrower_.account},
                                                {"to", investor_.account},
                                                {"amount", text_of(loans * (20'00 + principal))}}));
    EXPECT_EQ(run(day_end_to(day(1))).code, 1);
    EXPECT_TRUE(collected().empty());
  }
  /// What the borrower has.
  std::int64_t purse() { return minor_of(market_->account(borrower_), "balance"); }

  /// How often each instalment was collected, by the journal.
  std::map<std::string, int> collected() const {
    std::map<std::string, int> counts;
    std::istringstream lines(platform_.tool({"journal"}).output);
    for (std::string line; std::getline(lines, line);) {
      const json::object record = json::parse(line).as_object();
      const auto* const event = record.if_contains("event");
      if (event == nullptr || event->at("type").as_string() != "instalment_collected") continue;
      ++counts[std::string(event->at("loan").as_string()) + "/" +
               std::to_string(event->at("period").to_number<int>())];
    }
    return counts;
  }

  Platform platform_{{"--flush-delay-us", "10000"}, Timers::on};
  store::TemporaryFolder logs_;
  std::optional<Market> market_;
  std::string today_;
  Member borrower_;
  Member investor_;
};

TEST_F(TimersTest, ADryRunSaysWhatADayWouldDo) {
  const Ending ending = run(day_end({"--dry-run"}));
  EXPECT_EQ(ending.code, 0) << ending.errors;
  EXPECT_NE(ending.output.find(day(1) + " would do"), std::string::npos) << ending.output;
  EXPECT_NE(ending.output.find("collect_instalment  CNY          40"), std::string::npos)
      << ending.output;
  EXPECT_TRUE(collected().empty());
}

TEST_F(TimersTest, AKilledDayEndRunTwiceMorePaysOnce) {
  const auto killed = begin_day_end("killed", day(3));
  while (collected().size() < 5) std::this_thread::sleep_for(milliseconds(1));
  platform_.kill();
  killed->wait(std::chrono::seconds(30));
  const std::size_t before = collected().size();
  EXPECT_LT(before, static_cast<std::size_t>(loans * periods));

  platform_.start();
  const auto one = begin_day_end("one", day(3));
  const auto other = begin_day_end("other", day(3));
  EXPECT_EQ(one->wait(std::chrono::seconds(60)), 0) << read_file(logs_.path() / "one.err");
  EXPECT_EQ(other->wait(std::chrono::seconds(60)), 0) << read_file(logs_.path() / "other.err");
  EXPECT_EQ(run(day_end_to(day(3))).code, 0);

  const std::map<std::string, int> counts = collected();
  EXPECT_EQ(counts.size(), static_cast<std::size_t>(loans * periods));
  for (const auto& [instalment, count] : counts) EXPECT_EQ(count, 1) << instalment;
  // Source: interest of 300.00, 200.00, 100.00 for a day at 3.6 % by act/365, to the cent: 0.03,
  // 0.02, 0.01.
  EXPECT_EQ(minor_of(market_->account(investor_), "balance"), loans * (principal + 6));
  EXPECT_EQ(minor_of(market_->account(borrower_), "balance"), loans * (20'00 - 6));

  const json::object days = market_->admin().get("/v1/business-days?limit=4").json();
  EXPECT_EQ(days.at("lines").as_array().front().at("day").as_string(), day(3));
  platform_.stop();
  platform_.verify();
}

TEST_F(TimersTest, WhatLacksMoneyIsExplainedAndCanBeRetried) {
  event_of(market_->admin().send("/v1/transfers",
                                 {{"from", borrower_.account},
                                  {"to", investor_.account},
                                  {"amount", text_of(loans * (20'00 + principal) - 100'05)}}));
  const Ending ending = run(day_end_to(day(1)));
  EXPECT_EQ(ending.code, 1) << ending.output;
  EXPECT_NE(ending.output.find("insufficient_funds"), std::string::npos) << ending.output;
  EXPECT_EQ(collected().size(), 1U);

  const std::string path = "/v1/business-days/" + day(1) + "/items?state=refused&limit=10";
  const json::object page = market_->admin().get(path).json();
  ASSERT_EQ(page.at("lines").as_array().size(), 10U);
  const json::object line = page.at("lines").as_array().front().as_object();
  EXPECT_EQ(line.at("refusal").as_string(), "insufficient_funds");
  EXPECT_EQ(line.at("round").as_string(), "m1");
  EXPECT_TRUE(page.contains("next_cursor"));

  market_->deposit(borrower_, 200'00);
  const Answer retried = market_->admin().send(
      "/v1/business-days/items/retry",
      {{"kind", "collect_instalment"}, {"loan", line.at("loan")}, {"period", 1}});
  EXPECT_FALSE(retried.json().contains("refusal")) << retried;
  EXPECT_EQ(collected().size(), 2U);
}

constexpr const char* retry_path = "/v1/business-days/items/retry";
const json::object part{
    {"kind", "collect_instalment"}, {"loan", "1"}, {"period", 1}, {"amount", "1.00"}};

TEST_F(TimersTest, ARetrySentAgainTakesTheMoneyOnce) {
  fail_to_collect();
  market_->deposit(borrower_, 50'00);
  const Answer first = market_->admin().send(retry_path, "k", part);
  EXPECT_FALSE(first.json().contains("refusal")) << first;
  EXPECT_EQ(market_->admin().send(retry_path, "k", part), first);
  EXPECT_EQ(purse(), 49'00);
  EXPECT_NE(market_->admin().send(retry_path, "l", part), first);
  EXPECT_EQ(purse(), 48'00);
  json::object other = part;
  other["amount"] = "2.00";
  EXPECT_EQ(market_->admin().send(retry_path, "k", other).code(), "request_id_reused");
  Caller colleague(platform_.port(), platform_.make_token("operations"), "colleague");
  colleague.send(retry_path, "k", part);
  EXPECT_EQ(purse(), 47'00) << "somebody else's key is another one";

  platform_.kill();
  platform_.start();
  EXPECT_EQ(market_->admin().send(retry_path, "k", part), first);
  EXPECT_EQ(purse(), 47'00);
  run(day_end_to(day(2)));
  const std::int64_t left = purse();
  EXPECT_EQ(market_->admin().send(retry_path, "k", part), first) << "on the next day";
  EXPECT_EQ(market_->admin().send(retry_path, "k", other).code(), "request_id_reused");
  EXPECT_EQ(purse(), left);
  platform_.stop();
  platform_.verify();
}

TEST_F(TimersTest, ManyRetriesAtOnceAreOne) {
  fail_to_collect();
  market_->deposit(borrower_, 50'00);
  constexpr std::size_t callers = 8;
  std::array<Answer, callers> answers;
  {
    std::vector<std::jthread> threads;
    for (Answer& answer : answers) {
      threads.emplace_back([&] {
        Caller caller(platform_.port(), market_->admin().client().token(), "same");
        answer = caller.send(retry_path, "k", part);
      });
    }
  }
  for (const Answer& answer : answers) EXPECT_EQ(answer, answers.front());
  EXPECT_EQ(purse(), 49'00);
}

/// Whether the command was durable when the platform was killed or not: the answer comes in the
/// end, and the money is taken once.
TEST_F(TimersTest, ARetryThatWasCutOffIsDoneOnce) {
  fail_to_collect();
  market_->deposit(borrower_, 50'00);
  std::int64_t left = 50'00;
  for (int i = 0; i < 6; ++i) {
    const std::string key = "cut-" + std::to_string(i);
    {
      std::jthread sender([&] {
        Caller caller(platform_.port(), market_->admin().client().token(), "cut");
        EXPECT_FALSE(caller.send(retry_path, key, part).json().contains("refusal"));
        caller.ask_again();
      });
      std::this_thread::sleep_for(milliseconds(4 * i));
      platform_.kill();
      platform_.start();
    }
    left -= 1'00;
    EXPECT_EQ(purse(), left);
  }
}

TEST_F(TimersTest, APlainDayEndTwiceBeginsNoDayThatHasNotCome) {
  for (int times = 0; times < 2; ++times) {
    const Ending ending = run(day_end({}));
    EXPECT_EQ(ending.code, 0) << ending.output;
    EXPECT_NE(ending.output.find("business day " + today_), std::string::npos) << ending.output;
  }
  EXPECT_EQ(market_->admin().get("/v1/business-days/status").json().at("business_day").as_string(),
            today_);
}

TEST_F(TimersTest, ARunOrderedAgainIsTheSameRun) {
  const std::string path = "/v1/business-days/run";
  const json::object wish{{"to", day(1)}, {"confirmed_on", day(1)}};
  const Answer first = market_->admin().send(path, "k", wish);
  EXPECT_EQ(first.status, 202) << first;
  const auto runs = [&] {
    return market_->admin().get("/v1/business-days/status").json().at("runs").as_array();
  };
  while (runs().at(0).at("state").as_string() != "done") {
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(market_->admin().send(path, "k", wish), first);
  EXPECT_EQ(runs().size(), 1U);
  EXPECT_EQ(market_->admin().send(path, "k", {{"to", day(2)}}).code(), "request_id_reused");
  EXPECT_EQ(collected().size(), static_cast<std::size_t>(loans));

  platform_.kill();
  platform_.start();
  EXPECT_EQ(market_->admin().send(path, "k", wish).status, 202);
  while (runs().empty() || runs().at(0).at("state").as_string() != "done") {
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(collected().size(), static_cast<std::size_t>(loans)) << "nothing is done twice";
  for (const auto& [instalment, count] : collected()) EXPECT_EQ(count, 1) << instalment;
}

}  // namespace
}  // namespace tributary::http_test
