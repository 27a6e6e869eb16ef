#include "money/date.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::money {
namespace {

TEST(Date, CountsDaysSinceTheEpoch) {
  const struct {
    std::string_view text;
    std::int32_t days;
    std::string_view source;
  } cases[] = {
      {"1970-01-01", 0, "POSIX: the epoch"},
      {"2008-01-01", 39448 - 25569, "Excel, XIRR: serial number 39448; 1970-01-01 is 25569"},
      {"2000-03-01", 11017, "by hand: 30 years of 365 and 7 leap days, 31 + 29 days"},
      {"1900-01-01", -25567, "by hand: 70 years of 365 and 17 leap days"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(day(c.text).days, c.days) << c.text << ", " << c.source;
    EXPECT_EQ(to_string(Date{c.days}), c.text) << c.source;
  }
}

TEST(Date, ReadsBackWhatItPrintsOnEveryDayOfFourCenturies) {
  for (Date date = day("1900-01-01"); date < day("2300-01-01"); date = date + 1) {
    ASSERT_EQ(parse_date(to_string(date)), date);
  }
}

TEST(Date, RefusesTextThatIsNoDay) {
  for (const std::string_view text :
       {"", "2024", "2024-1-01", "2024-01-1", "24-01-01", "2024/01/01", "2024-01-01 ",
        " 2024-01-01", "2024-13-01", "2024-00-01", "2024-01-00", "2024-01-32", "2024-04-31",
        "2023-02-29", "1900-02-29", "2024-0a-01", "2024-01--1", "+024-01-01", "-024-01-01"}) {
    EXPECT_EQ(parse_date(text), std::nullopt) << text;
  }
  EXPECT_TRUE(parse_date("2000-02-29"));  // ISO 8601: every 400th year is a leap year
}

}  // namespace
}  // namespace tributary::money
