#include "follow/runner.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <optional>
#include <string>

#include "follow/toy_follower.hpp"
#include "journal/sample_groups.hpp"
#include "store/fault_disk.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::follow {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds long_enough{60'000};

class RunnerTest : public testing::Test {
 protected:
  RunnerTest() : journal_(std::in_place, journal_url_) { epoch_ = journal_->begin_epoch(); }

  RunnerOptions options() {
    return {.folder = folder_.path() / "read",
            .journal_url = journal_url_,
            .make_followers =
                [this] {
                  Followers followers;
                  followers.push_back(std::make_unique<ToyFollower>(settings_));
                  return followers;
                },
            .records_per_transaction = 50,
            .records_per_rebuilding_step = 30,
            .gather = milliseconds(0),
            .poll = std::chrono::hours(1),
            .back_off_min = milliseconds(1),
            .back_off_max = milliseconds(20),
            .log =
                [this](std::string_view line) {
                  const std::lock_guard lock(log_mutex_);
                  log_.append(line).append("\n");
                }};
  }

  /// Appends so many groups; returns the last sequence.
  std::uint64_t append(int groups) {
    std::uint64_t last = 0;
    for (int i = 0; i < groups; ++i) last = journal::append_sample(*journal_, epoch_);
    groups_ += groups;
    return last;
  }

  void expect_whole(const Runner& runner, std::int64_t factor = 1) {
    const auto [totals, sequence] = read_served(runner);
    EXPECT_EQ(totals.groups, groups_);
    EXPECT_EQ(totals.rows, groups_);
    EXPECT_EQ(totals.row_records, journal_->position().last_sequence);
    EXPECT_EQ(totals.sum, factor * totals.row_records);
    EXPECT_EQ(sequence, journal_->position().last_sequence);
  }

  /// Follows to the end with a runner of its own.
  void expect_follows_to_the_end(std::int64_t factor = 1) {
    Runner runner(options());
    runner.start();
    ASSERT_TRUE(runner.wait_for(journal_->position().last_sequence, long_enough))
        << runner.status().reason;
    expect_whole(runner, factor);
  }

  fs::path file(std::uint64_t generation) const {
    return folder_.path() / "read" / ("read-" + std::to_string(generation) + ".db");
  }
  std::string file_url(std::uint64_t generation) const {
    return "sqlite:" + file(generation).string();
  }
  std::string log() {
    const std::lock_guard lock(log_mutex_);
    return log_;
  }

  store::TemporaryFolder folder_;
  std::string journal_url_ = folder_.url("journal.db");
  ToyFollower::Settings settings_;
  std::optional<journal::Journal> journal_;
  std::uint64_t epoch_ = 0;
  std::int64_t groups_ = 0;
  std::mutex log_mutex_;
  std::string log_;
};

TEST_F(RunnerTest, FollowsFromTheBeginningAndAsItGrows) {
  append(50);
  Runner runner(options());
  runner.start();
  for (int i = 0; i < 20; ++i) {
    const std::uint64_t last = append(1 + i % 3);
    runner.notify(last);
    ASSERT_TRUE(runner.wait_for(last, long_enough));
  }
  expect_whole(runner);
  EXPECT_EQ(runner.status().state, State::following);
  EXPECT_EQ(runner.status().lag(), 0U);
}

TEST_F(RunnerTest, HasAFileToReadAsSoonAsItHasStarted) {
  for (int i = 0; i < 20; ++i) {
    RunnerOptions fresh = options();
    fresh.folder = folder_.path() / std::to_string(i);
    Runner runner(std::move(fresh));
    runner.start();
    EXPECT_NE(runner.read_url(), "");
  }
}

TEST_F(RunnerTest, WaitingEndsWithItsTimeout) {
  Runner runner(options());
  runner.start();
  EXPECT_FALSE(runner.wait_for(1, milliseconds(1)));
}

TEST_F(RunnerTest, SeesGroupsNobodyNotifiedItOf) {
  RunnerOptions polling = options();
  polling.poll = milliseconds(1);
  Runner runner(polling);
  runner.start();
  EXPECT_TRUE(runner.wait_for(append(1), long_enough));
}

TEST_F(RunnerTest, GoesOnWhereItStopped) {
  for (int i = 0; i < 3; ++i) {
    append(30);
    expect_follows_to_the_end();
  }
  EXPECT_EQ(log(), "");
  EXPECT_TRUE(fs::exists(file(1)));
}

