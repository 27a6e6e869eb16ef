#include "command_line/text_table.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace tributary::command_line {
namespace {

std::string text_of(const TextTable& table) {
  std::ostringstream out;
  table.print(out);
  return out.str();
}

TEST(TextTable, PutsNumbersAtTheRightAndWordsAtTheLeft) {
  TextTable table({"kind", "amount", "why"});
  table.add({"a", "5.00", "because"});
  table.add({"longer", "-1200.00", "-"});
  table.add({"b", "-", ""});
  EXPECT_EQ(text_of(table),
            "kind      amount  why\n"
            "a           5.00  because\n"
            "longer  -1200.00  -\n"
            "b              -\n");
}

TEST(TextTable, OneWordMakesAColumnOfWords) {
  TextTable table({"count"});
  table.add({"12"});
  table.add({"-x"});
  EXPECT_EQ(text_of(table), "count\n12\n-x\n");
}

TEST(TextTable, TellsNumbersByTheirFirstSigns) {
  for (const char* number : {"0", "9", "0.00", "9x", "-0", "-9", "-1.5", "-", ""}) {
    TextTable table({"count"});
    table.add({number});
    EXPECT_EQ(text_of(table).find_last_not_of('\n'), *number == '\0' ? 4U : 10U) << number;
  }
  for (const char* word : {"x9", "x-", "/", ":", "-/", "-:", "--1"}) {
    TextTable table({"count"});
    table.add({word});
    EXPECT_EQ(text_of(table), "count\n" + std::string(word) + "\n");
  }
}

TEST(TextTable, MayHaveNoRows) { EXPECT_EQ(text_of(TextTable({"a", "b"})), "a  b\n"); }

}  // namespace
}  // namespace tributary::command_line
