#include "verticals/clock/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "money/test_values.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::clock {
namespace {

using money::day;
using testing::ElementsAre;
using WordList = std::vector<std::string_view>;

Settings read(const WordList& words) {
  base::Flags flags(words);
  Settings settings = read_settings(flags);
  flags.finish();
  return settings;
}

std::vector<std::int32_t> hours_of(const Settings& settings) {
  std::vector<std::int32_t> minutes;
  for (const MinuteOfDay hour : settings.timer_options.timetable.collect_at) {
    minutes.push_back(hour.minutes);
  }
  return minutes;
}

/// As the help says them.
TEST(ClockSettings, WithoutFlagsAreAsTheHelpSays) {
  const Settings settings = read({});
  EXPECT_TRUE(settings.timers);
  EXPECT_THAT(hours_of(settings), ElementsAre(30, 540, 720, 960, 1200));
  EXPECT_EQ(settings.timer_options.remind_days, 3);
  EXPECT_EQ(settings.timer_options.loans_kept_days, 400);
  EXPECT_EQ(settings.timer_options.calendar.calendar.source.text, "shipped: cn.csv");
}

TEST(ClockSettings, EachFlagReachesWhatItIsFor) {
  const store::TemporaryFolder folder;
  const std::string file = folder.path() / "mine.csv";
  std::ofstream(file) << "date,kind,name\n2026-10-01,holiday,National Day\n";
  const Settings settings = read({"--no-timers", "--calendar", file, "--collect-at", "00:15,23:45",
                                  "--remind-days", "17", "--loans-kept-days", "18"});
  EXPECT_FALSE(settings.timers);
  EXPECT_THAT(settings.timer_options.calendar.calendar.holidays, ElementsAre(day("2026-10-01")));
  EXPECT_THAT(hours_of(settings), ElementsAre(15, 1425));
  EXPECT_EQ(settings.timer_options.remind_days, 17);
  EXPECT_EQ(settings.timer_options.loans_kept_days, 18);
}

TEST(ClockSettings, TheirBoundsAreSaid) {
  const std::vector<std::pair<WordList, std::string_view>> cases{
      {{"--collect-at", "09:00,09:00"}, "--collect-at needs growing hours such as 00:30,09:00"},
      {{"--collect-at", "08:00,10:00,09:00"}, "--collect-at needs growing hours"},
      {{"--collect-at", "9"}, "--collect-at needs growing hours"},
      {{"--collect-at", "24:00"}, "--collect-at needs growing hours"},
      {{"--remind-days", "367"}, "--remind-days needs at most 366 days"},
      {{"--loans-kept-days", "3661"}, "--loans-kept-days needs at most 3660 days"},
  };
  for (const auto& [words, why] : cases) {
    try {
      read(words);
      ADD_FAILURE() << why;
    } catch (const base::FlagError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith(std::string(why)));
    }
  }
  EXPECT_EQ(read({"--remind-days", "366"}).timer_options.remind_days, 366);
  EXPECT_EQ(read({"--loans-kept-days", "3660"}).timer_options.loans_kept_days, 3660);
}

}  // namespace
}  // namespace tributary::clock
