#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/market.hpp"
#include "tests/http/other_clock.hpp"
#include "tests/http/problem.hpp"

/// What products say of a loan, as its people meet it.
namespace tributary::http_test {
namespace {

namespace json = boost::json;

class Products : public testing::Test {
 protected:
  Products() {
    platform_.start();
    market_.emplace(platform_);
    borrower_ = market_->member("borrower");
    investor_ = market_->member("investor");
    market_->deposit(investor_, 1'200'000);
    market_->deposit(borrower_, 1'000'000);
  }

  /// A loan of 12,000.00 that one investor has filled.
  std::string full_loan(const json::object& members) {
    const std::string loan = market_->open_loan(borrower_, 1'200'000, members);
    event_of(investor_.caller->send("/v1/loans/" + loan + "/bids", bid(investor_, 1'200'000)));
    return loan;
  }
  json::object settle(const std::string& loan) {
    return event_of(market_->admin().send("/v1/loans/" + loan + "/settle", {{"on", today_}}));
  }

  Platform platform_;
  std::optional<Market> market_;
  Member borrower_;
  Member investor_;
  std::string today_ = OtherClock().shows().substr(0, 10);
};

TEST_F(Products, AStepOfTheScheduleIsWhatTheListingNames) {
  const json::object stepped{
      {"terms", {{"method", "equal-principal"}, {"annual_rate", "12"}, {"periods", 3}}},
      {"principals", {"2000.00", "4000.00", "6000.00"}}};
  const json::array schedule = settle(full_loan(stepped)).at("schedule").as_array();
  ASSERT_EQ(schedule.size(), 3U);
  EXPECT_EQ(schedule[0].at("principal"), "2000.00");
  EXPECT_EQ(schedule[0].at("interest"), "120.00");
  EXPECT_EQ(schedule[2].at("interest"), "60.00");
}

/// The borrower reads what it would cost, in part and as a whole, and pays just that.
TEST_F(Products, APrepaymentCostsWhatIsQuoted) {
  const std::string loan =
      full_loan({{"fees", {{"service_per_period", "0.1"}, {"prepayment", "1"}}}});
  settle(loan);
  const std::string quote = "/v1/loans/" + loan + "/prepayment";
  EXPECT_EQ(investor_.caller->get(quote).json().at("code"), "account_not_yours");
  const json::object above = borrower_.caller->get(quote + "?amount=12000.01").json();
  EXPECT_EQ(above.at("code"), "amount_exceeds_outstanding");
  EXPECT_EQ(above.at("figures").at("limit"), "12000.00");
  const std::int64_t before = minor_of(market_->account(borrower_), "balance");
  const json::object part = borrower_.caller->get(quote + "?amount=3000.00").json();
  EXPECT_EQ(part.at("on").as_string(), today_);
  EXPECT_EQ(part.at("total"), "3030.00");
  EXPECT_EQ(minor_of(market_->account(borrower_), "balance"), before) << "nothing is paid";
  const json::object prepaid = event_of(market_->admin().send(
      "/v1/loans/" + loan + "/prepay-part", {{"on", today_}, {"amount", "3000.00"}}));
  EXPECT_EQ(prepaid.at("schedule"), part.at("instalments"));
  const json::object all = borrower_.caller->get(quote).json();
  EXPECT_EQ(all.at("total"), "9099.00") << "9000.00, 1 % of it, and the next instalment's fee";
  event_of(market_->admin().send("/v1/loans/" + loan + "/prepay", {{"on", today_}}));
  EXPECT_EQ(minor_of(market_->account(borrower_), "balance"), before - 303'000 - 909'900);
}

TEST_F(Products, ARefusedListingSaysWhichMemberToChange) {
  const auto refused = [&](const json::object& members, std::string_view code) {
    json::object listing{
        {"borrower_account", borrower_.account}, {"title", "A loan"}, {"principal", "12000.00"}};
    for (const auto& [name, value] : members) listing[name] = value;
    const Answer& answer = market_->admin().send("/v1/loans", listing);
    expect_problem(answer, 422, code);
    return std::string(answer.json().at("detail").as_string());
  };
  using testing::HasSubstr;
  EXPECT_THAT(refused({{"late", {{"fee_then", "0.5"}}}}, "late_rules_invalid"),
              HasSubstr("late.fee_then_after_days"));
  EXPECT_THAT(refused({{"rules", {{"settle_within_days", 0}}}}, "bid_rules_inconsistent"),
              HasSubstr("rules.settle_within_days"));
  EXPECT_THAT(refused({{"fees", {{"guarantee_per_period", "1"}}}}, "loan_terms_invalid"),
              HasSubstr("guarantor_account"));
  EXPECT_THAT(refused({{"principals", {"12000.00"}}}, "loan_terms_invalid"),
              HasSubstr("one for each instalment"));
}

}  // namespace
}  // namespace tributary::http_test
