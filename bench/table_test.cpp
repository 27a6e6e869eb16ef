#include "bench/table.hpp"

#include <gtest/gtest.h>

namespace tributary::bench {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
  Table table({{"name", Align::left}, {"value"}, {"note", Align::left}});
  table.add({"short", "1", "a"});
  table.add({"much longer", "12345678", ""});
  EXPECT_EQ(table.text(),
            "name            value  note\n"
            "short               1  a\n"
            "much longer  12345678\n");
}

TEST(Words, ThreeDigitsAndAUnit) {
  EXPECT_EQ(in_words(2'312'345, "/s"), "2.31 M/s");
  EXPECT_EQ(in_words(999'600, "/s"), "1.00 M/s");
  EXPECT_EQ(in_words(412'345, "/s"), "412 k/s");
  EXPECT_EQ(in_words(32'000, "/s"), "32.0 k/s");
  EXPECT_EQ(in_words(999.4, "/s"), "999 /s");
  EXPECT_EQ(in_words(160, "ms"), "160 ms");
  EXPECT_EQ(in_words(9'999, "ms"), "9999 ms");
  EXPECT_EQ(in_words(0.517, "s"), "517 ms");
  EXPECT_EQ(in_words(5, "s"), "5.00 s");
  EXPECT_EQ(in_words(79.96, "%"), "80.0 %");
}

TEST(Words, DurationsChooseTheirUnit) {
  EXPECT_EQ(duration_in_words(0), "0 ns");
  EXPECT_EQ(duration_in_words(999), "999 ns");
  EXPECT_EQ(duration_in_words(12'340), "12.3 us");
  EXPECT_EQ(duration_in_words(4'500'000), "4.50 ms");
  EXPECT_EQ(duration_in_words(999'400'000), "999 ms");
  EXPECT_EQ(duration_in_words(999'900'000), "1.00 s");
  EXPECT_EQ(duration_in_words(1'200'000'000), "1.20 s");
}

}  // namespace
}  // namespace tributary::bench
