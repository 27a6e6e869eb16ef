#include "app/ahead.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::app {
namespace {

using money::day;

TEST(Ahead, ABusinessDayThatHasNotComeIsTold) {
  EXPECT_EQ(ahead_of_today(day("2026-11-26"), day("2026-11-26")), std::nullopt);
  EXPECT_EQ(ahead_of_today(day("2026-11-01"), day("2026-11-26")), std::nullopt);
  EXPECT_EQ(ahead_of_today({}, day("2026-11-26")), std::nullopt) << "none has begun";
  EXPECT_EQ(ahead_of_today(day("2026-11-27"), day("2026-11-26")),
            "the business day 2026-11-27 is 1 day ahead of today, 2026-11-26: what people pay is "
            "dated by it");
  EXPECT_NE(ahead_of_today(day("2026-12-31"), day("2026-11-26"))->find("is 35 days ahead"),
            std::string::npos);
}

TEST(Ahead, AnEngineTimeThatTheClockHasNotReachedIsTold) {
  constexpr std::int64_t noon_ms = 1'795'694'400'000;  // 2026-11-26T12:00:00Z
  EXPECT_EQ(ahead_of_clock({noon_ms}, {noon_ms + 1}), std::nullopt);
  EXPECT_EQ(ahead_of_clock({noon_ms}, {noon_ms - 60'000}), std::nullopt);
  EXPECT_EQ(ahead_of_clock({noon_ms}, {noon_ms - 60'001}),
            "engine time is ahead of the clock until 2026-11-26T12:00:00.000Z: all that is "
            "recorded until then is stamped with that time");
}

}  // namespace
}  // namespace tributary::app
