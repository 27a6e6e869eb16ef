#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "journal/chain_check.hpp"
#include "journal/journal.hpp"
#include "journal/sample_groups.hpp"
#include "store/test_databases.hpp"

namespace tributary::journal {
namespace {

namespace fs = std::filesystem;

/// Appends until it is killed; writes each acknowledged sequence into the pipe.
[[noreturn]] void append_for_ever(const std::string& url, int pipe) {
  Journal journal(url, {.checkpoint_bytes = 100'000, .checkpoint_groups = 1});
  const std::uint64_t epoch = journal.begin_epoch();
  for (;;) {
    const std::uint64_t last = append_sample(journal, epoch);
    if (::write(pipe, &last, sizeof last) != sizeof last) ::_exit(1);
    journal.tend(false);
  }
}

/// Kills an appending process after a while; returns the last sequence it acknowledged.
std::uint64_t append_and_kill(const std::string& url, std::chrono::microseconds after) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    append_for_ever(url, ends[1]);
  }
  ::close(ends[1]);
  std::uint64_t acknowledged = 0;
  // The first acknowledgement says that it runs; then the clock does.
  EXPECT_EQ(::read(ends[0], &acknowledged, sizeof acknowledged),
            static_cast<ssize_t>(sizeof acknowledged));
  std::this_thread::sleep_for(after);
  ::kill(child, SIGKILL);
  while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
  }
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return acknowledged;
}

class JournalCrashTest : public store::EachBackend {};

INSTANTIATE_TEST_SUITE_P(Each, JournalCrashTest, store::each_backend(), store::name_of_backend);

TEST_P(JournalCrashTest, KilledWhileAppendingLosesNothingAcknowledged) {
  const std::string& url = url_;
  {
    Journal journal(url);
  }
  std::mt19937 random(20);  // NOLINT: the same kills each time, as far as a clock allows.
  for (int round = 0; round < 20; ++round) {
    const std::uint64_t acknowledged =
        append_and_kill(url, std::chrono::microseconds(random() % 30'000));
    const std::uint64_t kept = Journal(url).position().last_sequence;
    ASSERT_GE(kept, acknowledged);
    // At most the one group that was being written when the kill came.
    ASSERT_LE(kept, sample_group(acknowledged + 1).header.last_sequence());
  }
  const ChainReport report = check_chain(url, [](const Group& group) {
    ASSERT_EQ(group.body, sample_group(group.header.first_sequence).body);
  });
  EXPECT_FALSE(report.flaw) << report.explanation;
  EXPECT_EQ(report.end.epoch, 20U);
}

/// A journal with groups that are in the log only, as a kill leaves it, and what becomes of it when
/// the log is cut or scribbled upon.
class TornLogTest : public testing::Test {
 protected:
  static constexpr int groups = 12;

  TornLogTest() {
    {
      Journal journal(folder_.url("live.db"));
    }
    Journal journal(folder_.url("live.db"));
    const std::uint64_t epoch = journal.begin_epoch();
    const fs::path live = folder_.path() / "live.db";
    for (int i = 0; i < groups; ++i) {
      const std::uint64_t last = append_sample(journal, epoch);
      acknowledged_.push_back({fs::file_size(live.string() + "-wal"), last});
    }
    fs::copy(live, folder_.path() / "file");
    std::ifstream log(live.string() + "-wal", std::ios::binary);
    log_.assign(std::istreambuf_iterator<char>(log), {});
  }

  /// The last sequence that the journal has with this log.
  std::uint64_t end_with(const std::string& log) {
    const fs::path file = folder_.path() / "killed.db";
    fs::copy_file(folder_.path() / "file", file, fs::copy_options::overwrite_existing);
    std::ofstream(file.string() + "-wal", std::ios::binary) << log;
    const std::uint64_t end = Journal("sqlite:" + file.string()).position().last_sequence;
    EXPECT_FALSE(check_chain("sqlite:" + file.string()).flaw);
    return end;
  }

  /// The last sequence acknowledged while the log was not longer than `size`.
  std::uint64_t acknowledged_within(std::size_t size) const {
    std::uint64_t last = 0;
    for (const auto& [log_size, sequence] : acknowledged_) {
      if (log_size <= size) last = sequence;
    }
    return last;
  }

  store::TemporaryFolder folder_;
  std::vector<std::pair<std::size_t, std::uint64_t>> acknowledged_;  ///< Log size, last sequence.
  std::string log_;
};

TEST_F(TornLogTest, CutLogKeepsEveryGroupBeforeTheCut) {
  for (std::size_t size = 0; size <= log_.size(); size += 997) {
    ASSERT_EQ(end_with(log_.substr(0, size)), acknowledged_within(size)) << size;
  }
  EXPECT_EQ(end_with(log_), acknowledged_.back().second);
}

TEST_F(TornLogTest, ScribbledLogIsRefusedOrLosesOnlyTheLastGroup) {
  const std::size_t last_begins = acknowledged_[groups - 2].first;
  int torn = 0;
  for (std::size_t at = 0; at < log_.size(); at += 499) {
    std::string scribbled = log_;
    scribbled[at] = static_cast<char>(~scribbled[at]);
    try {
      ASSERT_EQ(end_with(scribbled), acknowledged_[groups - 2].second) << at;
      ASSERT_GE(at, last_begins);
      ++torn;
    } catch (const store::StoreFault& fault) {
      ASSERT_EQ(fault.kind(), store::FaultKind::damaged);
      ASSERT_LT(at, last_begins);
    }
  }
  EXPECT_GT(torn, 10);
}

}  // namespace
}  // namespace tributary::journal
