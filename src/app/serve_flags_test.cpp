#include "app/serve_flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace tributary::app {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::ElementsAre;
using WordList = std::vector<std::string_view>;

ServeOptions read(const WordList& words) {
  Flags flags(words);
  return read_serve_options(flags);
}

std::vector<std::int32_t> hours_of(const ServeOptions& options) {
  std::vector<std::int32_t> minutes;
  for (const auto hour : options.timer_options.timetable.collect_at)
    minutes.push_back(hour.minutes);
  return minutes;
}

/// As the help says them.
TEST(ServeFlags, WithoutAnyThePlatformIsAsTheHelpSays) {
  const ServeOptions options = read({});
  EXPECT_EQ(options.data, "data");
  EXPECT_EQ(options.snapshot_every, 2'000'000U);
  EXPECT_EQ(options.remembered, 2'097'152U);
  EXPECT_EQ(options.queue_age_max, milliseconds(1000));
  EXPECT_EQ(options.flush_delay, microseconds(0));
  EXPECT_EQ(options.quotas.member, api::QuotaTable{}.member);
  EXPECT_EQ(options.quotas.staff, api::QuotaTable{}.staff);
  EXPECT_TRUE(options.timers);
  EXPECT_EQ(options.calendar, "");
  const clock::Timers::Options& timers = options.timer_options;
  EXPECT_EQ(timers.timetable.offset, clock::parse_utc_offset("+08:00"));
  EXPECT_THAT(hours_of(options), ElementsAre(30, 540, 720, 960, 1200));
  EXPECT_EQ(timers.remind_days, 3);
  EXPECT_EQ(timers.loans_kept_days, 400);
  EXPECT_EQ(timers.timetable.catch_up_days, 7);
}

TEST(ServeFlags, EachReachesWhatItIsFor) {
  const ServeOptions options = read({"--data",
                                     "folder",
                                     "--listen",
                                     "127.0.0.1:7",
                                     "--snapshot-every",
                                     "11",
                                     "--remember-requests",
                                     "112",
                                     "--queue-age-ms",
                                     "13",
                                     "--flush-delay-us",
                                     "14",
                                     "--quota",
                                     "staff=none",
                                     "--no-timers",
                                     "--calendar",
                                     "mine.csv",
                                     "--utc-offset",
                                     "-03:30",
                                     "--collect-at",
                                     "00:15,23:45",
                                     "--remind-days",
                                     "17",
                                     "--loans-kept-days",
                                     "18",
                                     "--catch-up-days",
                                     "19"});
  EXPECT_EQ(options.data, "folder");
  EXPECT_EQ(options.listen.port, 7);
  EXPECT_EQ(options.snapshot_every, 11U);
  EXPECT_EQ(options.remembered, 112U);
  EXPECT_EQ(options.queue_age_max, milliseconds(13));
  EXPECT_EQ(options.flush_delay, microseconds(14));
  EXPECT_EQ(options.quotas.staff, std::nullopt);
  EXPECT_FALSE(options.timers);
  EXPECT_EQ(options.calendar, "mine.csv");
  const clock::Timers::Options& timers = options.timer_options;
  EXPECT_EQ(timers.timetable.offset, clock::parse_utc_offset("-03:30"));
  EXPECT_THAT(hours_of(options), ElementsAre(15, 1425));
  EXPECT_EQ(timers.remind_days, 17);
  EXPECT_EQ(timers.loans_kept_days, 18);
  EXPECT_EQ(timers.timetable.catch_up_days, 19);
}

TEST(ServeFlags, TheirBoundsAreSaid) {
  const std::vector<std::pair<WordList, std::string_view>> cases{
      {{"--collect-at", "09:00,09:00"}, "--collect-at needs growing hours such as 00:30,09:00"},
      {{"--collect-at", "08:00,10:00,09:00"}, "--collect-at needs growing hours"},
      {{"--collect-at", "9"}, "--collect-at needs growing hours"},
      {{"--collect-at", "24:00"}, "--collect-at needs growing hours"},
      {{"--utc-offset", "8"}, "--utc-offset needs an offset such as +08:00"},
      {{"--remind-days", "367"}, "--remind-days needs at most 366 days"},
      {{"--catch-up-days", "367"}, "--catch-up-days needs at most 366 days"},
      {{"--loans-kept-days", "3661"}, "--loans-kept-days needs at most 3660 days"},
      {{"--remember-requests", "99"}, "--remember-requests needs 100 to 67108864"},
      {{"--remember-requests", "67108865"}, "--remember-requests needs 100 to 67108864"},
      {{"--snapshot-evry", "5"}, "'--snapshot-evry' is not known here"},
  };
  for (const auto& [words, why] : cases) {
    try {
      read(words);
      ADD_FAILURE() << why;
    } catch (const FlagError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith(std::string(why)));
    }
  }
  EXPECT_EQ(read({"--remember-requests", "100"}).remembered, 100U);
  EXPECT_EQ(read({"--remember-requests", "67108864"}).remembered, 67'108'864U);
  EXPECT_EQ(read({"--remind-days", "366"}).timer_options.remind_days, 366);
  EXPECT_EQ(read({"--loans-kept-days", "3660"}).timer_options.loans_kept_days, 3660);
}

}  // namespace
}  // namespace tributary::app
