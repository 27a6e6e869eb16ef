#include "ring/snapshot_keeper.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/log.hpp"
#include "base/thread_name.hpp"
#include "engine/invariants/invariants.hpp"

namespace tributary::ring {

SnapshotKeeper::SnapshotKeeper(DataFolder folder, std::uint64_t snapshot_sequence,
                               std::uint64_t records_between, AfterGroup after_group)
    : folder_(std::move(folder)),
      records_between_(records_between),
      after_group_(std::move(after_group)),
      snapshot_sequence_(snapshot_sequence),
      wanted_from_(snapshot_sequence + records_between),
      thread_([this] { run(); }) {}

SnapshotKeeper::~SnapshotKeeper() { stop(); }

void SnapshotKeeper::durable(std::uint64_t sequence) {
  if (sequence < wanted_from_.load(std::memory_order_relaxed)) return;
  wanted_from_ = UINT64_MAX;
  {
    const std::lock_guard lock(mutex_);
    is_due_ = true;
  }
  due_.notify_one();
}

void SnapshotKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  due_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SnapshotKeeper::run() {
  base::name_thread("snapshots");
  // Linux keeps priorities by thread: this one takes what the others leave.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 10);
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      due_.wait(lock, [&] { return stopping_ || is_due_; });
      if (stopping_) return;
      is_due_ = false;
    }
    make();
  }
}

void SnapshotKeeper::make() {
  try {
    engine::Engine engine;
    const Recovered recovered = recover(engine, folder_, true, {}, after_group_);
    for (const engine::Invariant& invariant : engine::invariants) {
      if (const auto broken = invariant.check(engine.state())) {
        std::fprintf(stderr, "The law %s is broken: %s\nThe process stops.\n",
                     std::string(invariant.name).c_str(), broken->c_str());
        std::abort();
      }
    }
    write_snapshot(engine.state(), recovered.end, folder_);
    snapshot_sequence_ = recovered.end.last_sequence;
    base::log_info("snapshot_written", "sequence " + std::to_string(snapshot_sequence_));
    wanted_from_ = snapshot_sequence_ + records_between_;
  } catch (const std::exception& fault) {
    base::log_warning("snapshot_failed", fault.what());
    // Again when as much more has happened: a disk that is full is not helped by trying at once.
    wanted_from_ = snapshot_sequence_ + 2 * records_between_;
  }
}

}  // namespace tributary::ring
