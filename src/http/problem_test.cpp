#include "http/problem.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

namespace tributary::http {

namespace {

TEST(Problem, HoldsTheMembersOfRfc9457AndItsOwn) {
  const Response response = Problem(422, "insufficient_funds")
                                .title("Not enough money", "余额不足")
                                .detail("needs \"100.00\"", "需要 \"100.00\"")
                                .with("balance", "30.00")
                                .with("sequence", 17)
                                .response();
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(response.body,
            R"({"type":"/problems/insufficient_funds","status":422,"code":"insufficient_funds",)"
            R"("title":"Not enough money","title_zh":"余额不足","detail":"needs \"100.00\"",)"
            R"("detail_zh":"需要 \"100.00\"",)"
            R"("balance":"30.00","sequence":17})");
}

TEST(Problem, NamesTheMemberThatCouldNotBeBound) {
  const Response response =
      problem_of(BindError{BindReason::out_of_range, "bids[0].share", "0..255"}).response();
  const auto body = boost::json::parse(response.body);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(body.at("code"), "out_of_range");
  EXPECT_EQ(body.at("path"), "bids[0].share");
  EXPECT_EQ(body.at("detail"), "bids[0].share: out of range (0..255)");
  EXPECT_EQ(body.at("title_zh"), "超出范围");
}

TEST(BindError, NamesTheMemberInBothLanguages) {
  const BindError error{BindReason::out_of_range, "bids[0].share", "0..255"};
  EXPECT_EQ(to_string(error), "bids[0].share: out of range (0..255)");
  EXPECT_EQ(to_chinese(error), "bids[0].share：超出范围（0..255）");
  EXPECT_EQ(to_chinese({BindReason::wrong_format, "day", "a day"}), "day：格式不符（a day）");
  EXPECT_EQ(to_chinese({BindReason::unknown_value, "method", "annuity, flat"}),
            "method：不是已知的取值（annuity、flat）");
  EXPECT_EQ(to_chinese({BindReason::unknown_member, "colour", ""}), "colour：未知字段");
  EXPECT_EQ(to_chinese({BindReason::not_json, "", ""}), "不是格式正确的 JSON");
}

TEST(Problem, SaysOfAStatusWhatTheTableSays) {
  for (const ProblemText& problem : edge_problems()) {
    const auto body = boost::json::parse(problem_of(problem.status).json());
    EXPECT_EQ(body.at("status").as_int64(), problem.status);
    EXPECT_EQ(body.at("code").as_string(), problem.code);
    EXPECT_EQ(body.at("title").as_string(), problem.english);
    EXPECT_EQ(body.at("title_zh").as_string(), problem.chinese);
    EXPECT_EQ(body.at("later"), problem.later);
    EXPECT_EQ(body.at("retry").as_string(), retry_of(problem.status, problem.later));
    EXPECT_EQ(body.as_object().contains("detail"), body.as_object().contains("detail_zh"));
    EXPECT_NE(status_text(problem.status), "Unknown");
  }
}

TEST(Problem, SaysHowToTryAgain) {
  EXPECT_EQ(retry_of(429, true), "same_key");
  EXPECT_EQ(retry_of(503, true), "same_key");
  EXPECT_EQ(retry_of(401, false), "same_key");
  EXPECT_EQ(retry_of(409, true), "new_key");
  EXPECT_EQ(retry_of(409, false), "no");
  EXPECT_EQ(boost::json::parse(problem_of(503).json()).at("detail").as_string(),
            "To learn whether it was done, send the request again with the same Idempotency-Key");
}

TEST(Problem, NoTwoOfItsOwnHaveOneCode) {
  std::set<std::string_view> codes;
  for (const ProblemText& problem : edge_problems()) EXPECT_TRUE(codes.insert(problem.code).second);
}

}  // namespace

}  // namespace tributary::http
