#include "verticals/clock/watch.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace tributary::clock {
namespace {

TEST(Watch, SaysOnceThatTheTimersNeedSomebody) {
  std::atomic<int> looks = 0;
  Timers::World world;
  world.clock = [] { return std::optional<Time>(); };
  Timers timers(std::move(world), {});
  timers.tick();  // by a clock in doubt
  ASSERT_TRUE(timers.trouble());
  testing::internal::CaptureStderr();
  {
    const Watch watch(timers, std::chrono::milliseconds(1));
    const base::Every counter("test", std::chrono::milliseconds(1), [&] { ++looks; });
    while (looks < 20) std::this_thread::yield();
  }
  const std::string log = testing::internal::GetCapturedStderr();
  const std::size_t first = log.find("error timers: timers: stopped (");
  EXPECT_NE(first, log.npos) << log;
  EXPECT_EQ(log.find("error timers:", first + 1), log.npos) << log;
}

}  // namespace
}  // namespace tributary::clock
