#include "vertical/local_time.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::vertical {
namespace {

using money::day;

/// At an hour of a day in Shanghai.
Time at(std::string_view date, std::int32_t hour, std::int32_t minute = 0) {
  return {(day(date).days * std::int64_t{1440} + hour * 60 + minute - 8 * 60) * 60'000};
}

TEST(LocalTime, IsTheOperatorsDay) {
  EXPECT_EQ(local_time({0}, {8 * 60}).minute, (MinuteOfDay{480}));
  EXPECT_EQ(local_time({0}, {-30}).date, day("1969-12-31"));
  EXPECT_EQ(local_time({0}, {-30}).minute, (MinuteOfDay{1410}));
  EXPECT_EQ(local_time({-1}, {0}).minute, (MinuteOfDay{1439}));
  EXPECT_EQ(local_time(at("2026-11-22", 23, 59), {8 * 60}).date, day("2026-11-22"));
  EXPECT_EQ(local_time(at("2026-11-22", 24), {8 * 60}).date, day("2026-11-23"));
}

TEST(LocalTime, ReadsWhatItWrites) {
  for (const std::int32_t minutes : {0, 480, -210, 14 * 60, -12 * 60}) {
    EXPECT_EQ(parse_utc_offset(to_string(UtcOffset{minutes})), UtcOffset{minutes});
  }
  EXPECT_EQ(parse_minute_of_day("09:30"), MinuteOfDay{570});
  EXPECT_EQ(to_string(MinuteOfDay{570}), "09:30");
  for (const char* text : {"", "8:00", "08:60", "0800", "+08:00", "24:00", "aa:bb"}) {
    EXPECT_FALSE(parse_minute_of_day(text)) << text;
  }
  for (const char* text : {"", "08:00", "+8:00", "+14:01", "-12:01", "+08:99", "Z"}) {
    EXPECT_FALSE(parse_utc_offset(text)) << text;
  }
}

}  // namespace
}  // namespace tributary::vertical
