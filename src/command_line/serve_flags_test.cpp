#include "command_line/serve_flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "app/verticals.hpp"

namespace tributary::command_line {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using WordList = std::vector<std::string_view>;

app::ServeOptions read(const WordList& words) {
  base::Flags flags(words);
  return read_serve_options(flags);
}

/// As the help says them.
TEST(ServeFlags, WithoutAnyThePlatformIsAsTheHelpSays) {
  const app::ServeOptions options = read({});
  EXPECT_EQ(options.data, "data");
  EXPECT_EQ(options.snapshot_every, 2'000'000U);
  EXPECT_EQ(options.remembered, 2'097'152U);
  EXPECT_EQ(options.queue_age_max, milliseconds(1000));
  EXPECT_EQ(options.flush_delay, microseconds(0));
  EXPECT_EQ(options.quotas.member, api::QuotaTable{}.member);
  EXPECT_EQ(options.quotas.staff, api::QuotaTable{}.staff);
  EXPECT_EQ(options.offset, vertical::parse_utc_offset("+08:00"));
  EXPECT_EQ(options.catch_up_days, 7);
  const auto have_rooms = std::ranges::count_if(
      app::verticals(), [](const vertical::Vertical& line) { return line.read != nullptr; });
  EXPECT_EQ(options.verticals.size(), static_cast<std::size_t>(have_rooms));
}

TEST(ServeFlags, EachReachesWhatItIsFor) {
  const app::ServeOptions options = read(
      {"--data", "folder", "--listen", "127.0.0.1:7", "--snapshot-every", "11",
       "--remember-requests", "112", "--queue-age-ms", "13", "--flush-delay-us", "14", "--quota",
       "staff=none", "--no-timers", "--utc-offset", "-03:30", "--catch-up-days", "19"});
  EXPECT_EQ(options.data, "folder");
  EXPECT_EQ(options.listen.port, 7);
  EXPECT_EQ(options.snapshot_every, 11U);
  EXPECT_EQ(options.remembered, 112U);
  EXPECT_EQ(options.queue_age_max, milliseconds(13));
  EXPECT_EQ(options.flush_delay, microseconds(14));
  EXPECT_EQ(options.quotas.staff, std::nullopt);
  EXPECT_EQ(options.offset, vertical::parse_utc_offset("-03:30"));
  EXPECT_EQ(options.catch_up_days, 19);
}

TEST(ServeFlags, TheirBoundsAreSaid) {
  const std::vector<std::pair<WordList, std::string_view>> cases{
      {{"--utc-offset", "8"}, "--utc-offset needs an offset such as +08:00"},
      {{"--collect-at", "9"}, "--collect-at needs growing hours"},
      {{"--catch-up-days", "367"}, "--catch-up-days needs at most 366 days"},
      {{"--remember-requests", "99"}, "--remember-requests needs 100 to 67108864"},
      {{"--remember-requests", "67108865"}, "--remember-requests needs 100 to 67108864"},
      {{"--queue-age-ms", "3600001"}, "--queue-age-ms needs at most 3600000"},
      {{"--flush-delay-us", "18446744073709551615"}, "--flush-delay-us needs at most 1000000"},
      {{"--snapshot-evry", "5"}, "'--snapshot-evry' is not known here"},
  };
  for (const auto& [words, why] : cases) {
    try {
      read(words);
      ADD_FAILURE() << why;
    } catch (const base::FlagError& error) {
      EXPECT_THAT(error.what(), testing::StartsWith(std::string(why)));
    }
  }
  EXPECT_EQ(read({"--remember-requests", "100"}).remembered, 100U);
  EXPECT_EQ(read({"--remember-requests", "67108864"}).remembered, 67'108'864U);
}

}  // namespace
}  // namespace tributary::command_line
