#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "base/flags.hpp"
#include "command_line/commands.hpp"
#include "command_line/test_web_platform.hpp"

namespace tributary::command_line {
namespace {

class ClockCommandTest : public testing::Test {
 protected:
  ClockCommandTest() { ::unsetenv("TRIBUTARY_APPROVAL"); }
  int run(std::vector<std::string_view> words) {
    const auto flags = platform_.flags();
    words.insert(words.end(), flags.begin(), flags.end());
    out_.str("");
    std::ostringstream err;
    return clock_command(words, out_, err);
  }

  TestWebPlatform platform_;
  std::ostringstream out_;
};

TEST_F(ClockCommandTest, ShowsAClockThatIsBelieved) {
  platform_.answers("GET /v1/clock", R"({"shows":"2026-11-26T12:00:00.000Z","in_doubt":false,
    "engine_time":"2026-11-26T11:59:00.000Z"})");
  EXPECT_EQ(run({}), 0);
  EXPECT_EQ(out_.str(),
            "the clock shows 2026-11-26T12:00:00.000Z, and is believed\n"
            "engine time is  2026-11-26T11:59:00.000Z\n");
}

TEST_F(ClockCommandTest, ConfirmsATimeAndSaysWhyItIsStillInDoubt) {
  platform_.answers("POST /v1/clock/confirm", R"({"shows":"2026-11-26T12:00:00.000Z",
    "in_doubt":true,"engine_time":"2026-11-26T11:59:00.000Z","reason":"It jumped."})");
  EXPECT_EQ(run({"confirm", "--time", "2026-11-26T12:00:00Z"}), 1);
  EXPECT_EQ(out_.str(),
            "the clock shows 2026-11-26T12:00:00.000Z, and is in doubt\n"
            "engine time is  2026-11-26T11:59:00.000Z\nIt jumped.\n");
  ASSERT_EQ(platform_.asked().size(), 1U);
  EXPECT_EQ(platform_.asked()[0].body, R"({"time":"2026-11-26T12:00:00Z"})");
  EXPECT_FALSE(platform_.asked()[0].request_id.empty());
}

TEST_F(ClockCommandTest, SaysWhatIsWrongBeforeItAsks) {
  EXPECT_THROW(run({"confirm"}), base::FlagError);
  EXPECT_THROW(run({"confirm", "--time", "noon"}), base::FlagError);
  EXPECT_THROW(run({"--time", "2026-11-26T12:00:00Z"}), base::FlagError);
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_TRUE(out_.str().starts_with("usage: tributary clock"));
  EXPECT_TRUE(platform_.asked().empty());
}

}  // namespace
}  // namespace tributary::command_line
