#include "journal/snapshot.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <random>

#include "journal/sample_groups.hpp"
#include "journal/stray_snapshots.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::journal {
namespace {

namespace fs = std::filesystem;

class SnapshotTest : public testing::Test {
 protected:
  static constexpr std::int32_t format = 3;
  static constexpr std::size_t payload_bytes = 5'000'000;

  SnapshotTest() : journal_(folder_.url("journal.db")) {
    epoch_ = journal_.begin_epoch();
    fs::create_directory(snapshots_);
  }

  /// Appends a group and gives the header of a snapshot behind it.
  SnapshotHeader grow() {
    append_sample(journal_, epoch_);
    const Position& end = journal_.position();
    return {.sequence = end.last_sequence,
            .time_ms = end.time_ms,
            .journal_hash = end.hash,
            .state_hash = end.state_hash,
            .format = format};
  }

  /// Pieces of many sizes; the content follows from the sequence.
  static std::vector<std::byte> payload_of(std::uint64_t sequence) {
    std::mt19937_64 random(sequence);
    std::vector<std::byte> payload(payload_bytes);
    for (std::byte& each : payload) each = static_cast<std::byte>(random());
    return payload;
  }
  void write(const SnapshotHeader& header, SnapshotWriter::AfterStep after_step = {}) {
    const std::vector<std::byte> payload = payload_of(header.sequence);
    SnapshotWriter writer(snapshots_, header, std::move(after_step));
    std::size_t at = 0;
    for (std::size_t piece = 1; at < payload.size(); piece = piece * 3 + 1) {
      const std::size_t count = std::min(piece, payload.size() - at);
      writer.write(payload.data() + at, count);
      at += count;
    }
    writer.finish();
  }

  FoundSnapshot find(std::int32_t wanted = format) {
    Reader reader(folder_.url("journal.db"));
    return find_snapshot(snapshots_, wanted, reader);
  }
  /// The sequence of the snapshot found, its payload compared; 0 if there is none.
  std::uint64_t found_sequence() {
    FoundSnapshot found = find();
    if (!found.snapshot) return 0;
    const std::vector<std::byte> expected = payload_of(found.snapshot->header().sequence);
    std::vector<std::byte> payload(payload_bytes);
    std::size_t at = 0;
    for (std::size_t piece = 2; at < payload.size(); piece = piece * 5 + 1) {
      const std::size_t count = std::min(piece, payload.size() - at);
      found.snapshot->read(payload.data() + at, count);
      at += count;
    }
    EXPECT_EQ(payload, expected);
    EXPECT_EQ(found.snapshot->payload_left(), 0U);
    EXPECT_THROW(found.snapshot->read(payload.data(), 1), SnapshotFault);
    return found.snapshot->header().sequence;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(snapshots_)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }
  fs::path file_of(const SnapshotHeader& header) const {
    return snapshots_ / ("snapshot-" + std::to_string(header.sequence) + ".bin");
  }

  store::TemporaryFolder folder_;
  fs::path snapshots_ = folder_.path() / "snapshots";
  Journal journal_;
  std::uint64_t epoch_ = 0;
};

TEST_F(SnapshotTest, ComesBackAsItWent) {
  const SnapshotHeader header = grow();
  write(header);
  const FoundSnapshot found = find();
  ASSERT_TRUE(found.snapshot);
  EXPECT_EQ(found.snapshot->header().sequence, header.sequence);
  EXPECT_EQ(found.snapshot->header().time_ms, header.time_ms);
  EXPECT_EQ(found.snapshot->header().journal_hash, header.journal_hash);
  EXPECT_EQ(found.snapshot->header().state_hash, header.state_hash);
  EXPECT_EQ(found.snapshot->header().format, header.format);
  EXPECT_EQ(found.snapshot->payload_left(), payload_bytes);
  EXPECT_EQ(found_sequence(), header.sequence);
}

TEST_F(SnapshotTest, FolderMayBeEmpty) {
  EXPECT_FALSE(find().snapshot);
  EXPECT_TRUE(find().skipped.empty());
}

/// 0 is what a wrong -1 is most easily.
TEST_F(SnapshotTest, ClosesNoFileButItsOwn) {
  if (::fcntl(0, F_GETFD) < 0) {
    ASSERT_EQ(::open("/dev/null", O_RDONLY), 0);
  }
  write(grow());
  EXPECT_GE(::fcntl(0, F_GETFD), 0);
}

TEST_F(SnapshotTest, KeepsTwoGenerations) {
  write(grow());
  const SnapshotHeader second = grow();
  write(second);
  const SnapshotHeader third = grow();
  write(third);
  EXPECT_EQ(files().size(), 2U);
  EXPECT_EQ(found_sequence(), third.sequence);
  fs::remove(file_of(third));
  EXPECT_EQ(found_sequence(), second.sequence);
}

TEST_F(SnapshotTest, BadOneIsNamedAndSkipped) {
  const SnapshotHeader good = grow();
  write(good);
  const SnapshotHeader bad = grow();
  for (const std::size_t at :
       {0U, 9U, 20U, 100U, 128U, 2'000'000U, 5'000'127U, 5'000'128U, 5'000'151U}) {
    write(bad);
    std::fstream file(file_of(bad), std::ios::in | std::ios::out | std::ios::binary);
    const int before = file.seekg(static_cast<std::streamoff>(at)).get();
    file.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>(before ^ 0xff));
    file.close();
    const FoundSnapshot found = find();
    ASSERT_TRUE(found.snapshot) << at;
    EXPECT_EQ(found.snapshot->header().sequence, good.sequence) << at;
    ASSERT_EQ(found.skipped.size(), 1U) << at;
    EXPECT_NE(found.skipped[0].find(file_of(bad)), std::string::npos) << found.skipped[0];
  }
}

