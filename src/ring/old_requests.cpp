#include "ring/old_requests.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/log.hpp"
#include "base/thread_name.hpp"

namespace tributary::ring {

OldRequests::OldRequests(RequestArchive& archive, std::chrono::milliseconds patience)
    : archive_(archive), patience_(patience) {}

OldRequests::~OldRequests() { stop(); }

void OldRequests::start(Inbox& inbox) {
  inbox_ = &inbox;
  keeper_ = std::thread([this] { keep_files(); });
  reader_ = std::thread([this] { read_files(); });
}

void OldRequests::stop() {
  {
    const std::scoped_lock lock(keeping_, reading_);
    stopping_ = true;
  }
  to_keep_.notify_one();
  to_read_.notify_one();
  if (keeper_.joinable()) keeper_.join();
  if (reader_.joinable()) reader_.join();
}

void OldRequests::relieve(engine::Engine& engine) {
  const std::uint64_t version = archive_.index().version();
  const bool has_new_files = version != version_;
  if (has_new_files) {
    version_ = version;
    files_ = archive_.index().files();
    // What files hold is not for the keeper: it may be gone from the engine in a moment.
    noted_through_ = std::max(noted_through_, files_->through());
  }
  note_closed(engine.state().requests);
  if (!has_new_files) return;
  Generations forgotten = engine.forget_requests(files_->through());
  const std::lock_guard lock(keeping_);
  std::ranges::move(forgotten, std::back_inserter(forgotten_));
  to_keep_.notify_one();
}

void OldRequests::note_closed(const engine::RequestWindow& window) {
  const auto closed = window.closed();
  if (closed.empty() || closed.back()->last <= noted_through_) return;
  const std::lock_guard lock(keeping_);
  for (const auto& generation : closed) {
    if (generation->last > noted_through_) {
      closed_.push_back({generation.get(), generation->last});
    }
  }
  noted_through_ = closed.back()->last;
  wanted_durable_ = closed_.front().last;
  to_keep_.notify_one();
}

void OldRequests::durable(protocol::Sequence sequence) {
  // In this order, and the other way round where one is wanted: none of the two misses the other.
  durable_ = sequence;
  if (sequence < wanted_durable_) return;
  const std::lock_guard lock(keeping_);
  to_keep_.notify_one();
}

void OldRequests::keep_files() {
  base::name_thread("request-index");
  // Linux keeps priorities by thread: this one takes what the others leave.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 10);
  bool has_work = true;
  std::unique_lock lock(keeping_);
  while (!stopping_) {
    const auto is_due = [&] {
      return stopping_ || is_unreadable_ || !forgotten_.empty() || has_durable_generation();
    };
    if (trouble_) {
      to_keep_.wait_for(lock, patience_, [&] { return stopping_; });
    } else if (!has_work) {
      to_keep_.wait(lock, is_due);
    }
    if (stopping_) return;
    const Closed next = has_durable_generation() ? closed_.front() : Closed{};
    Generations forgotten = std::exchange(forgotten_, {});
    is_unreadable_ = false;
    lock.unlock();
    forgotten.clear();
    std::optional<std::string> trouble;
    try {
      has_work = work(next.generation);
    } catch (const std::exception& fault) {
      trouble = fault.what();
    }
    lock.lock();
    if (trouble && !trouble_) base::log_warning("request_index_waits", *trouble);
    if (trouble_ && !trouble) base::log_info("request_index_goes_on", "after: " + *trouble_);
    trouble_ = std::move(trouble);
    // The generation itself may be gone by now: the decider saw the file.
    if (next.generation != nullptr && !trouble_) {
      closed_.pop_front();
      wanted_durable_ = closed_.empty() ? UINT64_MAX : closed_.front().last;
    }
  }
}

bool OldRequests::work(const Generation* generation) {
  if (generation != nullptr) {
    archive_.keep(*generation);
    return true;
  }
  if (archive_.index().load_some()) return true;
  if (const auto damaged = archive_.index().damaged()) {
    archive_.mend(damaged, [this] {
      const std::lock_guard lock(keeping_);
      return stopping_;
    });
    return true;
  }
  return archive_.index().merge_some();
}

void OldRequests::look_up(const Batch& batch) {
  lookups_.fetch_add(batch.items.size(), std::memory_order_relaxed);
  const std::lock_guard lock(reading_);
  asked_.append(batch);
  to_read_.notify_one();
}

void OldRequests::finish_lookups() {
  std::unique_lock lock(reading_);
  all_read_.wait(lock, [&] { return asked_.empty() && !is_reading_; });
}

void OldRequests::read_files() {
  base::name_thread("old-requests");
  std::unique_lock lock(reading_);
  for (;;) {
    to_read_.wait(lock, [&] { return stopping_ || !asked_.empty(); });
    if (asked_.empty()) return;
    Batch batch = std::exchange(asked_, {});
    is_reading_ = true;
    lock.unlock();
    for (std::size_t i = 0; i < batch.items.size(); ++i) look_up(batch, i);
    inbox_->put(batch);
    lock.lock();
    is_reading_ = false;
    all_read_.notify_all();
  }
}

void OldRequests::look_up(Batch& batch, std::size_t item) {
  Batch::Lookup result;
  const auto files = archive_.index().files();
  result.through = files->through();
  try {
    if (const auto found = files->find(batch.key(batch.items[item]))) {
      result.known = *found;
      found_.fetch_add(1, std::memory_order_relaxed);
    }
    const auto& asked = batch.items[item];
    if (const auto reference = protocol::reference_key_of(batch.request(asked))) {
      if (const auto found = files->find(*reference)) result.referred = found->sequence;
    }
  } catch (const std::exception& fault) {
    result.failed = true;
    const std::lock_guard lock(keeping_);
    if (!std::exchange(is_unreadable_, true)) {
      base::log_warning("old_request_unreadable", fault.what());
    }
    to_keep_.notify_one();
  }
  batch.lookups.push_back(result);
  batch.items[item].lookup = static_cast<std::uint32_t>(batch.lookups.size());
}

std::optional<std::string> OldRequests::trouble() const {
  const std::lock_guard lock(keeping_);
  if (!trouble_) return std::nullopt;
  return "The index of old request ids cannot be kept, what it lacks stays in memory: " + *trouble_;
}

OldRequests::Figures OldRequests::figures() const {
  const auto files = archive_.index().files();
  Figures figures{.requests = files->entries(),
                  .files = files->files.size(),
                  .file_bytes = files->file_bytes(),
                  .memory_bytes = files->memory_bytes(),
                  .lookups = lookups_,
                  .found = found_};
  const std::lock_guard lock(keeping_);
  figures.unwritten = closed_.size();
  return figures;
}

}  // namespace tributary::ring
