#include "api/question_desk.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "api/test_server.hpp"

namespace tributary::api {
namespace {

using http::TestClient;
using protocol::Refusal;
using std::chrono::milliseconds;

/// Tables that know as much of the journal as the test says, at a desk with a server before it:
/// "/3/ask?at_least=5" is a question of caller 3.
class QuestionDeskTest : public testing::Test, QuestionDesk::Tables {
 protected:
  void make(QuestionDesk::Options options) {
    desk_.emplace(
        "test", static_cast<QuestionDesk::Tables&>(*this), [this] { return durable_.load(); },
        options);
    server_.router.add(http::Method::get, "/{caller}/{what}",
                       [this](const http::Request& request, http::Server& server) {
                         desk_->ask(question_of(request, server));
                         ++asked_;
                       });
    server_.start();
  }
  ~QuestionDeskTest() override {
    if (desk_) desk_->stop();
  }

  std::unique_ptr<TestClient> ask(const std::string& path) {
    const int before = asked_;
    auto client = std::make_unique<TestClient>(server_.port());
    client->get(path);
    while (asked_ == before) std::this_thread::yield();
    return client;
  }
  std::string code_of(const std::unique_ptr<TestClient>& client) {
    const auto answer = client->receive();
    if (answer.status == 200) return answer.body;
    const std::size_t at = answer.body.find(R"("code":")") + 8;
    return answer.body.substr(at, answer.body.find('"', at) - at);
  }

  std::atomic<protocol::Sequence> durable_ = 10;
  std::atomic<protocol::Sequence> visible_ = 10;
  std::atomic<bool> readable_ = true;
  std::atomic<int> asked_ = 0;
  std::string order_;  ///< of the answers; read it when all have come
  TestServer server_;
  std::optional<QuestionDesk> desk_;