TEST_F(RunnerTest, AStopLeavesNothingOut) {
  RunnerOptions slow = options();
  slow.poll = std::chrono::hours(1);
  slow.gather = std::chrono::hours(1);
  slow.records_per_transaction = 3;
  append(30);
  Runner runner(slow);
  runner.start();
  ASSERT_TRUE(runner.wait_for(1, long_enough));
  runner.notify(append(30));
  runner.stop();
  EXPECT_EQ(runner.status().lag(), 0U);
  expect_whole(runner);
}

TEST_F(RunnerTest, AStopIsNotHeldUpByARest) {
  RunnerOptions hurried = options();
  hurried.gather = std::chrono::hours(1);
  hurried.records_per_transaction = 3;
  hurried.stop_patience = milliseconds(0);
  append(30);
  Runner runner(hurried);
  runner.start();
  ASSERT_TRUE(runner.wait_for(1, long_enough));
  runner.stop();
  EXPECT_GT(runner.status().lag(), 0U);
  expect_follows_to_the_end();
}

TEST_F(RunnerTest, NewVersionIsBuiltAnew) {
  append(30);
  expect_follows_to_the_end();
  settings_ = {.version = 2, .factor = 7};
  expect_follows_to_the_end(7);
  EXPECT_FALSE(fs::exists(file(1)));
  EXPECT_TRUE(fs::exists(file(2)));
}

