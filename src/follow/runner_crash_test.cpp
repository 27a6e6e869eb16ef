#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>
#include <thread>

#include "follow/runner.hpp"
#include "follow/toy_follower.hpp"
#include "journal/sample_groups.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::follow {
namespace {

RunnerOptions options(const store::TemporaryFolder& folder) {
  return {.folder = folder.path() / "read",
          .journal_url = folder.url("journal.db"),
          .make_followers =
              [] {
                Followers followers;
                followers.push_back(std::make_unique<ToyFollower>(ToyFollower::Settings{}));
                return followers;
              },
          .records_per_transaction = 20,
          .gather = std::chrono::milliseconds(0)};
}

TEST(RunnerCrashTest, KilledAtAnyMomentCountsEachGroupOnce) {
  constexpr int groups = 600;
  store::TemporaryFolder folder;
  journal::make_sample_journal(folder.url("journal.db"), groups);
  const std::uint64_t end = journal::Reader(folder.url("journal.db")).end().last_sequence;

  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      Runner runner(options(folder));
      runner.start();
      if (round % 4 == 3) runner.rebuild();
      std::this_thread::sleep_for(std::chrono::minutes(1));
      ::_exit(1);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 25'000));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }

  Runner runner(options(folder));
  runner.start();
  ASSERT_TRUE(runner.wait_for(end, std::chrono::minutes(1))) << runner.status().reason;
  const ToyTotals totals = read_served(runner).totals;
  EXPECT_EQ(totals.groups, groups);
  EXPECT_EQ(totals.rows, groups);
  EXPECT_EQ(totals.sum, end);
  EXPECT_EQ(totals.row_records, end);
}

}  // namespace
}  // namespace tributary::follow
