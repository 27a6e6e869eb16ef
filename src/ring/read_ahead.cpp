#include "ring/read_ahead.hpp"

#include <utility>

#include "base/thread_name.hpp"

namespace tributary::ring {
namespace {

constexpr std::size_t batch_bytes = 1 << 20;
constexpr std::size_t batch_groups = 1024;
constexpr std::size_t batches_ahead = 4;

}  // namespace

ReadAhead::ReadAhead(journal::Reader& journal) : journal_(journal), thread_([this] { read(); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool ReadAhead::next(journal::Group& into) {
  if (next_ == taken_.size() && !take_batch()) return false;
  std::swap(into, taken_[next_++]);
  return true;
}

bool ReadAhead::take_batch() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !ready_.empty() || at_end_; });
    if (ready_.empty()) {
      if (fault_) std::rethrow_exception(fault_);
      return false;
    }
    taken_ = std::move(ready_.front());
    ready_.pop_front();
  }
  next_ = 0;
  changed_.notify_all();
  return true;
}

void ReadAhead::read() {
  base::name_thread("read-ahead");
  std::exception_ptr fault;
  bool more = true;
  while (more) {
    Batch batch;
    std::size_t bytes = 0;
    try {
      for (journal::Group group; batch.size() < batch_groups && bytes < batch_bytes;) {
        more = journal_.next(group);
        if (!more) break;
        bytes += group.body.size();
        batch.push_back(std::move(group));
      }
    } catch (...) {
      fault = std::current_exception();
      more = false;
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ready_.size() < batches_ahead || stopping_; });
    if (stopping_) return;
    if (!batch.empty()) ready_.push_back(std::move(batch));
    fault_ = fault;
    at_end_ = !more;
    changed_.notify_all();
  }
}

}  // namespace tributary::ring
