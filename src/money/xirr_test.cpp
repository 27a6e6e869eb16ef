#include "money/xirr.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdlib>
#include <vector>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

using Flows = std::vector<CashFlow>;

constexpr Period monthly{1, PeriodUnit::month};

TEST(Xirr, AsPublished) {
  const struct {
    std::string_view source;
    Flows flows;
    std::int64_t ppm;
    std::int64_t tolerance_ppm;
  } cases[] = {
      {"Excel, XIRR: 0.373362535",
       {{day("2008-01-01"), amount("-10000")},
        {day("2008-03-01"), amount("2750")},
        {day("2008-10-30"), amount("4250")},
        {day("2009-02-15"), amount("3250")},
        {day("2009-04-01"), amount("2750")}},
       373'363,
       0},
      {"Directive 98/7/EC, Annex III, first example: 12.96 %",
       {{day("1994-01-01"), amount("-1000")}, {day("1995-07-01"), amount("1200")}},
       129'600,
       50},
      {"the same, second example, 50 retained by the creditor: 16.9 %",
       {{day("1994-01-01"), amount("-950")}, {day("1995-07-01"), amount("1200")}},
       169'000,
       500},
      {"the same, third example: 0.1306623",
       {{day("1994-01-01"), amount("-1000")},
        {day("1995-01-01"), amount("600")},
        {day("1996-01-01"), amount("600")}},
       130'662,
       0},
  };
  for (const auto& c : cases) {
    const auto rate = xirr(c.flows);
    ASSERT_TRUE(rate.has_value()) << c.source;
    EXPECT_LE(std::abs(rate->ppm - c.ppm), c.tolerance_ppm) << c.source << ", got " << rate->ppm;
  }
}

