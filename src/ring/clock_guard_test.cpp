#include "ring/clock_guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tributary::ring {
namespace {

using namespace std::chrono_literals;
using protocol::Time;
using std::chrono::days;
using std::chrono::milliseconds;

constexpr Time noon{1'795'694'400'000};  // 2026-11-26T12:00:00Z

Time after(milliseconds time) { return {noon.ms + time.count()}; }

/// A guard of two clocks that the test sets.
class ClockGuardTest : public testing::Test {
 protected:
  void start(Time last) {
    guard_.emplace(last, ClockGuard::Options{.read = [this] { return clocks_; }});
  }
  /// Time passes, and both clocks see it.
  void pass(milliseconds time) {
    clocks_.wall = {clocks_.wall.ms + time.count()};
    clocks_.boot += time;
  }
  void set_clock(milliseconds by) { clocks_.wall = {clocks_.wall.ms + by.count()}; }
  bool is_in_doubt() { return !guard_->now(); }

  ClockReading clocks_{noon, 5h};
  std::optional<ClockGuard> guard_;
};

TEST_F(ClockGuardTest, GivesTheTimeThatPasses) {
  start(noon);
  EXPECT_EQ(guard_->now(), noon);
  for (const milliseconds step : {milliseconds(1), milliseconds(1s), milliseconds(59min),
                                  milliseconds(days(30)), milliseconds(days(4'000))}) {
    pass(step);
    EXPECT_EQ(guard_->now(), clocks_.wall) << step.count();
  }
  EXPECT_EQ(guard_->doubt(), std::nullopt);
}

TEST_F(ClockGuardTest, NoticesAJumpBeforeAnythingIsDecided) {
  for (const milliseconds jump : {milliseconds(31s), milliseconds(-31s), milliseconds(1h),
                                  milliseconds(-1h), milliseconds(days(8)), milliseconds(-days(8)),
                                  milliseconds(days(3'652)), milliseconds(-days(18'000))}) {
    clocks_ = {noon, 5h};
    start(noon);
    pass(10s);
    set_clock(jump);
    EXPECT_EQ(guard_->now(), std::nullopt) << jump.count();
    pass(days(3));
    EXPECT_EQ(guard_->now(), std::nullopt) << "it is not right because time passes";
    set_clock(-jump);
    EXPECT_EQ(guard_->now(), clocks_.wall) << "it goes on by itself";
  }
}

TEST_F(ClockGuardTest, LeavesSmallCorrectionsAlone) {
  for (const milliseconds little : {milliseconds(30s), milliseconds(-30s)}) {
    clocks_ = {noon, 5h};
    start(noon);
    EXPECT_FALSE(is_in_doubt());
    set_clock(little);
    EXPECT_FALSE(is_in_doubt()) << "30 seconds are no jump";
    set_clock(little > 0s ? 1ms : -1ms);
    EXPECT_TRUE(is_in_doubt()) << "more are one";
  }
  clocks_ = {noon, 5h};
  start(noon);
  for (int i = 0; i < 200; ++i) {
    pass(1min);
    set_clock(i % 3 == 0 ? -29s : 20s);
    EXPECT_FALSE(is_in_doubt()) << i;
  }
  pass(1s);
  set_clock(20s);
  EXPECT_FALSE(is_in_doubt());
  pass(1s);
  set_clock(20s);
  EXPECT_TRUE(is_in_doubt()) << "many in a minute are a jump";
}

TEST_F(ClockGuardTest, AtTheStartHoldsTheClockAgainstTheJournal) {
  struct Case {
    const char* what;
    milliseconds stopped;
    bool doubted;
  };
  for (const Case& now : {Case{"at once", 0ms, false}, Case{"over a week-end", days(3), false},
                          Case{"a week", days(7), false}, Case{"longer", days(7) + 1ms, true},
                          Case{"years", days(3'000), true}, Case{"a little back", -30s, false},
                          Case{"back", -31s, true}, Case{"far back", -days(20'000), true}}) {
    clocks_ = {after(now.stopped), 5h};
    start(noon);
    EXPECT_EQ(is_in_doubt(), now.doubted) << now.what;
    if (!now.doubted) continue;
    set_clock(-now.stopped);
    EXPECT_FALSE(is_in_doubt()) << "set right: " << now.what;
  }
}

/// What ends at a time, such as a token, ends then whatever a wrong clock shows.
TEST_F(ClockGuardTest, SupposesATimeWhileTheClockIsInDoubt) {
  start(noon);
  pass(1min);
  EXPECT_EQ(guard_->supposed().one, after(1min));
  EXPECT_EQ(guard_->supposed().other, after(1min));
  for (const milliseconds jump : {milliseconds(days(3'652)), milliseconds(-days(3'652))}) {
    set_clock(jump);
    pass(1h);
    EXPECT_EQ(guard_->supposed().one, clocks_.wall);
    EXPECT_EQ(guard_->supposed().other, Time{clocks_.wall.ms - jump.count()});
    set_clock(-jump);
  }
  for (const milliseconds stopped : {milliseconds(days(30)), milliseconds(-days(30))}) {
    clocks_ = {after(stopped), 5h};
    start(noon);
    EXPECT_TRUE(is_in_doubt());
    EXPECT_EQ(guard_->supposed().one, clocks_.wall);
    EXPECT_EQ(guard_->supposed().other, noon);
  }
}

TEST_F(ClockGuardTest, AnEmptyJournalBeginsAtNoTimeLongPast) {
  start({});
  EXPECT_FALSE(is_in_doubt());
  clocks_.wall = {946'684'800'000};  // 2000-01-01
  start({});
  EXPECT_TRUE(is_in_doubt());
  clocks_.wall = ClockGuard::earliest;
  start({});
  EXPECT_FALSE(is_in_doubt());
}

TEST_F(ClockGuardTest, IsConfirmedByNamingWhatTheClockShows) {
  start(noon);
  set_clock(days(8));
  EXPECT_TRUE(is_in_doubt());
  EXPECT_FALSE(guard_->confirm(noon));
  EXPECT_FALSE(guard_->confirm(after(days(8) + 11min)));
  EXPECT_TRUE(is_in_doubt());
  EXPECT_FALSE(guard_->confirm(after(days(8) + 10min + 1ms)));
  EXPECT_FALSE(guard_->shows(after(days(8) - 10min - 1ms)));
  EXPECT_TRUE(guard_->shows(after(days(8) - 10min)));
  testing::internal::CaptureStderr();
  EXPECT_TRUE(guard_->confirm(after(days(8) - 10min)));
  EXPECT_EQ(guard_->now(), after(days(8)));
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("clock_confirmed: the clock shows 2026-12-04T12:00:00.000Z, somebody has "
                     "confirmed it as 2026-12-04T11:50:00.000Z"),
            std::string::npos)
      << log;
  EXPECT_EQ(log.find("clock_right_again"), std::string::npos) << log;
  pass(1h);
  EXPECT_FALSE(is_in_doubt());
  set_clock(-days(8));
  EXPECT_TRUE(is_in_doubt()) << "and held to it from there on";
}

TEST_F(ClockGuardTest, SaysWhatToDo) {
  start(noon);
  set_clock(days(8));
  testing::internal::CaptureStderr();
  EXPECT_EQ(*guard_->doubt(),
            "the machine's clock shows 2026-12-04T12:00:00.000Z, by the time that has passed since "
            "it was last right it should be 2026-11-26T12:00:00.000Z: nothing is decided. Set the "
            "clock right; or if it is right, confirm it by `tributary clock confirm --time TIME`, "
            "with TIME read from a watch and not from here");
  guard_->now();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(log.find("clock_in_doubt"), log.rfind("clock_in_doubt")) << "said once: " << log;
  EXPECT_NE(log.find("clock_in_doubt"), std::string::npos) << log;
}

/// A clock may show what no calendar has.
TEST_F(ClockGuardTest, SaysTheNearestTimeThatHasAName) {
  clocks_.wall = {-1};
  start(noon);
  EXPECT_NE(guard_->doubt()->find("clock shows 1970-01-01T00:00:00.000Z, "), std::string::npos);
  clocks_.wall = {INT64_MAX / 2};
  start(noon);
  EXPECT_NE(guard_->doubt()->find("clock shows 9999-12-31T23:59:59.999Z, "), std::string::npos);
}

TEST(Clocks, AreAskedAboutAfterAStopOfSoManyDays) {
  using std::chrono::days;
  const auto stopped_max = [](std::int32_t catch_up_days) {
    return ClockGuard::Options::of_catch_up_days(catch_up_days).stopped_max;
  };
  EXPECT_EQ(stopped_max(0), days(1)) << "over a night";
  EXPECT_EQ(stopped_max(1), days(1));
  EXPECT_EQ(stopped_max(2), days(2));
  EXPECT_EQ(ClockGuard::Options().stopped_max, days(7));
}

TEST(Clocks, OfTheMachineAreRead) {
  const ClockReading one = read_clocks();
  const ClockReading other = read_clocks();
  EXPECT_GT(one.wall, ClockGuard::earliest);
  EXPECT_GE(other.boot, one.boot);
}

}  // namespace
}  // namespace tributary::ring
