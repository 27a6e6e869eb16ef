#include "rows/page.hpp"

#include <gtest/gtest.h>

#include "verticals/books/statement.hpp"

namespace tributary::books {
namespace {

TEST(Cursor, ComesBackFromItsText) {
  const StatementCursor cursor{12, {34}, 5, 678};
  EXPECT_EQ(text_of(cursor), "12.34.5.678");
  const auto read = cursor_of<StatementCursor>("12.34.5.678");
  ASSERT_TRUE(read);
  EXPECT_EQ(text_of(*read), "12.34.5.678");
  EXPECT_EQ(text_of(ChainCursor{9}), "9");
  EXPECT_EQ(cursor_of<ChainCursor>("9").value().next, 9U);
}

TEST(Cursor, IsNoTextButItsOwn) {
  for (const char* text : {"",
                           ".",
                           "x",
                           "12",
                           "12.34.5",
                           "12.34.5.",
                           "12.34.5.x",
                           "12.34.5.678.",
                           "12.34.5.678.9",
                           "12.34.5.678x",
                           "12x34x5x678",
                           "12 34 5 678",
                           " 12.34.5.678",
                           "12.34.5.678 ",
                           "12..34.5.678",
                           "-12.34.5.678",
                           "+12.34.5.678",
                           "12.34.-5.678",
                           "12.34.4294967296.678",
                           "18446744073709551616.34.5.678",
                           "0x12.34.5.678"}) {
    EXPECT_FALSE(cursor_of<StatementCursor>(text)) << text;
  }
  EXPECT_FALSE(cursor_of<ChainCursor>("9.9"));
}

}  // namespace
}  // namespace tributary::books
