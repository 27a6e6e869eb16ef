#include <gtest/gtest.h>

#include "tidy/rules.hpp"

namespace tributary::tidy {
namespace {

TEST(Prose, FiresOnWhatIsUnfinishedOrForeign) {
  struct Case {
    const char* text;
    bool fires;
  };
  const Case cases[] = {
      {"// TODO: round", true},         {"mkstemp(\"/tmp/XXXXXX\")", false},
      {"Lorem ipsum dolor", true},      {"As discussed, half up.", true},
      {"cd /work/main", true},          {"/root/.cache", true},
      {"see docs/work/plan.md", false}, {"https://example.org/work/x", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(check_prose(Repository(std::vector<File>{{"docs/a.md", c.text}})).size(),
              c.fires ? 1u : 0u)
        << c.text;
  }
}

}  // namespace
}  // namespace tributary::tidy