// By hand: one year of 365 days.
TEST(Xirr, OfOneYearIsWhatIsGainedOrLost) {
  const struct {
    std::string_view back;
    std::int64_t ppm;
  } cases[] = {
      {"110.00", 100'000},
      {"100.00", 0},
      {"99.99", -100},
      {"90.00", -100'000},
      {"0.01", -999'900},
      {"200.00", 1'000'000},
      {"100000.00", 999'000'000},
      {"99999999.00", 999'998'990'000},
  };
  for (const auto& c : cases) {
    const Flows lender{{day("2023-01-01"), amount("-100.00")}, {day("2024-01-01"), amount(c.back)}};
    EXPECT_EQ(xirr(lender), Rate{c.ppm}) << c.back;
    const Flows borrower{{day("2023-01-01"), amount("100.00")},
                         {day("2024-01-01"), -amount(c.back)}};
    EXPECT_EQ(xirr(borrower), Rate{c.ppm}) << c.back;
  }
}

TEST(Xirr, AddsUpFlowsOfADayAndPassesOverNothing) {
  const Flows flows{{day("2023-01-01"), Amount{}},         {day("2023-01-02"), amount("-60.00")},
                    {day("2023-01-02"), amount("-40.00")}, {day("2023-06-01"), Amount{}},
                    {day("2024-01-02"), amount("110.00")}, {day("2024-06-01"), Amount{}}};
  EXPECT_EQ(xirr(flows), percent("10"));
  const Flows loss{{day("2023-01-01"), Amount{}},
                   {day("2023-01-02"), amount("-100.00")},
                   {day("2024-01-02"), amount("90.00")},
                   {day("2024-06-01"), Amount{}}};
  EXPECT_EQ(xirr(loss), percent("-10"));
}

TEST(Xirr, MeasuresCentsAsFinelyAsMillions) {
  const Flows cents{{day("2023-01-01"), Amount{-10}}, {day("2024-01-01"), Amount{11}}};
  const Flows largest{{day("2023-01-01"), -amount_max},
                      {day("2024-01-01"), amount_max + Amount{amount_max.minor / 10}}};
  EXPECT_EQ(xirr(cents), percent("10"));
  EXPECT_EQ(xirr(largest), percent("10"));
}

TEST(Xirr, SaysWhyThereIsNone) {
  const Date start = day("2023-01-01");
  const struct {
    std::string_view what;
    Flows flows;
    XirrError error;
  } cases[] = {
      {"no flow", {}, XirrError::no_sign_change},
      {"only paid", {{start, Amount{-1}}, {start + 1, Amount{-1}}}, XirrError::no_sign_change},
      {"there and back on one day",
       {{start, Amount{-1}}, {start, Amount{2}}},
       XirrError::no_sign_change},
      {"backwards", {{start + 1, Amount{-1}}, {start, Amount{2}}}, XirrError::days_out_of_order},
      {"beyond 2^62",
       {{start, Amount{-(std::int64_t{1} << 61)}}, {start + 1, Amount{std::int64_t{1} << 61}}},
       XirrError::amounts_too_large},
      {"doubled in a day: 2^365",
       {{start, Amount{-1}}, {start + 1, Amount{2}}},
       XirrError::no_rate_in_range},
      {"ten million times as much in a year",
       {{start, Amount{-1}}, {start + 365, Amount{10'000'000}}},
       XirrError::no_rate_in_range},
      {"halved in a day",
       {{start, Amount{-2}}, {start + 1, Amount{1}}},
       XirrError::no_rate_in_range},
      {"both ends alike: + - + has no real root",
       {{start, Amount{100}}, {start + 365, Amount{-100}}, {start + 730, Amount{100}}},
       XirrError::no_rate_in_range},
  };
  for (const auto& c : cases) {
    const auto rate = xirr(c.flows);
    ASSERT_FALSE(rate.has_value()) << c.what;
    EXPECT_EQ(rate.error(), c.error) << c.what;
  }
}

// At a distance of whole years the value of the flows can be told in exact fractions, and must
// change its sign within a ppm of the answer.
RC_GTEST_PROP(Xirr, LiesWhereTheValueChangesItsSign, ()) {
  using boost::multiprecision::cpp_int;
  using boost::multiprecision::cpp_rational;
  const auto payments = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 1'000'000)));
  const std::int64_t outlay = *rc::gen::inRange<std::int64_t>(1, 5'000'000);
  Flows flows{{day("2001-01-01"), Amount{-outlay}}};
  for (const auto payment : payments) flows.push_back({flows.back().day + 365, Amount{payment}});
  const auto rate = xirr(flows);
  RC_ASSERT(rate.has_value());

  const auto value_at = [&](std::int64_t ppm) {
    const cpp_rational growth = 1 + cpp_rational(ppm, 1'000'000);
    cpp_rational value = 0;
    for (const CashFlow& flow : flows) value = value * growth + flow.amount.minor;
    return value;
  };
  RC_ASSERT(rate->ppm > -1'000'000);
  RC_ASSERT(value_at(rate->ppm + 1) < 0);
  RC_ASSERT(value_at(rate->ppm - 1) > 0);
}

// By hand: a gain of 1 % each period.
TEST(EffectiveIrr, CompoundsOverTheYear) {
  const auto effective = [](std::string_view back, int periods, Period every) {
    std::vector<Amount> flows(static_cast<std::size_t>(periods) + 1);
    flows.front() = amount("-10000.00");
    flows.back() = amount(back);
    return effective_irr(flows, every);
  };
  EXPECT_EQ(effective("10100.00", 1, monthly), percent("12.6825"));
  EXPECT_EQ(effective("10201.00", 2, monthly), percent("12.6825"));
  EXPECT_EQ(effective("10100.00", 1, {12, PeriodUnit::month}), percent("1"));
  EXPECT_EQ(effective("10100.00", 1, {24, PeriodUnit::month}), percent("0.4988"));
  EXPECT_EQ(effective("10100.00", 1, {1, PeriodUnit::week}), percent("67.7689"));
  EXPECT_EQ(effective("10100.00", 1, {365, PeriodUnit::day}), percent("1"));
  EXPECT_EQ(effective("9900.00", 1, {6, PeriodUnit::month}), percent("-1.99"));
  EXPECT_FALSE(effective("20000.00", 1, {1, PeriodUnit::day}).has_value());
}

// Source: Regulation Z, Appendix J (c), monthly payments on 5,000.00 with a regular first period.
TEST(NominalIrr, AsPublishedForRegulationZ) {
  const struct {
    std::string_view example, first, regular, last;
    std::string_view rate;
  } cases[] = {
      {"(1)(i)", "230.00", "230.00", "230.00", "9.69"},
      {"(2)(i), irregular first payment", "250.00", "230.00", "230.00", "10.08"},
      {"(3)(i), irregular last payment", "230.00", "230.00", "280.00", "10.50"},
      {"(4)(i), both", "250.00", "230.00", "280.00", "10.90"},
  };
  for (const auto& c : cases) {
    std::vector<Amount> flows(25, amount(c.regular));
    flows[0] = amount("-5000.00");
    flows[1] = amount(c.first);
    flows[24] = amount(c.last);
    const auto rate = nominal_irr(flows, monthly);
    ASSERT_TRUE(rate.has_value());
    EXPECT_LE(std::abs(rate->ppm - percent(c.rate).ppm), 50) << c.example << ", got " << rate->ppm;
  }
}

// By hand: growing to 1/5 and to 3/10 of itself a period both make nothing of 100, -50 and 6, but
// both ends of the range have the same sign, and neither rate is the answer.
TEST(NominalIrr, TellsNoneBetweenEndsOfTheSameSign) {
  const std::vector<Amount> flows{Amount{100}, Amount{-50}, Amount{6}};
  const auto rate = nominal_irr(flows, monthly);
  ASSERT_FALSE(rate.has_value());
  EXPECT_EQ(rate.error(), XirrError::no_rate_in_range);
}

// By hand: a rate of 1 % a period.
TEST(NominalIrr, MultipliesByThePeriodsOfAYear) {
  const std::vector<Amount> flows{amount("-100.00"), amount("101.00")};
  EXPECT_EQ(nominal_irr(flows, monthly), percent("12"));
  EXPECT_EQ(nominal_irr(flows, {3, PeriodUnit::month}), percent("4"));
  EXPECT_EQ(nominal_irr(flows, {2, PeriodUnit::week}), percent("26"));
  EXPECT_EQ(nominal_irr(flows, {1, PeriodUnit::day}), percent("365"));
}

}  // namespace
}  // namespace tributary::money
