#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/json.hpp>
#include <future>

#include "api/test_server.hpp"
#include "vertical/reading_desk.hpp"
#include "verticals/books/bookshelf.hpp"
#include "verticals/books/routes.hpp"

namespace tributary::books {
namespace {

/// A desk whose connection is kept or not: damage to the heads, which are read once a connection,
/// shows which.
class DeskTest : public testing::Test {
 protected:
  DeskTest() {
    life.deposit(member, {500});
    shelf.follow(life);
    vertical::add_routes(server.router, routes(),
                         {.authenticate = api::TestServer::authenticate, .desk = &desk});
    server.start();
    desk.start();
  }
  ~DeskTest() override { desk.stop(); }

  int status(const std::string& path) const { return server.get(path, "auditor").status; }
  void damage_heads() { shelf.database().execute("UPDATE books_account_heads SET heads = x''"); }

  Life life;
  AccountId member = life.open_member(10);
  Bookshelf shelf;
  std::atomic<Bookshelf*> read = &shelf;
  vertical::ReadingDesk desk{"test",
                             {[this] { return read.load()->url(); }, [] { return Sequence{0}; }},
                             {.threads = 1, .keep_up = std::chrono::hours(1)}};
  api::TestServer server;
  const std::string totals = "/v1/totals";
  const std::string statement = "/v1/accounts/" + std::to_string(member.value) + "/statement";
};

TEST_F(DeskTest, KeepsItsConnection) {
  EXPECT_EQ(status(totals), 200);
  damage_heads();
  EXPECT_EQ(status(statement), 200);
  EXPECT_EQ(status(totals), 200);
}

TEST_F(DeskTest, ReadsWhereTheBooksAreNow) {
  EXPECT_EQ(status(totals), 200);
  Life other = life;
  other.deposit(member, {7});
  Bookshelf next;
  next.follow(other);
  read = &next;
  const auto answer = boost::json::parse(server.get(totals, "auditor").body);
  EXPECT_EQ(answer.at("sequence"), other.last_sequence());
  EXPECT_EQ(answer.at("lines").at(0).at("deposited"), "5.07");
  desk.stop();
}

TEST_F(DeskTest, LeavesAConnectionOnWhichAnAnswerFailed) {
  EXPECT_EQ(status(totals), 200);
  damage_heads();
  shelf.database().execute("UPDATE books_account_fact SET fact = x''");
  EXPECT_EQ(status(statement), 503);
  EXPECT_EQ(status(totals), 503) << "a new one finds the damage";
}

TEST_F(DeskTest, LeavesAConnectionThatCouldNotBegin) {
  EXPECT_EQ(status(totals), 200);
  damage_heads();
  shelf.database().execute("DELETE FROM follow_state");
  EXPECT_EQ(status(totals), 503);
  shelf.database().execute("INSERT INTO follow_state (cursor) VALUES (10)");
  EXPECT_EQ(status(totals), 503) << "a new one finds the damage";
}

TEST_F(DeskTest, HoldsUpNoCopyingOfTheLog) {
  EXPECT_EQ(status(statement), 200);
  desk.stop();
  life.deposit(member, {1});
  shelf.follow(life);
  store::Statement checkpoint = shelf.database().prepare("PRAGMA wal_checkpoint(TRUNCATE)");
  ASSERT_TRUE(checkpoint.step());
  EXPECT_EQ(checkpoint.integer(0), 0) << "busy";
}

/// Each has questions of its own here, and so many of them.
TEST_F(DeskTest, CountsTheQuestionsOfEachCaller) {
  vertical::ReadingDesk shut("test", {[this] { return shelf.url(); }, [] { return Sequence{0}; }},
                             {.questions_of_caller_max = 1});
  api::TestServer other;
  vertical::add_routes(other.router, routes(),
                       {.authenticate = api::TestServer::authenticate, .desk = &shut});
  other.start();
  const auto ask = [&](const char* token) {
    return std::async(std::launch::async,
                      [&, token]() -> int { return other.get(totals, token).status; });
  };
  const auto is_answered = [](auto& answer) {
    return answer.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready;
  };
  std::vector<std::future<int>> answers;
  for (const char* caller : {"investor", "investor/8"}) {
    std::array two{ask(caller), ask(caller)};
    while (std::ranges::none_of(two, is_answered)) {
    }
    std::ranges::move(two, std::back_inserter(answers));
  }
  shut.start();
  int refused = 0;
  for (std::future<int>& answer : answers) {
    const int status = answer.get();
    EXPECT_TRUE(status == 200 || status == 429) << status;
    if (status == 429) ++refused;
  }
  EXPECT_EQ(refused, 2) << "one of each";
  shut.stop();
}

}  // namespace
}  // namespace tributary::books
