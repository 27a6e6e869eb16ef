#include "money/day_count.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

struct Case {
  std::string_view from, to;
  std::int64_t count;
};

// Source: ISDA, 30-360-2006ISDADefs.xls, the published examples for 2006 ISDA Definitions §4.16(f).
TEST(DayCount, ThirtyThreeSixtyAsPublishedByIsda) {
  constexpr Case cases[] = {
      // End dates do not involve the last day of February.
      {"2006-08-20", "2007-02-20", 180},
      {"2007-02-20", "2007-08-20", 180},
      {"2007-08-20", "2008-02-20", 180},
      {"2008-02-20", "2008-08-20", 180},
      {"2008-08-20", "2009-02-20", 180},
      {"2009-02-20", "2009-08-20", 180},
      // End dates include some ends of February.
      {"2006-08-31", "2007-02-28", 178},
      {"2007-02-28", "2007-08-31", 183},
      {"2007-08-31", "2008-02-29", 179},
      {"2008-02-29", "2008-08-31", 182},
      {"2008-08-31", "2009-02-28", 178},
      {"2009-02-28", "2009-08-31", 183},
      // Miscellaneous.
      {"2006-01-31", "2006-02-28", 28},
      {"2006-01-30", "2006-02-28", 28},
      {"2006-02-28", "2006-03-03", 5},
      {"2006-02-14", "2006-02-28", 14},
      {"2006-09-30", "2006-10-31", 30},
      {"2006-10-31", "2006-11-28", 28},
      {"2007-08-31", "2008-02-28", 178},
      {"2008-02-28", "2008-08-28", 180},
      {"2008-02-28", "2008-08-30", 182},
      {"2008-02-28", "2008-08-31", 183},
      {"2007-02-26", "2008-02-28", 362},
      {"2007-02-26", "2008-02-29", 363},
      {"2008-02-29", "2009-02-28", 359},
      {"2008-02-28", "2008-03-30", 32},
      {"2008-02-28", "2008-03-31", 33},
      {"2007-01-15", "2007-01-31", 16},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(day_count(Basis::thirty_360, day(c.from), day(c.to)), c.count)
        << c.from << " to " << c.to;
  }
}

// Source: the same sheet, column Actual/360. Actual/365 (Fixed) and Actual/364 count the same days.
TEST(DayCount, ActualDaysAsPublishedByIsda) {
  constexpr Case cases[] = {
      {"2007-01-15", "2007-01-30", 15},  {"2007-01-15", "2007-02-15", 31},
      {"2007-01-15", "2007-07-15", 181}, {"2007-09-30", "2008-03-31", 183},
      {"2007-09-30", "2008-09-30", 366}, {"2007-02-28", "2007-03-31", 31},
      {"2007-02-26", "2008-02-29", 368}, {"2008-02-29", "2009-02-28", 365},
      {"2008-02-29", "2008-03-31", 31},  {"2008-08-31", "2009-02-28", 181},
  };
  for (const Case& c : cases) {
    for (const Basis basis : {Basis::act_360, Basis::act_364, Basis::act_365}) {
      EXPECT_EQ(day_count(basis, day(c.from), day(c.to)), c.count) << c.from << " to " << c.to;
    }
  }
}

// Source: ISDA, EMU and Market Conventions: Recent Developments (1998), the examples for
// Actual/Actual, in the ISDA method, as days in common years over 365 and in leap years over 366.
TEST(DayCount, ActActAsPublishedByIsda) {
  const struct {
    std::string_view from, to;
    std::int64_t common_days, leap_days;
  } cases[] = {
      {"2003-11-01", "2004-05-01", 61, 121},   // semi-annual
      {"1999-02-01", "1999-07-01", 150, 0},    // short first period
      {"1999-07-01", "2000-07-01", 184, 182},  //
      {"2002-08-15", "2003-07-15", 334, 0},    // long first period
      {"2003-07-15", "2004-01-15", 170, 14},   // its fractions; the paper's decimals are in error
      {"1999-07-30", "2000-01-30", 155, 29},   // short last period
      {"2000-01-30", "2000-06-30", 0, 152},    //
  };
  for (const auto& c : cases) {
    EXPECT_EQ(year_fraction(Basis::act_act, day(c.from), day(c.to)),
              (YearFraction{c.common_days * 366 + c.leap_days * 365, 365 * 366}))
        << c.from << " to " << c.to;
  }
}

TEST(DayCount, ActActOfManyYearsIsTheSumOfItsDays) {
  const Date from = day("1999-03-15");
  std::int64_t sum = 0;
  for (Date date = from; date < day("2012-01-01"); date = date + 1) {
    ASSERT_EQ(day_count(Basis::act_act, from, date), sum) << to_string(date);
    sum += day_count(Basis::act_act, date, date + 1);
  }
}

TEST(DayCount, AYearIs) {
  EXPECT_EQ(year_length(Basis::thirty_360), 360);
  EXPECT_EQ(year_length(Basis::act_360), 360);
  EXPECT_EQ(year_length(Basis::act_364), 364);
  EXPECT_EQ(year_length(Basis::act_365), 365);
  EXPECT_EQ(year_length(Basis::act_act),
            day_count(Basis::act_act, day("2024-01-01"), day("2025-01-01")));
}

}  // namespace
}  // namespace tributary::money
