#include "base/flags.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tributary::base {
namespace {

template <class... Words>
Flags flags(Words... words) {
  const std::array<std::string_view, sizeof...(Words)> given{words...};
  return Flags(given);
}

TEST(Flags, GiveWhatWasAskedForByName) {
  Flags given = flags("--data", "here", "--quick", "--shards", "3");
  EXPECT_EQ(given.text("--data", "data"), "here");
  EXPECT_TRUE(given.has("--quick"));
  EXPECT_EQ(given.number("--shards", 1), 3U);
  EXPECT_EQ(given.number("--port", 80), 80U);
  EXPECT_NO_THROW(given.finish());
}

TEST(Flags, TheLastOfSeveralCounts) {
  EXPECT_EQ(flags("--data", "a", "--data", "b").text("--data", ""), "b");
}

TEST(Flags, AreCutIntoWordsAtCommas) {
  using Words = std::vector<std::string_view>;
  EXPECT_EQ(words_between_commas(""), Words{});
  EXPECT_EQ(words_between_commas("a"), Words{"a"});
  EXPECT_EQ(words_between_commas("a,b c,d"), (Words{"a", "b c", "d"}));
  EXPECT_EQ(words_between_commas("a,,b,"), (Words{"a", "", "b"}));
}

TEST(Flags, RefuseWhatNobodyAskedFor) {
  Flags given = flags("--daat", "here");
  given.text("--data", "");
  EXPECT_THROW(given.finish(), FlagError);
}

TEST(Flags, RefuseAMissingValueAndWhatIsNoNumber) {
  EXPECT_THROW(flags("--data").text("--data", ""), FlagError);
  EXPECT_THROW(flags("--data", "").text("--data", "data"), FlagError);
  EXPECT_THROW(flags("--shards", "").number("--shards", 1), FlagError);
  for (const char* word : {"x", "-1", "1.5", "12x", " 1", "18446744073709551616"}) {
    EXPECT_THROW(flags("--shards", word).number("--shards", 1), FlagError) << word;
    EXPECT_EQ(whole_number<std::uint64_t>(word), std::nullopt) << word;
  }
  EXPECT_EQ(whole_number<std::uint64_t>(""), std::nullopt);
  EXPECT_EQ(whole_number<std::uint16_t>("65535"), 65'535);
  EXPECT_EQ(whole_number<std::uint16_t>("65536"), std::nullopt);
  EXPECT_EQ(whole_number<std::int64_t>("-12"), -12);
}

}  // namespace
}  // namespace tributary::base