TEST_F(RunnerTest, DamagedFileIsPutAsideAndBuiltAnew) {
  append(30);
  expect_follows_to_the_end();
  std::ofstream(file(1)) << std::string(20'000, 'x');
  expect_follows_to_the_end();
  EXPECT_TRUE(fs::exists(file(1).string() + ".aside"));
  EXPECT_TRUE(fs::exists(file(2)));
}

TEST_F(RunnerTest, DamageFoundWhileFollowingIsBuiltAnew) {
  append(200);
  expect_follows_to_the_end();
  {
    std::fstream stream(file(1), std::ios::in | std::ios::out | std::ios::binary);
    for (std::streamoff page = 3; page < 8; ++page) {
      stream.seekp(page * 4096) << std::string(4096, 'x');
    }
  }
  append(10);
  expect_follows_to_the_end();
}

TEST_F(RunnerTest, FileOpenWhenTheMachineStoppedIsBuiltAnew) {
  append(30);
  expect_follows_to_the_end();
  store::Database(file_url(1))
      .execute("UPDATE follow_state SET running_since = 'an earlier start'");
  expect_follows_to_the_end();
  EXPECT_TRUE(fs::exists(file(2)));
  EXPECT_FALSE(fs::exists(file(1).string() + ".aside"));
}

TEST_F(RunnerTest, FileClosedWellOutlivesAPowerCut) {
  append(30);
  expect_follows_to_the_end();
  store::Database database(file_url(1), {.access = store::Access::read_only});
  store::Statement query = database.prepare("SELECT running_since FROM follow_state");
  ASSERT_TRUE(query.step());
  EXPECT_EQ(query.text(0), "");
}

TEST_F(RunnerTest, FileAheadOfTheJournalIsBuiltAnew) {
  append(30);
  expect_follows_to_the_end();
  journal_.reset();
  fs::remove(store::file_of(journal_url_));
  journal_.emplace(journal_url_);
  epoch_ = journal_->begin_epoch();
  groups_ = 0;
  append(5);
  expect_follows_to_the_end();
  EXPECT_NE(log().find("ahead of the journal"), std::string::npos) << log();
  append(100);
  expect_follows_to_the_end();
}

TEST_F(RunnerTest, FileOfAnotherJournalIsBuiltAnew) {
  append(30);
  expect_follows_to_the_end();
  journal_.reset();
  fs::remove(store::file_of(journal_url_));
  journal_.emplace(journal_url_);
  epoch_ = journal_->begin_epoch();
  groups_ = 0;
  append(60);
  expect_follows_to_the_end();
  EXPECT_NE(log().find("another journal"), std::string::npos) << log();
}

TEST_F(RunnerTest, WaitsOutAFollowersFaults) {
  append(100);
  std::atomic<int> faults = 5;
  settings_.before_group = [&](const journal::Group& group) {
    if (group.header.first_sequence > 100 && faults > 0) {
      --faults;
      throw std::runtime_error("the world is out of order");
    }
  };
  Runner runner(options());
  runner.start();
  ASSERT_TRUE(runner.wait_for(journal_->position().last_sequence, long_enough));
  expect_whole(runner);
  EXPECT_NE(log().find("the world is out of order"), std::string::npos);
}

TEST_F(RunnerTest, ShowsTheFaultItWaitsOut) {
  append(1);
  settings_.before_group = [](const journal::Group&) { throw std::runtime_error("no way"); };
  Runner runner(options());
  runner.start();
  while (runner.status().state != State::faulted) std::this_thread::yield();
  EXPECT_EQ(runner.status().reason, "no way");
  EXPECT_EQ(runner.cursor(), 0U);
}

TEST_F(RunnerTest, WaitsOutADiskThatFails) {
  append(300);
  std::atomic<int> requests = 0;
  store::FaultDisk disk([&](const store::FaultDisk::Request& request) {
    if (request.operation != store::FaultDisk::Operation::write) {
      return store::FaultDisk::Outcome::good;
    }
    switch (++requests % 97) {
      case 13:
        return store::FaultDisk::Outcome::full;
      case 51:
        return store::FaultDisk::Outcome::error;
      case 80:
        return store::FaultDisk::Outcome::torn;
      default:
        return store::FaultDisk::Outcome::good;
    }
  });
  RunnerOptions failing = options();
  failing.url_suffix = disk.url_suffix();
  {
    Runner runner(failing);
    runner.start();
    EXPECT_TRUE(runner.wait_for(journal_->position().last_sequence, long_enough))
        << runner.status().reason;
  }
  EXPECT_NE(log(), "");
  expect_follows_to_the_end();
}

TEST_F(RunnerTest, RebuildsWhileServingAndGrowing) {
  append(300);
  Runner runner(options());
  runner.start();
  ASSERT_TRUE(runner.wait_for(journal_->position().last_sequence, long_enough));

  std::atomic<bool> done = false;
  std::atomic<int> readings = 0;
  std::thread reader([&] {
    std::uint64_t seen = 0;
    while (!done) {
      const auto [totals, sequence] = read_served(runner);
      EXPECT_EQ(totals.row_records, sequence);
      EXPECT_EQ(totals.groups, totals.rows);
      EXPECT_TRUE(totals.sum == totals.row_records || totals.sum == 3 * totals.row_records);
      EXPECT_GE(sequence, seen);
      seen = sequence;
      ++readings;
    }
  });
  while (readings == 0) std::this_thread::yield();

  const std::uint64_t before = runner.status().generation;
  std::uint64_t cursor = runner.cursor();
  settings_.factor = 3;
  settings_.before_group = [](const journal::Group&) {
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  };
  runner.rebuild();
  while (runner.status().generation == before) {
    EXPECT_GE(runner.cursor(), std::exchange(cursor, runner.cursor()));
    append(1);
    runner.notify(journal_->position().last_sequence);
  }
  EXPECT_GE(runner.cursor(), cursor);
  const std::uint64_t last = append(10);
  runner.notify(last);
  EXPECT_TRUE(runner.wait_for(last, long_enough));
  done = true;
  reader.join();

  expect_whole(runner, 3);
  EXPECT_FALSE(fs::exists(file(before)));
  EXPECT_EQ(runner.status().state, State::following);
}

TEST_F(RunnerTest, RebuildingThatFailsLeavesTheServedFile) {
  append(100);
  Runner runner(options());
  runner.start();
  ASSERT_TRUE(runner.wait_for(journal_->position().last_sequence, long_enough));
  settings_.before_group = [](const journal::Group& group) {
    if (group.header.first_sequence < 50) throw std::runtime_error("not again");
  };
  runner.rebuild();
  while (runner.status().reason.empty()) std::this_thread::yield();
  EXPECT_EQ(runner.status().generation, 1U);
  const std::uint64_t last = append(1);
  runner.notify(last);
  EXPECT_TRUE(runner.wait_for(last, long_enough));
  EXPECT_FALSE(fs::exists(file(2)));
}

TEST_F(RunnerTest, UnfinishedRebuildingIsForgotten) {
  append(100);
  expect_follows_to_the_end();
  fs::copy(file(1), file(2));
  store::Database(file_url(2)).execute("UPDATE follow_state SET complete = 0");
  expect_follows_to_the_end();
  EXPECT_TRUE(fs::exists(file(1)));
  EXPECT_FALSE(fs::exists(file(2)));
}

}  // namespace
}  // namespace tributary::follow
