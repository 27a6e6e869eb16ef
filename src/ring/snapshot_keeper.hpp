#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "ring/recovery.hpp"

namespace tributary::ring {

/// Makes a snapshot whenever enough records lie behind the last one: a second engine recovers from
/// what is durable, every invariant is run over it, and its state is written. The running engine
/// takes no part. A broken invariant stops the process; a full disk only postpones the snapshot.
class SnapshotKeeper {
 public:
  /// `after_group`: what a second engine need not remember, as in `recover`.
  SnapshotKeeper(DataFolder folder, std::uint64_t snapshot_sequence, std::uint64_t records_between,
                 AfterGroup after_group = {});
  ~SnapshotKeeper();

  /// Any thread; cheap.
  void durable(std::uint64_t sequence);
  void stop();
  std::uint64_t snapshot_sequence() const { return snapshot_sequence_; }

 private:
  void run();
  void make();

  const DataFolder folder_;
  const std::uint64_t records_between_;
  const AfterGroup after_group_;
  std::atomic<std::uint64_t> snapshot_sequence_;
  std::atomic<std::uint64_t> wanted_from_;
  std::mutex mutex_;
  std::condition_variable due_;
  bool is_due_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tributary::ring
