#include "money/accrual.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

// By hand: principal * rate * days / days in a year.
TEST(Accrual, InterestEarnedOnEachBasis) {
  const struct {
    Basis basis;
    std::string_view from, to, interest;
  } cases[] = {
      {Basis::act_365, "2024-01-01", "2024-04-01", "2393.42"},     // 91 / 365: 2393.4247
      {Basis::act_360, "2024-01-01", "2024-04-01", "2426.67"},     // 91 / 360: 2426.6667
      {Basis::act_364, "2024-01-01", "2024-04-01", "2400.00"},     // 91 / 364
      {Basis::act_act, "2024-01-01", "2024-04-01", "2386.89"},     // 91 / 366: 2386.8852
      {Basis::thirty_360, "2024-01-01", "2024-04-01", "2400.00"},  // 90 / 360
      {Basis::act_act, "2023-12-01", "2024-02-01", "1628.46"},     // 31/365 + 31/366: 1628.4576
      {Basis::act_365, "2024-01-01", "2024-01-02", "26.30"},       // a day: 26.3014
      {Basis::act_365, "2024-01-01", "2024-01-01", "0.00"},        // the last day does not count
  };
  for (const auto& c : cases) {
    EXPECT_EQ(interest_earned(amount("100000.00"), percent("9.6"), c.basis, day(c.from), day(c.to),
                              Rounding::half_up),
              amount(c.interest))
        << to_string(c.basis) << ' ' << c.from << " to " << c.to;
  }
}

TEST(Accrual, RoundsAHalfCentAsTheProductSays) {
  // By hand: 0.50 * 1 % = half a cent; 1.50 * 1 % = a cent and a half.
  const YearFraction year{1, 1};
  EXPECT_EQ(interest(amount("0.50"), percent("1"), year, Rounding::half_up), amount("0.01"));
  EXPECT_EQ(interest(amount("0.50"), percent("1"), year, Rounding::half_even), amount("0.00"));
  EXPECT_EQ(interest(amount("1.50"), percent("1"), year, Rounding::half_up), amount("0.02"));
  EXPECT_EQ(interest(amount("1.50"), percent("1"), year, Rounding::half_even), amount("0.02"));
  EXPECT_EQ(interest(amount("0.49"), percent("1"), year, Rounding::half_up), amount("0.00"));
}

TEST(Accrual, HoldsTheLargestLoanOverTheLongestTerm) {
  EXPECT_EQ(interest_earned(amount_max, percent("100"), Basis::act_act, day("2001-01-01"),
                            day("2101-01-01"), Rounding::half_up)
                .minor,
            100 * amount_max.minor);
}

// By hand: 120,000.00 at 12 % a month earns 1,200.00; a day of 30/360 is a thirtieth of it.
/// 10,000.00 at 12 % from the 15th of February to the 1st of March: 16 days by 30/360, 15 by the
/// calendar of 2024.
TEST(Accrual, InterestOfABidUntilItsLoanIsSettled) {
  Terms terms{.annual_rate = percent("12")};
  const auto earned = [&](std::string_view from, std::string_view to) {
    return bid_interest(terms, amount("10000.00"), day(from), day(to));
  };
  EXPECT_EQ(earned("2024-02-15", "2024-03-01"), amount("53.33"));
  terms.broken_periods = BrokenPeriods::real_days;
  EXPECT_EQ(earned("2024-02-15", "2024-03-01"), amount("50.00"));
  terms.broken_periods = BrokenPeriods::by_basis;
  terms.basis = Basis::act_365;
  EXPECT_EQ(earned("2024-02-15", "2024-03-01"), amount("49.32"));
  EXPECT_EQ(earned("2024-02-15", "2024-02-15"), Amount{});
  EXPECT_EQ(earned("2024-02-15", "2024-02-14"), Amount{}) << "settled for a day before it";
}

TEST(Accrual, InterestOwedWhenALoanIsRepaidWithinAPeriod) {
  const Terms terms{.annual_rate = percent("12"), .periods = 3};
  const LoanPeriods periods(terms, day("2024-01-31"), {});  // due 29 February, 31 March, 30 April
  const struct {
    int instalment;
    std::string_view day, interest;
  } cases[] = {
      {1, "2024-01-31", "0.00"},    {1, "2024-02-01", "40.00"},   {1, "2024-02-10", "400.00"},
      {1, "2024-02-28", "1120.00"}, {1, "2024-02-29", "1200.00"},  // all of it on the due date
      {2, "2024-02-29", "0.00"},    {2, "2024-03-01", "80.00"},    // 30/360: 29 February to 1 March
      {2, "2024-03-30", "1200.00"}, {2, "2024-03-31", "1200.00"},  // never more than the whole
      {2, "2024-02-01", "0.00"},    {3, "2024-06-01", "1200.00"},
  };
  for (const auto& c : cases) {
    ScheduleInterest earned(terms, periods, amount("120000.00"));
    for (int before = 1; before < c.instalment; ++before) earned.repay(Amount{});
    EXPECT_EQ(earned.until(day(c.day)), amount(c.interest)) << c.day;
  }
}

/// By hand: 100.00 at 1.79 % is 0.4904 cents a day, 6.87 in two weeks and 13.73 in four.
TEST(Accrual, InterestOfShortPeriodsIsRoundedOnTheSum) {
  Terms terms{.method = Method::interest_only,
              .annual_rate = percent("1.79"),
              .periods = 5,
              .every = {1, PeriodUnit::day},
              .basis = Basis::act_365};
  const auto earned = [&](std::string_view until) {
    const LoanPeriods periods(terms, day("2024-01-01"), {});
    ScheduleInterest interest(terms, periods, amount("100.00"));
    std::vector<Amount> each;
    for (int line = 1; line < periods.instalments(); ++line) {
      each.push_back(interest.whole());
      interest.repay(Amount{});
    }
    each.push_back(interest.until(day(until)));
    return each;
  };
  const auto cents = [](std::initializer_list<int> each) {
    std::vector<Amount> amounts;
    for (const int minor : each) amounts.push_back({minor});
    return amounts;
  };
  // 0.4904, 0.9808, 1.4712, 1.9616, 2.4521
  EXPECT_EQ(earned("2024-01-06"), cents({0, 1, 0, 1, 0}));
  terms.every = {2, PeriodUnit::week};
  terms.periods = 2;
  EXPECT_EQ(earned("2024-01-29"), cents({7, 7}));
  EXPECT_EQ(earned("2024-01-16"), cents({7, 0})) << "a day of the second: 7.36 in all";
  EXPECT_EQ(earned("2024-01-17"), cents({7, 1})) << "two days of it: 7.85";
  terms.every = {1, PeriodUnit::month};
  terms.basis = Basis::thirty_360;
  EXPECT_EQ(earned("2024-03-01"), cents({15, 15})) << "14.9167 by itself each month";
}

}  // namespace
}  // namespace tributary::money
