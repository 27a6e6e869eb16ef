#include "verticals/clock/calendar_setter.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "money/test_values.hpp"
#include "ring/test_old_requests.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

using clock::CalendarSetter;
using clock::read_calendar_wish;
using ring::Process;
using testing::StartsWith;

class CalendarSetterTest : public testing::Test {
 protected:
  CalendarSetterTest() : process_(folder_.path()) {
    wish_.calendar.source = {"a test"};
    wish_.calendar.holidays = {money::day("2026-10-01")};
  }
  /// The calendar in force once something is.
  money::Calendar shown() {
    const auto& figures = process_.pipeline.figures();
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (*figures.calendar.read() == money::Calendar() &&
           std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    return *figures.calendar.read();
  }
  std::uint64_t durable() { return process_.pipeline.figures().durable_sequence; }

  const store::TemporaryFolder folder_;
  Process process_;
  clock::CalendarWish wish_;
  const money::Calendar wished_{money::saturday_and_sunday, {money::day("2026-10-01")}};
};

TEST_F(CalendarSetterTest, OfANewPlatformSetsItAtOnce) {
  CalendarSetter setter(*process_.local, wish_, []() -> std::optional<clock::CalendarInForce> {
    ADD_FAILURE() << "nothing is in force";
    return std::nullopt;
  });
  setter.start(true);
  EXPECT_EQ(durable(), 1U);
  EXPECT_EQ(shown(), wished_);
}

TEST_F(CalendarSetterTest, TriesAgainUntilItIsKnownWhatIsInForce) {
  std::atomic<int> asked = 0;
  CalendarSetter setter(*process_.local, wish_, [&]() -> std::optional<clock::CalendarInForce> {
    switch (++asked) {
      case 1:
        return std::nullopt;
      case 2:
        throw std::runtime_error("the tables are locked");
      default:
        return clock::CalendarInForce{};
    }
  });
  testing::internal::CaptureStderr();
  setter.start(false);
  EXPECT_EQ(shown(), wished_);
  setter.stop();
  EXPECT_EQ(asked, 3);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr("calendar_retry: the tables are locked"));
}

TEST_F(CalendarSetterTest, LeavesOneAloneThatWasSetByHand) {
  std::atomic<int> asked = 0;
  CalendarSetter setter(*process_.local, wish_, [&]() -> std::optional<clock::CalendarInForce> {
    ++asked;
    return clock::CalendarInForce{.sequence = 7, .digest = "another", .by_timers = false};
  });
  setter.start(false);
  while (asked == 0) std::this_thread::yield();
  setter.stop();
  EXPECT_EQ(asked, 1) << "it is done";
  EXPECT_EQ(*process_.pipeline.figures().calendar.read(), money::Calendar());
}

TEST_F(CalendarSetterTest, IsStoppedWhileNothingIsKnown) {
  std::atomic<int> asked = 0;
  CalendarSetter setter(*process_.local, wish_, [&]() -> std::optional<clock::CalendarInForce> {
    ++asked;
    return std::nullopt;
  });
  setter.start(false);
  while (asked == 0) std::this_thread::yield();
  setter.stop();
  EXPECT_EQ(durable(), 0U);
}

TEST(CalendarWish, IsOfAFileOrShipped) {
  const store::TemporaryFolder folder;
  const auto file = folder.path() / "mine.csv";
  std::ofstream(file) << "date,kind,name\n2026-10-01,holiday,National Day\n";
  const clock::CalendarWish mine = read_calendar_wish(file);
  EXPECT_EQ(mine.calendar.source.text, "file: mine.csv");
  EXPECT_EQ(mine.calendar.holidays, std::vector{money::day("2026-10-01")});
  EXPECT_TRUE(mine.in_any_place);
  const clock::CalendarWish shipped = read_calendar_wish({});
  EXPECT_EQ(shipped.calendar.source.text, "shipped: cn.csv");
  EXPECT_FALSE(shipped.in_any_place);

  const auto words_of = [](const std::filesystem::path& path) -> std::string {
    try {
      read_calendar_wish(path);
    } catch (const std::runtime_error& fault) {
      return fault.what();
    }
    return "nothing is wrong";
  };
  EXPECT_EQ(words_of("nope.csv"), "cannot read nope.csv");
  EXPECT_EQ(words_of(folder.path()), folder.path().string() + " is no file with a calendar");
  EXPECT_EQ(words_of("/dev/zero"), "/dev/zero is no file with a calendar") << "it has no end";
  std::ofstream(file) << "date,kind,name\n" << std::string(64 * 1024, '#');
  EXPECT_EQ(words_of(file), file.string() + " is too large for a calendar: 64 KiB at most");
  std::ofstream(file) << "date,kind,name\n2026-10-01,party,National Day\n";
  EXPECT_THAT(words_of(file), StartsWith(file.string() + ", "));
}

}  // namespace
}  // namespace tributary::app