TEST_F(SnapshotTest, CutOneIsSkipped) {
  const SnapshotHeader header = grow();
  for (const std::size_t size : {0U, 1U, 127U, 128U, 151U, 152U, 1'000'000U, 5'000'151U}) {
    write(header);
    fs::resize_file(file_of(header), size);
    EXPECT_FALSE(find().snapshot) << size;
    EXPECT_EQ(find().skipped.size(), 1U) << size;
  }
}

TEST_F(SnapshotTest, AnotherFormatIsOutdatedAndNotDamaged) {
  write(grow());
  const FoundSnapshot found = find(format + 1);
  EXPECT_FALSE(found.snapshot);
  EXPECT_EQ(found.outdated.size(), 1U);
  EXPECT_TRUE(found.skipped.empty());
}

TEST_F(SnapshotTest, NewerThanTheJournalIsRefused) {
  SnapshotHeader header = grow();
  header.sequence += 100;
  write(header);
  EXPECT_THROW(find(), JournalFault);
}

TEST_F(SnapshotTest, OfAnotherJournalIsRefused) {
  SnapshotHeader header = grow();
  header.journal_hash[5] ^= std::byte{1};
  write(header);
  EXPECT_THROW(find(), JournalFault);
}

TEST_F(SnapshotTest, OnesThatTheJournalDoesNotKnowAreNamedUnlessTheyAreDamaged) {
  const SnapshotHeader behind = grow();
  write(behind);
  SnapshotHeader ahead = grow();
  ahead.sequence += 1'000;
  ahead.format = format + 1;
  write(ahead);
  Reader journal(folder_.url("journal.db"));
  const auto strays = [&] {
    return stray_snapshots(snapshots_, [&](const SnapshotHeader& header) {
      const auto group = journal.group_holding(header.sequence);
      return group && group->hash == header.journal_hash;
    });
  };
  ASSERT_EQ(strays().size(), 1U);
  const NamedSnapshot stray = strays().front();
  EXPECT_EQ(stray.header.sequence, ahead.sequence);

  std::fstream file(stray.file, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(1'000);
  file.put('x').put('y').put('z').flush();
  EXPECT_TRUE(strays().empty()) << "damage speaks against no journal";
}

TEST_F(SnapshotTest, AbandonedOneLeavesNothing) {
  {
    SnapshotWriter writer(snapshots_, grow());
    writer.write("some", 4);
    EXPECT_EQ(files().size(), 1U);
  }
  EXPECT_TRUE(files().empty());
}

TEST_F(SnapshotTest, ProcessThatDiesAtAnyStepLeavesOneGoodSnapshot) {
  SnapshotHeader before = grow();
  write(before);
  for (const SnapshotStep dies_after :
       {SnapshotStep::opened, SnapshotStep::payload_written, SnapshotStep::synced,
        SnapshotStep::renamed, SnapshotStep::folder_synced, SnapshotStep::old_removed}) {
    const SnapshotHeader header = grow();
    const pid_t child = ::fork();
    if (child == 0) {
      write(header, [&](SnapshotStep done) {
        if (done == dies_after) ::_exit(0);
      });
    }
    ::waitpid(child, nullptr, 0);
    const bool named = dies_after >= SnapshotStep::renamed;
    ASSERT_EQ(found_sequence(), named ? header.sequence : before.sequence);
    if (named) before = header;
  }
  write(grow());
  EXPECT_EQ(files().size(), 2U);
}

/// The kernel refuses to let files grow, as a full disk does.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(SnapshotTest, FullDiskIsAFaultThatLeavesTheOldSnapshot) {
  const SnapshotHeader before = grow();
  write(before);
  const SnapshotHeader header = grow();
  try {
    const FullDisk full(payload_bytes / 2);
    write(header);
    FAIL();
  } catch (const SnapshotFault& fault) {
    EXPECT_EQ(fault.code(), EFBIG);
  }
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(found_sequence(), before.sequence);
  write(header);
  EXPECT_EQ(found_sequence(), header.sequence);
}

TEST_F(SnapshotTest, MissingFolderIsAFault) {
  const SnapshotHeader header = grow();
  fs::remove(snapshots_);
  EXPECT_THROW(write(header), SnapshotFault);
}

}  // namespace
}  // namespace tributary::journal
