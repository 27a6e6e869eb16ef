#include "vertical/question.hpp"

#include <gtest/gtest.h>

#include <array>

#include "api/openapi.hpp"
#include "api/test_server.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::vertical {
namespace {

using protocol::LoanId;
using protocol::Permission;
using protocol::Refusal;

static_assert(!std::is_default_constructible_v<Access>, "nobody forgets to say who may ask");

struct Greeting {
  protocol::Sequence sequence = 0;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Greeting, (), (sequence, text))

struct GreetQuery : PageQuery {
  std::optional<bool> loud;
  std::optional<http::BindError> fault() const {
    if (!loud || !limit) return std::nullopt;
    return {{http::BindReason::out_of_range, "loud", "no limit"}};
  }
};
BOOST_DESCRIBE_STRUCT(GreetQuery, (PageQuery), (loud))

struct Words {
  std::string hello;
};
struct WordsAsked : Asked {
  using World = const Words;
  const Words& words;
};

Or<Greeting> greet(WordsAsked& asked, const GreetQuery& query) {
  if (query.cursor) return std::unexpected(Refusal::malformed_request);
  return Greeting{asked.reading.sequence(), asked.words.hello};
}
Or<Greeting> greet_loan(WordsAsked& asked, LoanId loan, const ReadQuery&) {
  if (loan == LoanId{9}) return std::unexpected(Refusal::loan_not_found);
  if (loan == LoanId{8}) return std::unexpected(Against(Refusal::not_found, "it sleeps", "在睡觉"));
  return Greeting{asked.reading.sequence(), "loan " + std::to_string(loan.value)};
}
Or<Greeting> greet_day(WordsAsked& asked, protocol::Date day, const ReadQuery&) {
  return Greeting{asked.reading.sequence(), to_string(day)};
}

std::span<const Route<const Words>> routes() {
  static const std::array all{
      question<greet>({.path = "/v1/greetings",
                       .name = "greet",
                       .summary = "Greets",
                       .access = any_of<Permission::run_days, Permission::read_all>()}),
      question<greet_loan>({.path = "/v1/loans/{loan}/greeting",
                            .name = "greet_loan",
                            .summary = "Greets a loan",
                            .access = any_token}),
      question<greet_day>({.path = "/v1/days/{date}/greeting",
                           .name = "greet_day",
                           .summary = "Greets a day",
                           .access = owner,
                           .waits_for_engine = true}),
  };
  return all;
}

class QuestionTest : public testing::Test {
 protected:
  QuestionTest() {
    database_.execute("CREATE TABLE follow_state (cursor INTEGER NOT NULL)");
    database_.execute("INSERT INTO follow_state (cursor) VALUES (5)");
    add_routes(server_.router, routes(),
               {.authenticate = api::TestServer::authenticate,
                .desk = &desk_,
                .world = &words_,
                .waiting_desk = &waiting_desk_});
    server_.start();
    desk_.start();
  }
  ~QuestionTest() override {
    desk_.stop();
    waiting_desk_.stop();
  }
  std::string body(std::string_view path, std::string_view token = "investor") const {
    return server_.get(path, token).body;
  }

  const store::TemporaryFolder folder_;
  store::Database database_{folder_.url("read.db")};
  const Words words_{"hello"};
  const ReadingDesk::Source source_{[this] { return folder_.url("read.db"); },
                                    [] { return protocol::Sequence{5}; }};
  ReadingDesk desk_{"test", source_};
  ReadingDesk waiting_desk_{"waiting", source_};
  api::TestServer server_;
};

TEST_F(QuestionTest, IsAnsweredFromTheReadModelsAndTheLinesWorld) {
  EXPECT_EQ(body("/v1/greetings?at_least=5", "auditor"), R"({"sequence":5,"text":"hello"})");
  EXPECT_EQ(body("/v1/loans/7/greeting"), R"({"sequence":5,"text":"loan 7"})");
}

TEST_F(QuestionTest, IsForWhomItsDeclarationNames) {
  EXPECT_EQ(server_.get("/v1/greetings").status, 401);
  const auto forbidden = server_.get("/v1/greetings", "investor");
  EXPECT_EQ(forbidden.status, 403);
  EXPECT_NE(forbidden.body.find("`read_all` or `run_days`"), std::string::npos) << forbidden.body;
  EXPECT_EQ(server_.get("/v1/days/2026-03-11/greeting", "channel").status, 403);
  EXPECT_EQ(server_.get("/v1/loans/7/greeting", "channel").status, 200);
}

TEST_F(QuestionTest, WhatCannotBeReadIsAnsweredInOneWay) {
  EXPECT_NE(body("/v1/loans/x/greeting").find("loan_not_found"), std::string::npos);
  const std::string day = body("/v1/days/2026-13-01/greeting");
  EXPECT_NE(day.find("a day, such as 2024-01-31"), std::string::npos) << day;
  EXPECT_NE(day.find("malformed_request"), std::string::npos);
  for (const char* query : {"?colour=blue", "?limit=1001", "?limit=1&loud=true", "?cursor=x"}) {
    const auto answer = server_.get(std::string("/v1/greetings") + query, "auditor");
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_NE(answer.body.find("malformed_request"), std::string::npos) << answer.body;
  }
  EXPECT_NE(body("/v1/greetings?cursor=x", "auditor").find("the next_cursor of this list"),
            std::string::npos);
}

TEST_F(QuestionTest, ARefusalMaySayMore) {
  EXPECT_EQ(server_.get("/v1/loans/9/greeting", "investor").status, 404);
  const auto answer = server_.get("/v1/loans/8/greeting", "investor");
  EXPECT_EQ(answer.status, 404);
  EXPECT_NE(answer.body.find("it sleeps"), std::string::npos) << answer.body;
}

TEST_F(QuestionTest, WhatWaitsForTheEngineIsAnsweredAtADeskOfItsOwn) {
  http::TestClient client(server_.port());
  client.send(
      "GET /v1/days/2026-03-11/greeting HTTP/1.1\r\nHost: test\r\n"
      "Authorization: Bearer auditor\r\n\r\n");
  EXPECT_EQ(server_.get("/v1/loans/7/greeting", "auditor").status, 200);
  waiting_desk_.start();
  EXPECT_NE(client.receive().body.find("2026-03-11"), std::string::npos);
}

TEST(Question, DescribesItself) {
  const auto all = described(routes());
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].access, "run_days, read_all");
  EXPECT_EQ(all[0].path_value, nullptr);
  EXPECT_NE(all[1].path_value, nullptr);
  EXPECT_EQ(all[1].access, "any token");
  const std::string document = api::openapi(all);
  for (const char* part : {"\"loud\"", "greet_loan", "Greets a day"}) {
    EXPECT_NE(document.find(part), document.npos) << part;
  }
}

}  // namespace
}  // namespace tributary::vertical
