#include "ring/calendar_board.hpp"

#include <gtest/gtest.h>

#include "money/test_values.hpp"

namespace tributary::ring {
namespace {

TEST(CalendarBoard, ShowsTheLastOneAndMakesAnotherOnlyWhereItDiffers) {
  CalendarBoard board;
  EXPECT_EQ(*board.read(), money::Calendar());
  const money::Calendar calendar(money::saturday_and_sunday, {money::day("2026-10-01")});
  board.show(calendar);
  const auto shown = board.read();
  EXPECT_EQ(*shown, calendar);
  board.show(calendar);
  EXPECT_EQ(board.read(), shown) << "whoever asks has the same one";
}

}  // namespace
}  // namespace tributary::ring