 private:
  QuestionDesk::Question question_of(const http::Request& request, http::Server& server) {
    QuestionDesk::Question question;
    question.ticket = request.ticket;
    question.server = &server;
    question.caller.value = std::stoull(std::string(request.parameter("caller")));
    question.at_least = std::stoull(request.query_value("at_least").value_or("0"));
    question.answer = [this, what = std::string(request.parameter(
                                 "what"))]() -> std::expected<http::Response, Refusal> {
      order_ += what;
      if (what == "unknown") return std::unexpected(Refusal::loan_not_found);
      if (what == "fault") throw std::runtime_error("broken");
      http::Response response;
      response.body = what;
      return response;
    };
    return question;
  }
  protocol::Sequence open() override {
    if (!readable_) throw std::runtime_error("unreadable");
    return visible_;
  }
  void close() noexcept override {}
};

TEST_F(QuestionDeskTest, RefusesAtOnceWhatTheJournalHasNotReached) {
  make({});
  const auto answer = server_.get("/1/ask?at_least=11");
  EXPECT_EQ(answer.status, 412);
  EXPECT_NE(answer.body.find(R"("code":"sequence_not_reached")"), std::string::npos);
  EXPECT_NE(answer.body.find(
                R"("later":true,"retry":"same_key","detail":"the last durable sequence is 10")"),
            std::string::npos)
      << answer.body;
}

TEST_F(QuestionDeskTest, AnswersOthersWhileSomebodyWaits) {
  make({.patience = std::chrono::minutes(1)});
  visible_ = 9;
  desk_->start();
  const auto waiting = ask("/1/a?at_least=10");
  const auto unknown = ask("/1/unknown");
  EXPECT_EQ(code_of(ask("/1/b")), "b");
  EXPECT_EQ(code_of(ask("/2/c?at_least=9")), "c");
  visible_ = 10;
  EXPECT_EQ(code_of(waiting), "a");
  EXPECT_EQ(code_of(unknown), "loan_not_found");
}

TEST_F(QuestionDeskTest, DoesNotWaitForEver) {
  make({.patience = milliseconds(1)});
  visible_ = 9;
  desk_->start();
  EXPECT_EQ(code_of(ask("/1/a?at_least=10")), "not_yet_visible");
  EXPECT_EQ(code_of(ask("/1/unknown")), "not_yet_visible") << "it may come yet";
}

TEST_F(QuestionDeskTest, LetsSoManyOfACallerWait) {
  make({.waiting_of_caller_max = 2, .patience = std::chrono::minutes(1)});
  visible_ = 9;
  desk_->start();
  const auto one = ask("/1/a?at_least=10");
  const auto two = ask("/1/b?at_least=10");
  const auto refused = ask("/1/c?at_least=10")->receive();
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_NE(refused.body.find(R"("limit":"in_flight")"), std::string::npos) << refused.body;
  EXPECT_EQ(code_of(ask("/1/unknown")), "too_many_requests");
  EXPECT_EQ(code_of(ask("/1/d")), "d");
  const auto other = ask("/2/e?at_least=10");
  visible_ = 10;
  EXPECT_EQ(code_of(one), "a");
  EXPECT_EQ(code_of(two), "b");
  EXPECT_EQ(code_of(other), "e");
}

TEST_F(QuestionDeskTest, WhatWasAnsweredWaitsNoMore) {
  make({.waiting_of_caller_max = 2, .patience = std::chrono::minutes(1)});
  visible_ = 9;
  durable_ = 12;
  desk_->start();
  const auto one = ask("/1/a?at_least=10");
  const auto last = ask("/1/b?at_least=12");
  visible_ = 10;
  EXPECT_EQ(code_of(one), "a");
  const auto two = ask("/1/c?at_least=11");
  visible_ = 11;
  EXPECT_EQ(code_of(two), "c");
  visible_ = 12;
  EXPECT_EQ(code_of(last), "b");
}

TEST_F(QuestionDeskTest, OneCallerCannotFillIt) {
  make({.questions_max = 3, .questions_of_caller_max = 2});
  const auto one = ask("/1/a");
  const auto two = ask("/1/b");
  EXPECT_EQ(code_of(ask("/1/c")), "too_many_requests");
  const auto three = ask("/2/d");
  EXPECT_EQ(code_of(ask("/3/e")), "overloaded");
  desk_->start();
  EXPECT_EQ(code_of(one) + code_of(two) + code_of(three), "abd");
  EXPECT_EQ(code_of(ask("/1/f")), "f");
}

TEST_F(QuestionDeskTest, CallersTakeTurns) {
  make({});
  std::vector<std::unique_ptr<TestClient>> clients;
  for (const char* path : {"/1/a", "/1/b", "/1/c", "/2/d", "/2/e", "/3/f"}) {
    clients.push_back(ask(path));
  }
  desk_->start();
  for (const auto& client : clients) code_of(client);
  EXPECT_EQ(order_, "adfbec");
}

/// A sequence that comes lets many go on at once: they take turns like all others.
TEST_F(QuestionDeskTest, WhoHasWaitedTakesTurnsToo) {
  make({.patience = std::chrono::minutes(1), .look_again = milliseconds(50)});
  visible_ = 9;
  desk_->start();
  std::vector<std::unique_ptr<TestClient>> clients;
  for (const char* path : {"/1/a?at_least=10", "/1/b?at_least=10", "/2/c?at_least=10"}) {
    clients.push_back(ask(path));
  }
  EXPECT_EQ(code_of(ask("/1/d")), "d") << "the others are put aside before it";
  visible_ = 10;
  for (const auto& client : clients) code_of(client);
  EXPECT_EQ(order_, "dacb");
}

TEST_F(QuestionDeskTest, OutlivesFaults) {
  make({.patience = std::chrono::minutes(1)});
  visible_ = 9;
  desk_->start();
  EXPECT_EQ(code_of(ask("/1/fault")), "unavailable");
  EXPECT_EQ(code_of(ask("/1/a")), "a");
  const auto waiting = ask("/1/b?at_least=10");
  readable_ = false;
  EXPECT_EQ(code_of(waiting), "unavailable");
  EXPECT_EQ(code_of(ask("/1/c")), "unavailable");
  readable_ = true;
  EXPECT_EQ(code_of(ask("/1/d")), "d");
}

}  // namespace
}  // namespace tributary::api
