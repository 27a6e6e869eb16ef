#include "base/progress_bar.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <thread>

#include "base/test_terminal.hpp"

namespace tributary::base {
namespace {

using std::chrono::milliseconds;

TEST(ProgressBar, TellsHowFarItIsAndLeavesNothingBehind) {
  std::ostringstream out;
  ProgressBar bar(out, "reading", 40, true, milliseconds(0));
  bar.show(10, "groups");
  EXPECT_EQ(out.str(), "\rreading  10 of 40  25 %  groups\x1b[K");
  out.str({});
  bar.finish();
  EXPECT_EQ(out.str(), "\r\x1b[K");
  out.str({});
  bar.finish();
  EXPECT_EQ(out.str(), "") << "there is nothing to wipe away";
}

TEST(ProgressBar, CountsWhereNobodyKnowsTheEnd) {
  std::ostringstream out;
  ProgressBar bar(out, "reading", 0, true, milliseconds(0));
  bar.show(10);
  EXPECT_EQ(out.str(), "\rreading  10\x1b[K");
}

TEST(ProgressBar, OfOneThingTellsAllOfIt) {
  std::ostringstream out;
  ProgressBar bar(out, "reading", 1, true, milliseconds(0));
  bar.show(1);
  EXPECT_EQ(out.str(), "\rreading  1 of 1  100 %\x1b[K");
}

TEST(ProgressBar, IsForWhoWatchesStandardErrorOnATerminal) {
  for (const auto watched :
       {TestTerminal::Watched::by_somebody, TestTerminal::Watched::by_nobody}) {
    const TestTerminal terminal(watched);
    std::ostringstream out;
    ProgressBar bar(out, "reading");
    const auto end = std::chrono::steady_clock::now() + milliseconds(100);
    while (std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(milliseconds(10));
    bar.show(10);
    EXPECT_EQ(out.str(), watched == TestTerminal::Watched::by_nobody ? "" : "\rreading  10\x1b[K");
  }
}

TEST(ProgressBar, IsSilentWhereNobodyLooksOrItIsSoonOver) {
  std::ostringstream out;
  ProgressBar unseen(out, "reading", 40, false, milliseconds(0));
  unseen.show(10);
  unseen.finish();
  ProgressBar soon_over(out, "reading", 40, true, std::chrono::hours(1));
  soon_over.show(10);
  soon_over.finish();
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace tributary::base
