#include "api/binding.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/parse.hpp>

#include "protocol/command.hpp"

namespace tributary::api {
namespace {

using http::read_json;
using protocol::AccessCode;
using protocol::AccountId;
using protocol::CreateListing;
using protocol::PlaceBid;

template <class T>
std::string written(const T& value) {
  std::string json;
  http::write_json(json, value);
  return json;
}

TEST(Binding, MoneyIsADecimalString) {
  EXPECT_EQ(written(money::Amount{100'000}), R"("1000.00")");
  EXPECT_EQ(read_json<money::Amount>(R"("1000.00")"), money::Amount{100'000});
  EXPECT_EQ(read_json<money::Amount>(R"("-0.5")"), money::Amount{-50});
  for (const char* json : {"1000", "1000.00", R"("1000.001")", R"("1e3")", R"("1,000.00")",
                           R"(" 1")", R"("")", R"("+1")", R"("01")", R"("10000000000000.01")"}) {
    EXPECT_FALSE(read_json<money::Amount>(json)) << json;
  }
}

TEST(Binding, ARateIsPercent) {
  EXPECT_EQ(written(money::Rate{96'000}), R"("9.6")");
  EXPECT_EQ(read_json<money::Rate>(R"("9.6")"), money::Rate{96'000});
  EXPECT_FALSE(read_json<money::Rate>(R"("9.6%")"));
  EXPECT_FALSE(read_json<money::Rate>("9.6"));
}

TEST(Binding, AnIdIsADecimalStringAboveZero) {
  EXPECT_EQ(written(AccountId{17}), R"("17")");
  EXPECT_EQ(written(AccountId{0}), R"("0")");
  EXPECT_EQ(read_json<AccountId>(R"("9999999999999999999")"),
            AccountId{9'999'999'999'999'999'999U});
  for (const char* json : {"17", R"("0")", R"("017")", R"("-1")", R"("")", R"("1.0")",
                           R"("10000000000000000000")", R"("18446744073709551616")"}) {
    EXPECT_FALSE(read_json<AccountId>(json)) << json;
  }
}

TEST(Binding, APasswordNeverComesOut) {
  const auto code = read_json<AccessCode>(R"("春天")");
  ASSERT_TRUE(code);
  EXPECT_EQ(*code, protocol::access_code("春天"));
  EXPECT_EQ(written(*code), R"("set")");
  EXPECT_FALSE(read_json<AccessCode>(R"("")"));
  EXPECT_EQ(written(AccessCode{}), R"("")");
}

/// The choices in a schema are written by hand: they must be what money/ reads and writes.
template <class Enum>
void check_choices() {
  const auto schema = boost::json::parse(http::JsonText<Enum>::schema);
  std::string from_money;
  http::for_each_enumerator<Enum>([&](Enum choice, std::string_view) {
    from_money += written(choice) + ",";
    EXPECT_EQ(read_json<Enum>(written(choice)), choice);
  });
  std::string from_schema;
  for (const auto& choice : schema.at("enum").as_array()) {
    from_schema += "\"" + std::string(choice.as_string()) + "\",";
  }
  EXPECT_EQ(from_schema, from_money);
}

TEST(Binding, SchemasNameTheChoicesOfMoney) {
  check_choices<money::Method>();
  check_choices<money::Basis>();
  check_choices<money::Rounding>();
  check_choices<money::MonthEnd>();
  check_choices<money::BusinessDayRule>();
}

TEST(Binding, WhatMayBeLeftOutKeepsItsDefault) {
  const auto bid = read_json<PlaceBid>(R"({"loan":"7","account":"12","amount":"1000.00"})");
  ASSERT_TRUE(bid);
  EXPECT_FALSE(bid->fill_remaining);
  EXPECT_EQ(bid->access_code, AccessCode{});

  const auto listing =
      read_json<CreateListing>(R"({"borrower_account":"3","title":"Tea","principal":"50000",)"
                               R"("terms":{"method":"flat","every":"2w"},"rules":{}})");
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->terms.method, money::Method::flat);
  EXPECT_EQ(listing->terms.every, (money::Period{2, money::PeriodUnit::week}));
  EXPECT_EQ(listing->terms.periods, money::Terms{}.periods);
  EXPECT_EQ(listing->rules, protocol::BidRules{});
  EXPECT_EQ(listing->fees, protocol::LoanFees{});
  EXPECT_FALSE(listing->guarantor_account);
}

TEST(Binding, ACalendarIsTwoListsOfDays) {
  const auto calendar = read_json<protocol::SetCalendar>(
      R"({"source":"notice","holidays":["2025-01-01","2025-01-28"]})");
  ASSERT_TRUE(calendar);
  ASSERT_EQ(calendar->holidays.size(), 2U);
  EXPECT_EQ(calendar->holidays[1], *money::parse_date("2025-01-28"));
  EXPECT_TRUE(calendar->working_weekends.empty());
  EXPECT_EQ(read_json<protocol::SetCalendar>(R"({"source":"notice","holidays":["2025-02-30"]})")
                .error()
                .path,
            "holidays[0]");
}

TEST(Binding, RulesForLatePaymentMayBeLeftOutOnePartAtATime) {
  const auto listing =
      read_json<CreateListing>(R"({"borrower_account":"3","title":"Tea","principal":"50000",)"
                               R"("late":{"interest":"0.05","compensator":"reserve_fund"}})");
  ASSERT_TRUE(listing);
  protocol::LateRules rules;
  rules.interest = {500};
  rules.compensator = protocol::Compensator::reserve_fund;
  EXPECT_EQ(listing->late, rules);
}

TEST(Binding, WhomHowMuchAndWhenMustBeSaid) {
  const auto missing = [](auto read) { return read ? "" : read.error().path; };
  EXPECT_EQ(missing(read_json<PlaceBid>(R"({"loan":"7","amount":"1"})")), "account");
  EXPECT_EQ(missing(read_json<PlaceBid>(R"({"loan":"7","account":"1"})")), "amount");
  EXPECT_EQ(missing(read_json<protocol::SettleLoan>(R"({"loan":"7"})")), "on");
  EXPECT_EQ(missing(read_json<protocol::BeginBusinessDay>("{}")), "on");
  EXPECT_EQ(missing(read_json<protocol::ReversePayment>(R"({"loan":"7","on":"2025-01-31"})")),
            "payment");
  EXPECT_EQ(missing(read_json<protocol::TransferFunds>(R"({"from":"7","amount":"1"})")), "to");
}

RC_GTEST_PROP(Binding, ReadsWhatItWrites, ()) {
  CreateListing listing;
  listing.borrower_account.value = *rc::gen::inRange<std::uint64_t>(1, 9'999'999'999'999'999'999U);
  listing.principal.minor = *rc::gen::inRange<std::int64_t>(0, money::amount_max.minor + 1);
  listing.title.text = "\xe8\x8c\xb6 \"tea\"";
  listing.rules.access_code = protocol::access_code("set");  // as an answer spells any
  listing.terms.annual_rate.ppm = *rc::gen::inRange(0, 1'000'000);
  listing.terms.every.count = *rc::gen::inRange(1, 367);
  listing.rules.bid_amount_min.minor = *rc::gen::inRange(0, 1'000'000);
  const auto read = read_json<CreateListing>(written(listing));
  RC_ASSERT(read.has_value());
  RC_ASSERT(written(*read) == written(listing));
  RC_ASSERT(read->principal == listing.principal);
}

}  // namespace
}  // namespace tributary::api
