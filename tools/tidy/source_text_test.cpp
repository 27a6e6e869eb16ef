#include "tidy/source_text.hpp"

#include <gtest/gtest.h>

namespace tributary::tidy {
namespace {

TEST(SourceText, CodeIsWhatTheCompilerSees) {
  struct Case {
    const char* text;
    const char* code;
  };
  const Case cases[] = {
      {"int a; // double\nint b;", "int a;          \nint b;"},
      {"a /* x\ny */ b", "a     \n     b"},
      {"f(\"double \\\" //\");", "f(              );"},
      {"R\"sql(\"a\" // b)sql\" c", "                    c"},
      {"1'000'000 + 'x' + '\\''", "1'000'000 +     +     "},
      {"/* never closed", "               "},
  };
  for (const Case& c : cases) EXPECT_EQ(code_of(c.text), c.code) << c.text;
}

TEST(SourceText, IncludesAreReadOutsideCommentsOnly) {
  const auto includes =
      includes_of("// #include \"a.hpp\"\n#include \"b/c.hpp\"\n#include <vector>\n");
  ASSERT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes[0].path, "b/c.hpp");
  EXPECT_EQ(includes[0].line, 2);
  EXPECT_TRUE(includes[0].quoted);
  EXPECT_EQ(includes[1].path, "vector");
  EXPECT_FALSE(includes[1].quoted);
}

TEST(SourceText, AWordIsAWholeIdentifier) {
  EXPECT_EQ(find_word("unordered_flat_map", "flat"), std::string_view::npos);
  EXPECT_EQ(find_word("my_rand rand", "rand"), 8u);
  EXPECT_EQ(find_word("std::thread t", "thread"), 5u);
}

}  // namespace
}  // namespace tributary::tidy
