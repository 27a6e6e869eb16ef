#include "bench/bench.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "store/temporary_folder.hpp"

namespace tributary::bench {
namespace {

struct Ran {
  int status = 0;
  std::string out;
  std::string err;
};

Ran run(const std::vector<std::string_view>& words) {
  std::ostringstream out;
  std::ostringstream err;
  const int status = bench_command(words, out, err);
  return {status, out.str(), err.str()};
}

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Bench, HelpNamesEveryRun) {
  const Ran help = run({"--help"});
  EXPECT_EQ(help.status, 0);
  for (const std::string_view name : {"engine", "durable", "http", "rush", "payout", "calm", "ends",
                                      "replay", "projection", "statement", "restart", "flush"}) {
    EXPECT_TRUE(help.out.contains("\n  " + std::string(name) + ' ')) << name;
  }
}

TEST(Bench, WordsItDoesNotKnowAreRefused) {
  EXPECT_EQ(run({"--fast"}).status, 2);
  const Ran ran = run({"--only", "engine,warp"});
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(ran.err.contains("there is no run 'warp'"));
}

TEST(Bench, ARunThatFailsIsSaidAndLeavesNothing) {
  const store::TemporaryFolder folder;
  const std::string name = folder.path().string();
  const Ran ran =
      run({"--quick", "--only", "rush", "--program", "/no/such/program", "--folder", name});
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(ran.err.contains("the run 'rush' failed"));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Bench, SmallSizesGiveEveryKey) {
  const store::TemporaryFolder folder;
  const store::TemporaryFolder report;
  const std::string name = folder.path().string();
  const std::string file = report.path() / "bench.json";
  const Ran ran =
      run({"--quick", "--json", file, "--program", TRIBUTARY_PROGRAM, "--folder", name});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  const auto json = boost::json::parse(text_of_file(file)).as_object();
  for (const std::string_view key :
       {"engine_bids_per_s", "durable_bids_per_s", "http_echo_per_s", "http_bids_per_s",
        "http_bid_p99_ms", "http_share_of_echo_percent", "rush_last_answer_ms", "rush_times_echo",
        "payout_million_claims_s", "replay_commands_per_s", "projection_events_per_s", "restart_s",
        "ids_new_per_s", "durable_flush_1ms_bids_per_s", "http_flush_20ms_bids_per_s"}) {
    ASSERT_TRUE(json.contains(key)) << key;
    EXPECT_GT(json.at(key).to_number<double>(), 0) << key;
  }
  for (const auto& figure : json.at("figures").as_array()) {
    EXPECT_FALSE(figure.at("counts").as_string().empty()) << figure.at("key");
  }
}

}  // namespace
}  // namespace tributary::bench
