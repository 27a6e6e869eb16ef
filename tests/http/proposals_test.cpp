#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/http/market.hpp"

/// What two people agree on, each at a desk of one's own.
namespace tributary::http_test {
namespace {

namespace json = boost::json;

constexpr std::int64_t deposited = 1'000'000;

class Proposals : public testing::Test {
 protected:
  Proposals() {
    platform_.start();
    market_.emplace(platform_);
    member_ = market_->member("investor");
    market_->deposit(member_, deposited);
    wang_.emplace(platform_.port(), platform_.make_token("finance"), "wang");
    li_.emplace(platform_.port(), platform_.make_token("finance"), "li");
  }

  json::object debit(const std::string& reference) {
    return {{"command",
             {{"record_debit",
               {{"account", member_.account}, {"amount", "10.00"}, {"reference", reference}}}}}};
  }
  static std::string path_of(const Answer& proposed) {
    return "/v1/proposals/" + std::string(proposed.json().at("proposal").as_string());
  }
  /// Once the engine has decided its command.
  json::object end_of(const std::string& path) {
    for (;;) {
      json::object now = li_->get(path).json();
      if (now.at("state") != "approved") return now;
      std::this_thread::sleep_for(milliseconds(2));
    }
  }
  std::int64_t balance() { return minor_of(market_->account(member_), "balance"); }

  Platform platform_;
  std::optional<Market> market_;
  Member member_;
  std::optional<Caller> wang_;
  std::optional<Caller> li_;
};

TEST_F(Proposals, NothingHappensUntilASecondPersonAgrees) {
  const Answer& proposed = wang_->send("/v1/proposals", debit("D-1"));
  ASSERT_EQ(proposed.status, 201) << proposed;
  EXPECT_EQ(proposed.json().at("state"), "open");
  const std::string path = path_of(proposed);
  EXPECT_EQ(wang_->send(path + "/approve", {}).code(), "proposal_is_your_own");
  EXPECT_EQ(balance(), deposited);
  EXPECT_EQ(li_->send(path + "/approve", {{"answer", "seen the letter"}}).status, 202);
  const json::object ended = end_of(path);
  EXPECT_EQ(ended.at("state"), "done") << ended;
  EXPECT_EQ(ended.at("answer"), "seen the letter");
  EXPECT_EQ(balance(), deposited - 1'000);
  EXPECT_EQ(li_->send(path + "/approve", {}).code(), "proposal_not_open");
  const json::array listed = li_->get("/v1/proposals?state=done").json().at("lines").as_array();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().at("proposal"), ended.at("proposal"));
}

TEST_F(Proposals, ARefusalOfTheEngineStandsInTheProposal) {
  const std::string loan = market_->open_loan(market_->member("borrower"), 1'000'000);
  const json::object write_off{
      {"command", {{"write_off_loan", {{"loan", loan}, {"on", "2026-01-05"}}}}},
      {"reason", "he moved away"}};
  const std::string path = path_of(wang_->send("/v1/proposals", write_off));
  li_->send(path + "/approve", {});
  const json::object ended = end_of(path);
  EXPECT_EQ(ended.at("state"), "refused") << ended;
  EXPECT_EQ(ended.at("refusal"), "loan_not_repaying") << ended;
  EXPECT_EQ(ended.at("reason"), "he moved away");
}

TEST_F(Proposals, WhoMayNotSendTheCommandMayNotProposeIt) {
  Caller review(platform_.port(), platform_.make_token("operations"), "review");
  EXPECT_EQ(review.send("/v1/proposals", debit("D-1")).code(), "proposal_command_not_yours");
  const std::string path = path_of(wang_->send("/v1/proposals", debit("D-1")));
  EXPECT_EQ(review.send(path + "/approve", {}).code(), "proposal_command_not_yours");
  EXPECT_EQ(member_.caller->send("/v1/proposals", debit("D-1")).status, 403);
  EXPECT_EQ(member_.caller->get(path).status, 403);
}

TEST_F(Proposals, WhatWasAgreedOnIsDoneOnceWhateverIsKilled) {
  constexpr int count = 40;
  std::vector<std::string> paths;
  {
    std::atomic<bool> stop = false;
    std::jthread desk([&] {
      for (int number = 0; number < count; ++number) {
        paths.push_back(
            path_of(wang_->send("/v1/proposals", debit("D-" + std::to_string(number)))));
        EXPECT_EQ(li_->send(paths.back() + "/approve", {}).status, 202);
      }
      stop = true;
    });
    for (int round = 0; !stop; ++round) {
      std::this_thread::sleep_for(milliseconds(15 + round * 7 % 40));
      platform_.kill();
      platform_.start();
    }
  }
  std::set<std::int64_t> sequences;
  for (const std::string& path : paths) {
    const json::object ended = end_of(path);
    ASSERT_EQ(ended.at("state"), "done") << ended;
    sequences.insert(ended.at("sequence").to_number<std::int64_t>());
  }
  EXPECT_EQ(sequences.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(balance(), deposited - count * 1'000);
  wang_->ask_again();
  li_->ask_again();
  EXPECT_EQ(balance(), deposited - count * 1'000);
  platform_.stop();
  platform_.verify();
}

}  // namespace
}  // namespace tributary::http_test
