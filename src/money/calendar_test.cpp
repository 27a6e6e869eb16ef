#include "money/calendar.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

/// National Day 2024 in mainland China. Source: General Office of the State Council, holiday
/// arrangements for 2024 (国办发明电〔2023〕7号): 1–7 October off, 29 September and 12 October
/// worked.
Calendar national_day_2024() {
  std::vector<Date> holidays;
  for (int i = 0; i < 7; ++i) holidays.push_back(day("2024-10-01") + i);
  return {saturday_and_sunday, holidays, {day("2024-10-12"), day("2024-09-29")}};
}

TEST(Calendar, KnowsWeekendsWithoutData) {
  const Calendar calendar;
  EXPECT_TRUE(calendar.is_business_day(day("2024-10-01")));   // a Tuesday
  EXPECT_TRUE(calendar.is_business_day(day("2024-10-04")));   // a Friday
  EXPECT_FALSE(calendar.is_business_day(day("2024-10-05")));  // a Saturday
  EXPECT_FALSE(calendar.is_business_day(day("2024-10-06")));  // a Sunday
}

TEST(Calendar, KnowsHolidaysAndWorkingWeekends) {
  const Calendar calendar = national_day_2024();
  EXPECT_FALSE(calendar.is_business_day(day("2024-10-01")));
  EXPECT_FALSE(calendar.is_business_day(day("2024-10-07")));
  EXPECT_TRUE(calendar.is_business_day(day("2024-10-08")));
  EXPECT_TRUE(calendar.is_business_day(day("2024-09-29")));  // a Sunday
  EXPECT_TRUE(calendar.is_business_day(day("2024-10-12")));  // a Saturday
  EXPECT_FALSE(calendar.is_business_day(day("2024-10-13")));
}

TEST(Calendar, IsNamedForTheLastDayThatItKnows) {
  EXPECT_EQ(Calendar().name(), "none");
  EXPECT_EQ(Calendar(saturday_and_sunday, {day("1969-10-01")}).name(),
            "weekends and holidays to 1969-10-01");
  EXPECT_EQ(Calendar(saturday_and_sunday, {day("2026-10-07")}, {day("2026-10-10")}).name(),
            "weekends and holidays to 2026-10-10");
}

TEST(Calendar, MovesAPaymentToABusinessDay) {
  const Calendar calendar = national_day_2024();
  const struct {
    std::string_view due, as_is, next, previous;
  } cases[] = {
      {"2024-09-27", "2024-09-27", "2024-09-27", "2024-09-27"},  // a Friday
      {"2024-09-28", "2024-09-28", "2024-09-29", "2024-09-27"},  // a Saturday before one worked
      {"2024-10-03", "2024-10-03", "2024-10-08", "2024-09-30"},  // in the holiday
  };
  for (const auto& c : cases) {
    EXPECT_EQ(calendar.adjust(day(c.due), BusinessDayRule::as_is), day(c.as_is)) << c.due;
    EXPECT_EQ(calendar.adjust(day(c.due), BusinessDayRule::next), day(c.next)) << c.due;
    EXPECT_EQ(calendar.adjust(day(c.due), BusinessDayRule::previous), day(c.previous)) << c.due;
  }
}

}  // namespace
}  // namespace tributary::money
