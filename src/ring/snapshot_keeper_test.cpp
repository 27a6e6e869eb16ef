#include "ring/snapshot_keeper.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "journal/journal.hpp"
#include "journal/reader.hpp"
#include "journal/snapshot.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

/// A journal of groups of one record, beside which snapshots are kept.
class SnapshotKeeperTest : public testing::Test {
 protected:
  SnapshotKeeperTest() {
    folder_.create();
    journal_.emplace(folder_.journal_url());
    epoch_ = journal_->begin_epoch();
  }

  /// Accounts opened, until the journal ends at `sequence`.
  void grow_to(std::uint64_t sequence) {
    while (journal_->position().last_sequence < sequence) {
      base::ByteBuffer bytes;
      const protocol::OpenAccount command{{next_party_++}};
      protocol::encode_framed(bytes, command);
      constexpr auto staff = protocol::Sender::staff(1);
      base::ByteBuffer body;
      engine_.execute({protocol::request_key(staff.actor, std::to_string(next_party_)), staff,
                       protocol::request_digest(command), bytes.view()},
                      body);
      journal_->append({.first_sequence = journal_->position().last_sequence + 1,
                        .record_count = 1,
                        .epoch = epoch_,
                        .time_ms = 0,
                        .state_hash = engine_.state().hash.value(),
                        .format = protocol::record_format,
                        .rules = engine::rules_version},
                       body.view());
    }
  }

  /// Where the newest snapshot is, once there is one at `sequence` or later; as far as it came if
  /// that takes too long.
  /// For what it should not do.
  static void leave_it_time() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }
  static std::uint64_t wait_for(const SnapshotKeeper& keeper, std::uint64_t sequence) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (keeper.snapshot_sequence() < sequence && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    return keeper.snapshot_sequence();
  }

  bool has_snapshots() const {
    return std::filesystem::is_directory(folder_.snapshots()) &&
           !std::filesystem::is_empty(folder_.snapshots());
  }
  /// Where a new engine begins that is recovered from what is there.
  std::uint64_t recovered_from() const {
    engine::Engine engine;
    const Recovered recovered = recover(engine, folder_, true, {}, {});
    EXPECT_EQ(engine.state().hash.value(), engine_.state().hash.value());
    return recovered.snapshot_sequence;
  }

  const store::TemporaryFolder place_;
  const DataFolder folder_{place_.path() / "data"};
  std::optional<journal::Journal> journal_;
  engine::Engine engine_;
  std::uint64_t epoch_ = 0;
  std::uint64_t next_party_ = 1000;
};

TEST_F(SnapshotKeeperTest, MakesOneWheneverEnoughIsDurableBehindTheLast) {
  std::atomic<int> groups = 0;
  SnapshotKeeper keeper(folder_, 0, 10, [&](engine::Engine&) { ++groups; });
  grow_to(10);
  EXPECT_FALSE(has_snapshots()) << "nobody has said that it is durable";
  keeper.durable(10);
  EXPECT_EQ(wait_for(keeper, 10), 10U);
  EXPECT_EQ(recovered_from(), 10U);
  grow_to(25);
  groups = 0;
  keeper.durable(19);
  leave_it_time();
  EXPECT_EQ(keeper.snapshot_sequence(), 10U) << "not yet, and not once more because there was one";
  keeper.durable(25);
  EXPECT_EQ(wait_for(keeper, 25), 25U);
  EXPECT_EQ(recovered_from(), 25U);
  EXPECT_EQ(groups, 1 + 15) << "it began with the snapshot before";
}

TEST_F(SnapshotKeeperTest, StopsTheProcessWhereALawIsBroken) {
  grow_to(5);
  engine_.state_for_restore().ledger.credit({1}, {1});
  write_snapshot(engine_.state(), journal_->position(), folder_);
  EXPECT_DEATH(
      {
        SnapshotKeeper keeper(folder_, 0, 5);
        keeper.durable(5);
        wait_for(keeper, 5);
      },
      "The law books_balance is broken: currency .*\nThe process stops.");
}

TEST_F(SnapshotKeeperTest, MakesNoneBefore) {
  grow_to(9);
  SnapshotKeeper keeper(folder_, 0, 10);
  keeper.durable(9);
  keeper.stop();
  EXPECT_FALSE(has_snapshots());
}

/// After a failure it waits for twice as many: a disk that is full is not helped by trying at once.
TEST_F(SnapshotKeeperTest, TriesAgainAfterOneThatFailed) {
  std::atomic<int> failures = 0;
  const AfterGroup fail_once = [&](engine::Engine&) {
    if (failures++ == 0) throw std::runtime_error("the disk is full");
  };
  SnapshotKeeper keeper(folder_, 0, 10, fail_once);
  grow_to(20);
  keeper.durable(10);
  while (failures == 0) std::this_thread::yield();
  leave_it_time();
  keeper.durable(19);
  leave_it_time();
  EXPECT_EQ(failures, 1) << "it waits";
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (keeper.snapshot_sequence() == 0 && std::chrono::steady_clock::now() < give_up) {
    keeper.durable(20);
    std::this_thread::yield();
  }
  EXPECT_EQ(keeper.snapshot_sequence(), 20U);
  EXPECT_GT(failures, 1) << "the first one failed, and another was made";
  EXPECT_EQ(recovered_from(), 20U);
}

}  // namespace
}  // namespace tributary::ring
