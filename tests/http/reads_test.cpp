#include <gtest/gtest.h>

#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"

namespace tributary::http_test {
namespace {

namespace json = boost::json;

/// One member whose statement grows.
class Reads : public testing::Test {
 protected:
  Reads() {
    platform_.start();
    market_.emplace(platform_);
    member_ = market_->member("investor");
  }

  /// Its sequence.
  std::int64_t deposit(Caller& cashier) const {
    const Answer& answer = cashier.send(member_.path("/deposits"), {{"amount", "1.00"}});
    EXPECT_EQ(answer.status, 201) << answer;
    return answer.json().at("sequence").as_int64();
  }

  json::object statement(std::string_view query) {
    const Answer answer = member_.caller->client().get(member_.path("/statement").append(query));
    EXPECT_EQ(answer.status, 200) << query << ' ' << answer;
    return answer.json();
  }

  Platform platform_;
  std::optional<Market> market_;
  Member member_;
};

std::int64_t sequence_of(const json::value& line) {
  return line.at("sequence").to_number<std::int64_t>();
}

TEST_F(Reads, WhoeverNamesASequenceSeesItsEffect) {
  for (int i = 1; i <= 200; ++i) {
    const std::int64_t sequence = deposit(market_->admin());
    const auto page = statement("?limit=1&at_least=" + std::to_string(sequence));
    EXPECT_EQ(sequence_of(page.at("lines").at(0)), sequence);
    EXPECT_EQ(minor_of(page.at("lines").at(0).as_object(), "balance"), i * 100);
    EXPECT_GE(sequence_of(page), sequence);
  }
}

TEST_F(Reads, WhatIsNotThereYetIsSaidToBeSo) {
  const Answer answer = member_.caller->client().get(member_.path("/statement?at_least=1000000"));
  expect_problem(answer, 412, "sequence_not_reached");
  expect_problem(market_->admin().get("/v1/business-days/status?at_least=1000000"), 412,
                 "sequence_not_reached");
  EXPECT_TRUE(answer.json().at("later").as_bool());
}

/// For the bank's side by their state, a page at a time; for the owner one by one.
TEST_F(Reads, WithdrawalsAreFoundByTheirState) {
  market_->free_withdrawals("0.50");
  market_->deposit(member_, 1'000);
  for (int number = 1; number <= 3; ++number) {
    event_of(member_.caller->send(member_.path("/withdrawals"), {{"amount", "1.00"}}));
  }
  event_of(market_->admin().send("/v1/withdrawals/1/submit", {}));
  event_of(market_->admin().send("/v1/withdrawals/3/submit", {}));
  const auto page = [&](const std::string& query) {
    const Answer answer = market_->admin().get("/v1/withdrawals" + query);
    EXPECT_EQ(answer.status, 200) << answer;
    return answer.json();
  };
  const auto number_of = [](const json::object& read) {
    EXPECT_EQ(read.at("lines").as_array().size(), 1U);
    return read.at("lines").at(0).at("withdrawal").as_string();
  };
  const auto newest = page("?state=submitted&limit=1");
  EXPECT_EQ(number_of(newest), "3");
  const std::string cursor(newest.at("next_cursor").as_string());
  const auto oldest = page("?state=submitted&limit=1&cursor=" + cursor);
  EXPECT_EQ(number_of(oldest), "1");
  EXPECT_FALSE(oldest.contains("next_cursor"));
  EXPECT_EQ(number_of(page("?state=requested")), "2");
  EXPECT_EQ(page("").at("lines").as_array().size(), 3U);

  Client& owner = member_.caller->client();
  const auto mine = owner.get("/v1/withdrawals/3").json();
  EXPECT_EQ(mine.at("state").as_string(), "submitted");
  EXPECT_EQ(mine.at("account").as_string(), member_.account);
  EXPECT_EQ(minor_of(mine, "amount"), 100);
  EXPECT_EQ(minor_of(mine, "fee"), 50);
  event_of(market_->admin().send("/v1/withdrawals/3/release", {}));
  event_of(market_->admin().send("/v1/withdrawals/3/complete", {}));
  const auto paid = owner.get("/v1/withdrawals/3").json();
  EXPECT_EQ(paid.at("state").as_string(), "completed");
  EXPECT_EQ(minor_of(paid, "fee"), 0) << "the bank paid what was released";
  expect_problem(owner.get("/v1/withdrawals"), 403, "forbidden");
  const Member other = market_->member("investor");
  expect_problem(other.caller->client().get("/v1/withdrawals/3"), 403, "account_not_yours");
  expect_problem(market_->admin().get("/v1/withdrawals/4"), 404, "withdrawal_not_found");
  expect_problem(market_->admin().get("/v1/withdrawals?state=lost"), 400, "malformed_request");
  expect_problem(market_->admin().get("/v1/withdrawals?cursor=0"), 400, "malformed_request");
}

/// What was moved, who it was moved for, and what taking it out costs.
TEST_F(Reads, APostingAPartyAndTheTariffAreFound) {
  market_->free_withdrawals("0.50");
  const std::string posting = std::to_string(deposit(market_->admin()));
  Client& owner = member_.caller->client();
  const auto told = owner.get("/v1/postings/" + posting).json();
  EXPECT_EQ(told.at("to").as_string(), member_.account);
  EXPECT_EQ(minor_of(told, "amount"), 100);
  EXPECT_FALSE(told.at("reversed").as_bool());
  const auto tariff = owner.get("/v1/withdrawals/rules").json();
  EXPECT_EQ(tariff.at("lines").at(0).at("rules").at("fee").as_string(), "0.50");
  const auto account = owner.get("/v1/accounts/" + member_.account).json();
  const std::string party(account.at("party").as_string());
  EXPECT_FALSE(owner.get("/v1/parties/" + party).json().at("blocked").as_bool());
  const Member other = market_->member("investor");
  Client& stranger = other.caller->client();
  expect_problem(stranger.get("/v1/postings/" + posting), 403, "account_not_yours");
  expect_problem(stranger.get("/v1/parties/" + party), 403, "forbidden");
  expect_problem(market_->admin().get("/v1/postings/999999"), 404, "posting_not_found");
  expect_problem(market_->admin().get("/v1/parties/999999"), 404, "party_not_found");
}

/// What is read never goes back while the platform works.
TEST_F(Reads, AreMonotonic) {
  std::atomic<bool> stop = false;
  std::jthread cashier([&] {
    Caller caller(platform_.port(), market_->admin().client().token(), "cashier");
    while (!stop) deposit(caller);
  });
  std::int64_t sequence = 0;
  std::int64_t balance = 0;
  for (int i = 0; i < 500; ++i) {
    const auto page = statement("?limit=1");
    EXPECT_GE(sequence_of(page), sequence);
    sequence = sequence_of(page);
    const auto& lines = page.at("lines").as_array();
    if (lines.empty()) continue;
    EXPECT_GE(minor_of(lines[0].as_object(), "balance"), balance);
    balance = minor_of(lines[0].as_object(), "balance");
  }
  stop = true;
}

/// Pages through a statement to its end; the lines have to be those of the first page's moment,
/// each once.
void expect_whole_statement(const std::function<json::object(std::string_view)>& statement) {
  std::int64_t expected = -1;
  std::string cursor;
  do {
    const auto page = statement("?limit=7" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const auto& line : page.at("lines").as_array()) {
      const std::int64_t balance = minor_of(line.as_object(), "balance");
      if (expected >= 0) {
        EXPECT_EQ(balance, expected);
      }
      expected = balance - 100;
    }
    const auto* const next = page.if_contains("next_cursor");
    cursor = next != nullptr && next->is_string() ? std::string(next->as_string()) : "";
  } while (!cursor.empty());
  EXPECT_LE(expected, 0) << "the first deposit is the last line";
}

TEST_F(Reads, PagesMissNothingAndRepeatNothingWhileLinesAreAdded) {
  for (int i = 0; i < 50; ++i) deposit(market_->admin());
  std::atomic<bool> stop = false;
  std::jthread cashier([&] {
    Caller caller(platform_.port(), market_->admin().client().token(), "cashier");
    while (!stop) deposit(caller);
  });
  for (int i = 0; i < 10; ++i) {
    expect_whole_statement([this](std::string_view query) { return statement(query); });
  }
  stop = true;
}

TEST_F(Reads, QuestionsThatCannotBeUnderstoodAreRefusedByName) {
  for (const char* query :
       {"?limit=0", "?limit=1001", "?limit=007", "?limit=-1", "?limit=many", "?limit=5000000000",
        "?limt=5", "?cursor=x", "?cursor=1.2", "?cursor=-1.0.0", "?at_least=soon",
        "?limit=5&limit=6", "?at_least=", "?at_least=9007199254740992", "?limit=%zz"}) {
    const Answer answer = member_.caller->client().get(member_.path("/statement").append(query));
    EXPECT_EQ(answer.status, 400) << query << ' ' << answer;
    if (answer.status == 400) expect_problem_members(answer);
  }
  Client& client = member_.caller->client();
  for (const char* path : {"/v1/loans?cursor=abc", "/v1/business-days?cursor=abc"}) {
    const Answer answer = market_->admin().client().get(path);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_EQ(answer.json().at("path").as_string(), "cursor") << answer;
  }
  EXPECT_EQ(client.get("/v1/loans?state=openish").status, 400);
  EXPECT_EQ(client.get("/v1/loans?state=open&rate_min=5&periods_max=12&currency=CNY").status, 200);
}

TEST_F(Reads, ListsShowLoansByWhatTheyAre) {
  const Member borrower = market_->member("borrower");
  const std::string open = market_->open_loan(borrower, 10'000'000);
  const std::string cancelled = market_->open_loan(borrower, 20'000'000);
  const Answer& last = market_->admin().send("/v1/loans/" + cancelled + "/cancel", {});
  const std::string at_least = "&at_least=" + std::to_string(last.json().at("sequence").as_int64());
  const auto numbers = [&](const std::string& filter) {
    std::vector<std::string> found;
    const auto page = member_.caller->get("/v1/loans?" + filter + at_least).json();
    for (const auto& line : page.at("lines").as_array()) {
      found.emplace_back(line.at("loan").as_string());
    }
    return found;
  };
  EXPECT_EQ(numbers("limit=10"), (std::vector{cancelled, open}));
  EXPECT_EQ(numbers("state=open"), std::vector{open});
  EXPECT_EQ(numbers("state=cancelled"), std::vector{cancelled});
  EXPECT_EQ(numbers("rate_min=9.7"), std::vector<std::string>{});
  EXPECT_EQ(numbers("rate_max=9.6&method=annuity"), (std::vector{cancelled, open}));
}

}  // namespace
}  // namespace tributary::http_test
