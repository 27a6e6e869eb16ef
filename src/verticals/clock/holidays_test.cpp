#include "verticals/clock/holidays.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "money/calendar.hpp"
#include "money/test_values.hpp"

namespace tributary::clock {
namespace {

using money::day;

std::string fault_of(std::string_view text) {
  try {
    read_holidays(text, "");
  } catch (const HolidayFault& fault) {
    return fault.what();
  }
  return "";
}

constexpr std::string_view head = "date,kind,name\n";

TEST(Holidays, NamesTheLineThatIsWrong) {
  const auto behind_head = [](std::string_view line) { return std::string(head).append(line); };
  EXPECT_EQ(fault_of(""), "line 0: the file says nothing");
  EXPECT_EQ(fault_of("2024-01-01,holiday,x\n"), "line 1: expected the heading date,kind,name");
  EXPECT_EQ(fault_of(behind_head("2024-02-30,holiday,x\n")),
            "line 2: '2024-02-30' is no day such as 2024-02-29");
  EXPECT_EQ(fault_of(behind_head("2024-01-01,free,x\n")),
            "line 2: 'free' is neither holiday nor workday");
  EXPECT_EQ(fault_of(behind_head("\n# two\n2024-01-02,holiday,x\n2024-01-02,holiday,x\n")),
            "line 5: the days grow, and each stands once");
  EXPECT_EQ(fault_of(behind_head("2024-01-01,holiday\n")), "line 2: a name is missing");
  EXPECT_EQ(fault_of(behind_head("2024-01-01,holiday,x,y\n")), "line 2: there are three columns");
  EXPECT_EQ(fault_of(behind_head("2024-01-05,workday,x\n")),
            "line 2: a workday replaces a Saturday or a Sunday");
}

TEST(Holidays, TakeLinesOfBothKinds) {
  const auto calendar =
      read_holidays("# why\r\ndate,kind,name\r\n2024-02-10,holiday,x\r\n2024-02-18,workday,y", "s");
  EXPECT_EQ(calendar.source.text, "s");
  EXPECT_EQ(calendar.holidays, std::vector{day("2024-02-10")});
  EXPECT_EQ(calendar.working_weekends, std::vector{day("2024-02-18")});
}

/// Source: the notices of the State Council that the file names: how many days off each year has,
/// weekends among them, and how many weekend days are worked.
TEST(Holidays, ShippedOnesAreThoseOfTheNotices) {
  const auto calendar = read_holidays(shipped_holidays(), "");
  const auto count = [](const std::vector<money::Date>& days, const char* first, const char* last) {
    return std::ranges::count_if(
        days, [&](money::Date date) { return day(first) <= date && date <= day(last); });
  };
  struct Year {
    const char* first;
    const char* last;
    std::ptrdiff_t off;
    std::ptrdiff_t worked;
  };
  for (const Year& year :
       {Year{"2024-01-01", "2024-12-31", 28, 8}, Year{"2025-01-01", "2025-12-31", 28, 5},
        Year{"2026-01-01", "2026-12-31", 33, 6}, Year{"2027-01-01", "2027-12-31", 13, 0}}) {
    EXPECT_EQ(count(calendar.holidays, year.first, year.last), year.off) << year.first;
    EXPECT_EQ(count(calendar.working_weekends, year.first, year.last), year.worked) << year.first;
  }
  const money::Calendar banks(money::saturday_and_sunday, calendar.holidays,
                              calendar.working_weekends);
  EXPECT_EQ(banks.adjust(day("2026-02-15"), money::BusinessDayRule::next), day("2026-02-24"));
  EXPECT_TRUE(banks.is_business_day(day("2026-02-14")));
  EXPECT_EQ(banks.adjust(day("2025-10-05"), money::BusinessDayRule::previous), day("2025-09-30"));
}

TEST(Holidays, IdsFollowFromTheDaysAlone) {
  const auto one = read_holidays("date,kind,name\n2024-01-01,holiday,x\n", "here");
  const auto same = read_holidays("date,kind,name\n2024-01-01,holiday,y\n", "there");
  const auto other = read_holidays("date,kind,name\n2024-01-02,holiday,x\n", "here");
  EXPECT_EQ(digest_of(one).size(), 32U);
  EXPECT_EQ(digest_of(one), digest_of(same));
  EXPECT_NE(digest_of(one), digest_of(other));
  EXPECT_EQ(calendar_id(one, 7), "calendar:" + digest_of(one) + ":after-7");
}

}  // namespace
}  // namespace tributary::clock
