#include "journal/journal.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "journal/reader.hpp"
#include "journal/sample_groups.hpp"
#include "store/fault_disk.hpp"
#include "store/test_databases.hpp"

namespace tributary::journal {
namespace {

class JournalTest : public store::EachBackend {
 protected:
  /// Lets a second leader in: as an operator would who removes the lock of a paused one, or as a
  /// server does that lost the line to it.
  void break_lock() {
    if (GetParam() == store::Backend::postgresql) return end_writing_session(url_);
    std::filesystem::remove(store::file_of(url_) + "-writer");
  }
};

INSTANTIATE_TEST_SUITE_P(Each, JournalTest, store::each_backend(), store::name_of_backend);

/// What is SQLite's own: a file and its log.
class JournalFileTest : public testing::Test {
 protected:
  store::TemporaryFolder folder_;
  std::string url_ = folder_.url("journal.db");
};

TEST_P(JournalTest, BeginsEmpty) {
  Journal journal(url_);
  EXPECT_EQ(journal.position().last_sequence, 0U);
  EXPECT_EQ(journal.position().hash, genesis(journal.platform()).hash);
}

TEST_P(JournalTest, PlatformsDiffer) {
  const store::TemporaryFolder folder;
  Journal one(url_);
  Journal other(folder.url("other.db"));
  EXPECT_NE(one.platform(), other.platform());
  EXPECT_NE(one.position().hash, other.position().hash);
}

TEST_P(JournalTest, RemembersWhereItEnds) {
  Position end;
  PlatformId platform;
  {
    Journal journal(url_);
    platform = journal.platform();
    const std::uint64_t epoch = journal.begin_epoch();
    for (int i = 0; i < 100; ++i) append_sample(journal, epoch);
    end = journal.position();
  }
  Journal journal(url_);
  EXPECT_EQ(journal.platform(), platform);
  EXPECT_EQ(journal.position().last_sequence, end.last_sequence);
  EXPECT_EQ(journal.position().hash, end.hash);
  EXPECT_EQ(journal.position().epoch, end.epoch);
  EXPECT_EQ(journal.position().time_ms, end.time_ms);
  EXPECT_EQ(journal.position().state_hash, end.state_hash);
}

TEST_P(JournalTest, EpochsGrowAndOutliveTheProcess) {
  for (const std::uint64_t epoch : {1U, 2U, 3U}) {
    Journal journal(url_);
    EXPECT_EQ(journal.begin_epoch(), epoch);
  }
}

TEST_P(JournalTest, HashCoversEveryField) {
  const GroupHeader header{.first_sequence = 1,
                           .record_count = 2,
                           .epoch = 3,
                           .time_ms = 4,
                           .state_hash = 5,
                           .format = 6,
                           .rules = 7};
  const Digest hash = group_hash(header, {}, {});
  // Python: hashlib.sha256(struct.pack("<QIiiQqQ", 1, 2, 6, 7, 3, 4, 5) + bytes(32)).hexdigest()
  EXPECT_EQ(hex(hash), "6160b80c006878dd17cac43c1812ea197dcc207d3a0ad9dc020dad762a0a56d7");
  for (const auto& change : std::initializer_list<void (*)(GroupHeader&)>{
           [](GroupHeader& h) { ++h.first_sequence; }, [](GroupHeader& h) { ++h.record_count; },
           [](GroupHeader& h) { ++h.epoch; }, [](GroupHeader& h) { ++h.time_ms; },
           [](GroupHeader& h) { ++h.state_hash; }, [](GroupHeader& h) { ++h.format; },
           [](GroupHeader& h) { ++h.rules; }}) {
    GroupHeader changed = header;
    change(changed);
    EXPECT_NE(group_hash(changed, {}, {}), hash);
  }
}

TEST_P(JournalTest, OneProcessWrites) {
  Journal journal(url_);
  EXPECT_THROW(Journal second(url_), store::StoreFault);
}

TEST_P(JournalTest, DeposedLeaderIsFencedByTheEpoch) {
  Journal paused(url_);
  const std::uint64_t old_epoch = paused.begin_epoch();
  append_sample(paused, old_epoch);
  break_lock();
  Position end;
  {
    Journal awake(url_);
    awake.begin_epoch();
    end = awake.position();
  }
  EXPECT_THROW(append_sample(paused, old_epoch), JournalFenced);
  EXPECT_EQ(Reader(url_).end().hash, end.hash);
}

TEST_F(JournalFileTest, ATakeoverGoesOnBehindWhatTheOldLeaderWroteMeanwhile) {
  Journal old(url_);
  const std::uint64_t old_epoch = old.begin_epoch();
  append_sample(old, old_epoch);
  std::filesystem::remove(folder_.path() / "journal.db-writer");
  Journal next(url_);
  const std::uint64_t last = append_sample(old, old_epoch);
  const std::uint64_t epoch = next.begin_epoch();
  EXPECT_EQ(next.position().last_sequence, last);
  EXPECT_EQ(next.position().hash, old.position().hash);
  EXPECT_THROW(append_sample(old, old_epoch), JournalFenced);
  append_sample(next, epoch);
  EXPECT_EQ(Reader(url_).end().hash, next.position().hash);
}

TEST_P(JournalTest, DeposedLeaderIsFencedByTheSequence) {
  Journal paused(url_);
  paused.begin_epoch();
  break_lock();
  {
    Journal awake(url_);
    append_sample(awake, awake.begin_epoch());
  }
  store::Database(url_).execute("DELETE FROM journal_epoch");
  EXPECT_THROW(append_sample(paused, 1), JournalFenced);
}

TEST_P(JournalTest, FencedJournalTakesNothingMore) {
  Journal paused(url_);
  const std::uint64_t epoch = paused.begin_epoch();
  break_lock();
  Journal(url_).begin_epoch();
  EXPECT_THROW(append_sample(paused, epoch), JournalFenced);
  EXPECT_THROW(append_sample(paused, epoch), JournalFault);
  EXPECT_THROW(paused.begin_epoch(), JournalFault);
  EXPECT_THROW(paused.tend(true), JournalFault);
}

TEST_P(JournalTest, JournalOfAnotherVersionIsRefused) {
  {
    Journal journal(url_);
  }
  for (const int version : {1, 3}) {
    store::Database(url_).execute("UPDATE schema_version SET version = " + std::to_string(version));
    EXPECT_THROW(Journal journal(url_), store::StoreFault) << version;
    EXPECT_THROW(Reader reader(url_), store::StoreFault) << version;
  }
}

TEST_P(JournalTest, GroupsWithoutTheirPlatformGetNoNewOne) {
  make_sample_journal(url_, 10);
  store::Database(url_)
      .statement("UPDATE journal_meta SET platform = $1")
      .run(std::vector<std::byte>(1));
  EXPECT_THROW(Journal journal(url_), JournalFault);
  store::Database(url_).execute("DELETE FROM journal_meta");
  EXPECT_THROW(Journal journal(url_), JournalFault);
  EXPECT_THROW(Reader reader(url_), JournalFault);
}

TEST_P(JournalTest, AGroupMayHaveMegabytes) {
  Journal journal(url_);
  const std::uint64_t epoch = journal.begin_epoch();
  std::vector<std::vector<std::byte>> bodies;
  for (const std::size_t size : {1, 4 << 20, 100, 4 << 20, 0}) {
    std::vector<std::byte>& body = bodies.emplace_back(size);
    for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<std::byte>(i * i >> 7);
    journal.append({.first_sequence = bodies.size(), .record_count = 1, .epoch = epoch}, body);
  }
  Reader reader(url_);
  Group group;
  for (const auto& body : bodies) {
    ASSERT_TRUE(reader.next(group));
    EXPECT_EQ(group.body, body);
  }
  EXPECT_FALSE(reader.next(group));
}

TEST_P(JournalTest, DamagedLastGroupsAreRefused) {
  make_sample_journal(url_, 10);
  store::Database(url_).execute(
      "UPDATE journal_group SET state_hash = state_hash + 1 WHERE first_sequence = 1");
  EXPECT_THROW(Journal journal(url_), ChainBroken);
}

TEST_F(JournalFileTest, TendCopiesWhenBusyLongOrIdle) {
  const std::filesystem::path log = folder_.path() / "journal.db-wal";
  Journal journal(url_, {.checkpoint_bytes = 1 << 20, .checkpoint_groups = 4});
  const std::uint64_t epoch = journal.begin_epoch();
  std::uintmax_t greatest = 0;
  for (int i = 0; i < 400; ++i) {
    append_sample(journal, epoch);
    journal.tend(i % 7 == 0);
    greatest = std::max(greatest, std::filesystem::file_size(log));
  }
  EXPECT_GT(greatest, 200U << 10);
  EXPECT_LT(greatest, 2U << 20);
}

/// Followers and snapshots are made of what a reader sees: it must not see more than the disk has.
TEST_F(JournalFileTest, AGroupIsSeenOnlyOnceItIsOnTheDisk) {
  std::uint64_t flushes = 0;
  std::uint64_t durable = 0;
  std::uint64_t seen_too_early = 0;
  bool armed = false;
  store::FaultDisk disk([&](const store::FaultDisk::Request& request) {
    if (armed && request.file.ends_with("-wal")) {
      if (request.operation == store::FaultDisk::Operation::sync) ++flushes;
      Reader reader(url_);
      if (reader.end().last_sequence > durable) ++seen_too_early;
    }
    return store::FaultDisk::Outcome::good;
  });
  Journal journal(url_ + disk.url_suffix());
  const std::uint64_t epoch = journal.begin_epoch();
  durable = append_sample(journal, epoch);
  armed = true;
  for (int i = 0; i < 20; ++i) {
    durable = append_sample(journal, epoch);
    EXPECT_EQ(Reader(url_).end().last_sequence, durable);
  }
  armed = false;  // Nobody reads while the last connection closes.
  EXPECT_EQ(flushes, 20U);
  EXPECT_EQ(seen_too_early, 0U);
}

/// What a killed leader has written is in the file and may not be on the disk. Whoever leads next
/// makes an epoch durable first, and all before it by that.
TEST_F(JournalFileTest, AnEpochMakesDurableWhatAKilledLeaderWrote) {
  std::uint64_t flushes = 0;
  store::FaultDisk disk([&](const store::FaultDisk::Request& request) {
    const bool of_log =
        request.operation == store::FaultDisk::Operation::sync && request.file.ends_with("-wal");
    if (of_log) ++flushes;
    return store::FaultDisk::Outcome::good;
  });
  make_sample_journal(url_, 3);
  Journal journal(url_ + disk.url_suffix());
  flushes = 0;
  journal.begin_epoch();
  EXPECT_GE(flushes, 1U);
}

/// What a disk that fails does to an append: the group is there as a whole or not at all, nothing
/// acknowledged is lost, and the journal takes no more.
class JournalDiskTest : public JournalFileTest,
                        public testing::WithParamInterface<
                            std::pair<store::FaultDisk::Operation, store::FaultDisk::Outcome>> {};

TEST_P(JournalDiskTest, FaultStopsTheJournal) {
  const auto [operation, outcome] = GetParam();
  for (int at = 0; at < 6; ++at) {
    bool armed = false;
    int seen = 0;
    store::FaultDisk disk([&](const store::FaultDisk::Request& request) {
      if (!armed || request.operation != operation) return store::FaultDisk::Outcome::good;
      return seen++ == at ? outcome : store::FaultDisk::Outcome::good;
    });
    const std::string url = folder_.url("journal-" + std::to_string(at) + ".db");
    std::uint64_t acknowledged = 0;
    {
      Journal journal(url + disk.url_suffix());
      const std::uint64_t epoch = journal.begin_epoch();
      for (int i = 0; i < 3; ++i) acknowledged = append_sample(journal, epoch);
      armed = true;
      try {
        for (int i = 0; i < 20; ++i) {
          acknowledged = append_sample(journal, epoch);
          journal.tend(i % 3 == 2);
        }
        FAIL() << "no fault";
      } catch (const JournalFault&) {
      }
      EXPECT_THROW(append_sample(journal, epoch), JournalFault);
      armed = false;
    }
    Journal journal(url);
    EXPECT_GE(journal.position().last_sequence, acknowledged);
    append_sample(journal, journal.begin_epoch());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Faults, JournalDiskTest,
    testing::Values(std::pair{store::FaultDisk::Operation::write, store::FaultDisk::Outcome::error},
                    std::pair{store::FaultDisk::Operation::write, store::FaultDisk::Outcome::torn},
                    std::pair{store::FaultDisk::Operation::write, store::FaultDisk::Outcome::full},
                    std::pair{store::FaultDisk::Operation::sync,
                              store::FaultDisk::Outcome::error}));

}  // namespace
}  // namespace tributary::journal
