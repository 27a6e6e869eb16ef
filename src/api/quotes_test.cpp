#include "api/quotes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "api/test_server.hpp"
#include "money/test_values.hpp"

namespace tributary::api {
namespace {

using testing::HasSubstr;

class QuotesTest : public testing::Test {
 protected:
  QuotesTest() {
    add_quote_route(server_.router, TestServer::authenticate, [this] { return calendar_; });
    server_.start();
  }

  std::shared_ptr<const money::Calendar> calendar_ = std::make_shared<const money::Calendar>();
  TestServer server_;
};

/// 100,000.00 at 9.6 % a year, 0.8 % a month, twelve months: the annuity formula gives 8,773.00.
TEST_F(QuotesTest, TellsWhatALoanCostsAndABidReceives) {
  const auto answer = server_.post(
      "/v1/quotes", "investor",
      R"({"terms":{"method":"annuity","annual_rate":"9.6","periods":12},"principal":"100000.00",)"
      R"("start":"2024-01-01","fee_withheld":"2","bid":{"amount":"500.00"}})",
      "");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto quote = boost::json::parse(answer.body);
  EXPECT_EQ(quote.at("lines").as_array().size(), 12U);
  EXPECT_EQ(quote.at("lines").at(0).at("total").as_string(), "8773.00");
  EXPECT_EQ(quote.at("paid_out").as_string(), "98000.00");
  EXPECT_EQ(quote.at("investor").at("principal").as_string(), "500.00");
}

/// As a settlement on the same day would, from the moment at which the calendar is set.
TEST_F(QuotesTest, MovesDueDatesByTheCalendarInForce) {
  const auto quoted = [&] {
    const auto answer = server_.post(
        "/v1/quotes", "investor",
        R"({"terms":{"method":"bullet","annual_rate":"12","periods":1,"business_days":"next"},)"
        R"("principal":"1000.00","start":"2026-09-01"})",
        "");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return boost::json::parse(answer.body);
  };
  const auto before = quoted();
  EXPECT_EQ(before.at("lines").at(0).at("due_date").as_string(), "2026-10-01");
  EXPECT_EQ(before.at("calendar").as_string(), "none");
  calendar_ = std::make_shared<const money::Calendar>(
      money::saturday_and_sunday,
      std::vector{money::day("2026-10-01"), money::day("2026-10-02"), money::day("2026-10-05")});
  const auto after = quoted();
  EXPECT_EQ(after.at("lines").at(0).at("due_date").as_string(), "2026-10-06");
  EXPECT_EQ(after.at("calendar").as_string(), "weekends and holidays to 2026-10-05");
}

TEST_F(QuotesTest, SaysWhatIsWrongWithTheTerms) {
  const auto answer =
      server_.post("/v1/quotes", "investor",
                   R"({"terms":{"due_day":31,"every":"1d"},"principal":"1","start":"2024-01-01"})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("loan_terms_invalid"));
  EXPECT_THAT(answer.body, HasSubstr("\"detail\":"));
  EXPECT_EQ(server_.post("/v1/quotes", "investor", R"({"principal":"1"})").status, 400);
}

/// Of a value that no loan can have, the refusal says those that it can.
/// By hand: 2 % of 1,000.00 and 1 % and 0.5 % are withheld; 1.00 is due with the one instalment, so
/// that 101.00 and 35.00 are the cost of 965.00 for a year.
TEST_F(QuotesTest, CountsTheFeesThatAListingWouldHave) {
  const auto answer = server_.post(
      "/v1/quotes", "investor",
      R"({"terms":{"method":"bullet","annual_rate":"10","periods":12},"principal":"1000.00",)"
      R"("start":"2023-01-01","bid":{"amount":"1000.00"},"fees":{"service":"2","guarantee":"1",)"
      R"("reserve":"0.5","service_per_period":"0.1","interest":"10","prepayment":"3"}})",
      "");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto quote = boost::json::parse(answer.body);
  EXPECT_EQ(quote.at("fee_withheld").as_string(), "35.00");
  EXPECT_EQ(quote.at("lines").at(0).at("fee").as_string(), "1.00");
  EXPECT_EQ(quote.at("total").as_string(), "1101.00");
  EXPECT_EQ(quote.at("true_annual_cost").as_string(), "14.0933");
  EXPECT_EQ(quote.at("effective_annual_cost").as_string(), "14.0933");
  EXPECT_EQ(quote.at("investor").at("fee").as_string(), "10.00");
}

TEST_F(QuotesTest, SaysTheRangeThatIsAccepted) {
  for (const auto& [terms, detail] : std::vector<std::pair<std::string, std::string>>{
           {R"("periods":0)", "terms.periods: out of range (1..600)"},
           {R"("periods":601)", "terms.periods: out of range (1..600)"},
           {R"("due_day":32)", "terms.due_day: out of range (0..31)"},
           {R"("grace_principal_periods":600)",
            "terms.grace_principal_periods: out of range (0..599)"},
           {R"("interest_deferred_periods":-1)",
            "terms.interest_deferred_periods: out of range (0..599)"},
           {R"("interest_free_periods":601)",
            "terms.interest_free_periods: out of range (0..600)"}}) {
    const auto answer =
        server_.post("/v1/quotes", "investor",
                     R"({"principal":"100000.00","start":"2024-01-01","terms":{)" + terms + "}}");
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr(R"("detail":")" + detail + '"'));
    EXPECT_THAT(answer.body, HasSubstr(R"("detail_zh":"terms.)"));
  }
  const auto longest = server_.post("/v1/quotes", "investor",
                                    R"({"principal":"100000.00","start":"2024-01-01",)"
                                    R"("terms":{"periods":600,"interest_free_periods":600}})");
  EXPECT_EQ(longest.status, 200) << longest.body;
}

TEST_F(QuotesTest, NeedsAToken) { EXPECT_EQ(server_.post("/v1/quotes", "", "{}").status, 401); }

}  // namespace
}  // namespace tributary::api
