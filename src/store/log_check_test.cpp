#include "store/log_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/temporary_folder.hpp"
#include "store/transaction.hpp"

namespace tributary::store {
namespace {

namespace fs = std::filesystem;

/// A file with five commits in its log, as a kill leaves it, and what damage to the log does to it.
class LogCheckTest : public testing::Test {
 protected:
  static constexpr int commits = 5;

  LogCheckTest() {
    Database database(folder_.url("live.db"),
                      {.checkpoints = Checkpoints::by_hand, .page_bytes = 512});
    database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, body BLOB)");
    database.checkpoint();
    const std::vector<std::byte> body(1200, std::byte{0x5a});  // Three pages.
    for (int id = 1; id <= commits; ++id) {
      database.statement("INSERT INTO fact (id, body) VALUES ($1, $2)").run(id, body);
      ends_.push_back(fs::file_size(live_log_));
    }
    fs::copy(folder_.path() / "live.db", file_);
    log_bytes_ = read(live_log_);
    log_bytes_.resize(ends_.back());
  }

  static std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  bool refuses(const std::string& log) {
    std::ofstream(log_, std::ios::binary) << log;
    try {
      check_log(file_);
      return false;
    } catch (const StoreFault& fault) {
      EXPECT_EQ(fault.kind(), FaultKind::damaged);
      return true;
    }
  }

  /// How many of the commits SQLite finds in the file with this log.
  int found_with(const std::string& log) {
    const fs::path copy = folder_.path() / "copy.db";
    fs::copy_file(file_, copy, fs::copy_options::overwrite_existing);
    std::ofstream(copy.string() + "-wal", std::ios::binary) << log;
    Database database("sqlite:" + copy.string());
    Statement query = database.prepare("SELECT count(*) FROM fact");
    query.step();
    return static_cast<int>(query.integer(0));
  }

  /// Which commit, counted from 1, the byte of the log belongs to.
  int commit_of(std::size_t offset) const {
    int commit = 1;
    while (ends_[static_cast<std::size_t>(commit - 1)] <= offset) ++commit;
    return commit;
  }

  TemporaryFolder folder_;
  fs::path live_log_ = folder_.path() / "live.db-wal";
  fs::path file_ = folder_.path() / "killed.db";
  fs::path log_ = folder_.path() / "killed.db-wal";
  std::vector<std::size_t> ends_;
  std::string log_bytes_;
};

TEST_F(LogCheckTest, WholeLogPasses) {
  EXPECT_FALSE(refuses(log_bytes_));
  EXPECT_FALSE(refuses(""));
  EXPECT_EQ(found_with(log_bytes_), commits);
}

TEST_F(LogCheckTest, CutAnywhereKeepsEachCommitBeforeTheCut) {
  for (std::size_t size = 0; size < log_bytes_.size(); size += 37) {
    const std::string cut = log_bytes_.substr(0, size);
    ASSERT_FALSE(refuses(cut)) << size;
    ASSERT_EQ(found_with(cut), commit_of(size) - 1) << size;
  }
}

TEST_F(LogCheckTest, DamageBeforeTheLastCommitIsRefused) {
  for (std::size_t at = 0; at < ends_[commits - 2]; ++at) {
    std::string damaged = log_bytes_;
    damaged[at] = static_cast<char>(~damaged[at]);
    ASSERT_TRUE(refuses(damaged)) << at;
  }
}

TEST_F(LogCheckTest, DamageInTheLastCommitLooksTornOrIsRefused) {
  int torn = 0;
  for (std::size_t at = ends_[commits - 2]; at < log_bytes_.size(); at += 13) {
    std::string damaged = log_bytes_;
    damaged[at] = static_cast<char>(~damaged[at]);
    if (refuses(damaged)) continue;
    ++torn;
    ASSERT_EQ(found_with(damaged), commits - 1) << at;
  }
  EXPECT_GT(torn, 0);
}

TEST_F(LogCheckTest, LastCommitNeverWholeIsTorn) {
  for (std::size_t at = ends_[commits - 2]; at < log_bytes_.size(); at += 512) {
    std::string torn = log_bytes_;
    const std::size_t lost = std::min<std::size_t>(512, log_bytes_.size() - at);
    torn.replace(at, lost, lost, '\0');
    ASSERT_FALSE(refuses(torn)) << at;
    ASSERT_EQ(found_with(torn), commits - 1) << at;
  }
}

// Of the last two commits a lost sector may leave what a power cut leaves of one: see
// log_check.hpp.
TEST_F(LogCheckTest, LostSectorIsRefused) {
  for (std::size_t at = 0; at + 512 < ends_[commits - 3]; at += 512) {
    std::string damaged = log_bytes_;
    damaged.replace(at, 512, 512, '\0');
    ASSERT_TRUE(refuses(damaged)) << at;
  }
}

TEST_F(LogCheckTest, FramesOfTheLogBeforeAreNoEvidence) {
  std::ofstream(log_, std::ios::binary) << log_bytes_;
  Database database("sqlite:" + file_.string(), {.checkpoints = Checkpoints::by_hand});
  database.statement("UPDATE fact SET body = $1 WHERE id = $2").run(nullptr, 1);
  const std::string begun_anew = read(log_);
  EXPECT_EQ(begun_anew.size(), log_bytes_.size());
  EXPECT_NE(begun_anew.substr(0, 32), log_bytes_.substr(0, 32));
  EXPECT_EQ(begun_anew.substr(begun_anew.size() - 512), log_bytes_.substr(log_bytes_.size() - 512));
  EXPECT_FALSE(refuses(begun_anew));
}

}  // namespace
}  // namespace tributary::store
