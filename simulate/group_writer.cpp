#include "simulate/group_writer.hpp"

#include <utility>

namespace tributary::simulation {

GroupWriter::GroupWriter(journal::Journal& journal)
    : journal_(journal), epoch_(journal.begin_epoch()), thread_([this] { run(); }) {}

GroupWriter::~GroupWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void GroupWriter::write(Group& group) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !has_group_ || fault_; });
    if (fault_) std::rethrow_exception(fault_);
    std::swap(waiting_, group);
    has_group_ = true;
  }
  changed_.notify_all();
  group.header = {};
  group.body.clear();
}

void GroupWriter::finish() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  if (fault_) std::rethrow_exception(fault_);
}

/// Goes on until it is stopped and nothing waits.
void GroupWriter::run() {
  Group writing;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return has_group_ || stopping_; });
      if (!has_group_) return;
      std::swap(waiting_, writing);
      has_group_ = false;
    }
    changed_.notify_all();
    try {
      writing.header.epoch = epoch_;
      journal_.append(writing.header, writing.body.view());
      journal_.tend(false);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      fault_ = std::current_exception();
      changed_.notify_all();
      return;
    }
    writing.header = {};
    writing.body.clear();
  }
}

}  // namespace tributary::simulation
