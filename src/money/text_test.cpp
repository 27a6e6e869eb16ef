#include "money/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

TEST(Text, ReadsAmounts) {
  const struct {
    std::string_view text;
    std::int64_t minor;
    std::string_view printed;
  } cases[] = {
      {"0", 0, "0.00"},
      {"0.00", 0, "0.00"},
      {"-0", 0, "0.00"},
      {"0.05", 5, "0.05"},
      {"0.5", 50, "0.50"},
      {"-0.05", -5, "-0.05"},
      {"1000", 100'000, "1000.00"},
      {"1000.5", 100'050, "1000.50"},
      {"-1000.50", -100'050, "-1000.50"},
      {"10000000000000.00", amount_max.minor, "10000000000000.00"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(parse_amount(c.text), Amount{c.minor}) << c.text;
    EXPECT_EQ(to_string(Amount{c.minor}), c.printed);
  }
  for (const std::string_view text : {"",
                                      "-",
                                      ".",
                                      "1.",
                                      ".5",
                                      "1.234",
                                      "1,000.00",
                                      "+1",
                                      " 1",
                                      "1 ",
                                      "--1",
                                      "1.-5",
                                      "0x10",
                                      "1e3",
                                      "007",
                                      "00.50",
                                      "1.2.3",
                                      "10000000000000.01",
                                      "-10000000000000.01",
                                      "99999999999999999999"}) {
    EXPECT_EQ(parse_amount(text), std::nullopt) << text;
  }
}

TEST(Text, ReadsSumsThatLeaveSixtyFourBits) {
  WideAmount sum;
  for (int n = 0; n < 100'000; ++n) sum += amount_max;
  EXPECT_EQ(to_string(sum), "1000000000000000000.00");
  EXPECT_EQ(parse_wide_amount("1000000000000000000.00"), sum);
  EXPECT_EQ(to_string(WideAmount() - sum - Amount{5}), "-1000000000000000000.05");
  EXPECT_EQ(parse_wide_amount("-1000000000000000000.05"), WideAmount() - sum - Amount{5});
  EXPECT_EQ(to_string(WideAmount()), "0.00");
  EXPECT_EQ(to_string(WideAmount() - Amount{5}), "-0.05");
  EXPECT_EQ(parse_wide_amount("1" + std::string(34, '0')).has_value(), true);
  EXPECT_EQ(parse_wide_amount("1" + std::string(34, '0') + ".01"), std::nullopt);
  EXPECT_EQ(parse_wide_amount("1" + std::string(40, '0')), std::nullopt);
  EXPECT_EQ(parse_wide_amount("1.234"), std::nullopt);
}

TEST(Text, ReadsRatesAsPercent) {
  const struct {
    std::string_view text;
    std::int64_t ppm;
    std::string_view printed;
  } cases[] = {
      {"0", 0, "0"},
      {"9.6", 96'000, "9.6"},
      {"9.60", 96'000, "9.6"},
      {"100", 1'000'000, "100"},
      {"0.0001", 1, "0.0001"},
      {"-3.25", -32'500, "-3.25"},
      {"37.3363", 373'363, "37.3363"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(parse_rate(c.text), Rate{c.ppm}) << c.text;
    EXPECT_EQ(to_string(Rate{c.ppm}), c.printed);
  }
  for (const std::string_view text : {"", "9.60000", "9,6", "9.6%", "100000000.0001"}) {
    EXPECT_EQ(parse_rate(text), std::nullopt) << text;
  }
}

TEST(Text, ReadsPeriods) {
  EXPECT_EQ(parse_period("1m"), (Period{1, PeriodUnit::month}));
  EXPECT_EQ(parse_period("2w"), (Period{2, PeriodUnit::week}));
  EXPECT_EQ(parse_period("15d"), (Period{15, PeriodUnit::day}));
  EXPECT_EQ(to_string(Period{15, PeriodUnit::day}), "15d");
  for (const std::string_view text :
       {"", "m", "1", "0m", "-1m", "01m", "1.5m", "1y", "1M", "1 m", "10000d"}) {
    EXPECT_EQ(parse_period(text), std::nullopt) << text;
  }
}

template <class Enum>
void expect_both_ways(std::optional<Enum> (*parse)(std::string_view),
                      std::initializer_list<std::pair<std::string_view, Enum>> names) {
  for (const auto& [text, value] : names) {
    EXPECT_EQ(parse(text), value) << text;
    EXPECT_EQ(to_string(value), text);
  }
  for (const std::string_view text : {"", "ANNUITY", "half_up", "act/366", "0", "annuity "}) {
    EXPECT_EQ(parse(text), std::nullopt) << text;
  }
}

TEST(Text, ReadsChoices) {
  expect_both_ways<Method>(parse_method, {{"annuity", Method::annuity},
                                          {"equal-principal", Method::equal_principal},
                                          {"interest-only", Method::interest_only},
                                          {"bullet", Method::bullet},
                                          {"flat", Method::flat}});
  expect_both_ways<Basis>(parse_basis, {{"30/360", Basis::thirty_360},
                                        {"act/365", Basis::act_365},
                                        {"act/360", Basis::act_360},
                                        {"act/364", Basis::act_364},
                                        {"act/act", Basis::act_act}});
  expect_both_ways<Rounding>(parse_rounding,
                             {{"half-up", Rounding::half_up}, {"half-even", Rounding::half_even}});
  expect_both_ways<MonthEnd>(parse_month_end,
                             {{"anchor", MonthEnd::anchor}, {"stick", MonthEnd::stick}});
  expect_both_ways<BusinessDayRule>(parse_business_day_rule,
                                    {{"as-is", BusinessDayRule::as_is},
                                     {"next", BusinessDayRule::next},
                                     {"previous", BusinessDayRule::previous}});
}

RC_GTEST_PROP(Text, ReadsBackWhatItPrints, ()) {
  const Amount amount{*rc::gen::inRange<std::int64_t>(-amount_max.minor, amount_max.minor + 1)};
  RC_ASSERT(parse_amount(to_string(amount)) == amount);
  const Rate rate{*rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'001)};
  RC_ASSERT(parse_rate(to_string(rate)) == rate);
  const Period period{*rc::gen::inRange(1, 10'000),
                      *rc::gen::element(PeriodUnit::month, PeriodUnit::week, PeriodUnit::day)};
  RC_ASSERT(parse_period(to_string(period)) == period);
}

TEST(Text, PrintsEveryAmountThatFits) {
  EXPECT_EQ(to_string(Amount{std::numeric_limits<std::int64_t>::max()}), "92233720368547758.07");
  EXPECT_EQ(to_string(Amount{std::numeric_limits<std::int64_t>::min()}), "-92233720368547758.08");
}

}  // namespace
}  // namespace tributary::money
