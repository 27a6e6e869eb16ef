#include "follow/runner.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include "base/assert.hpp"
#include "base/thread_name.hpp"
#include "follow/generation_files.hpp"

namespace tributary::follow {

Runner::Runner(RunnerOptions options) : options_(std::move(options)) {
  std::filesystem::create_directories(options_.folder);
}

Runner::~Runner() { stop(); }

void Runner::start() {
  ASSERT(!thread_.joinable());
  stopping_ = false;
  std::promise<void> tried;
  const std::future<void> has_tried = tried.get_future();
  thread_ = std::thread([this, tried = std::move(tried)]() mutable {
    base::name_thread("follower");
    open_at_first();
    tried.set_value();
    run();
  });
  has_tried.wait();
}

void Runner::open_at_first() {
  pause_ = options_.back_off_min;
  try {
    open_served();
  } catch (const std::exception&) {
    // Tried again by whoever says so.
    served_.reset();
    building_.reset();
  }
}

void Runner::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Runner::run() {
  while (!stopping()) {
    try {
      if (!served_) open_served();
      follow();
    } catch (const std::exception& fault) {
      served_.reset();
      building_.reset();
      back_off(fault.what());
    }
  }
  building_.reset();
  follow_the_rest();
  try {
    if (served_) served_->close();
  } catch (const std::exception& fault) {
    log(std::string("the read file was not closed well: ") + fault.what());
  }
  served_.reset();
}

void Runner::follow() {
  while (!stopping()) {
    const auto began = std::chrono::steady_clock::now();
    const bool moved = step_served();
    if (moved) pause_ = options_.back_off_min;
    publish_progress();
    step_rebuilding();
    if (!building_) wait_for_more(began, moved);
  }
}

/// A platform that stopped in order leaves read models that are as far as its journal.
void Runner::follow_the_rest() {
  const auto end = std::chrono::steady_clock::now() + options_.stop_patience;
  try {
    while (served_ && served_->cursor() < status().notified &&
           std::chrono::steady_clock::now() < end) {
      if (!step_served()) return;
      publish_progress();
    }
  } catch (const std::exception& fault) {
    log(std::string("the read models stay behind: ") + fault.what());
  }
}

bool Runner::step_served() {
  try {
    return served_->step(options_.records_per_transaction);
  } catch (const Spoiled& spoiled) {
    served_.reset();
    discard(served_number_, spoiled);
    throw;
  }
}

void Runner::open_served() {
  const std::vector<std::uint64_t> numbers = list_generations(options_.folder);
  for (const std::uint64_t number : numbers) {
    try {
      auto generation = open_generation(number, Serving::at_once);
      if (generation->is_complete()) return adopt(std::move(generation), number);
      generation.reset();  // A rebuilding that was not finished.
      remove_generation(options_.folder, number);
    } catch (const Spoiled& spoiled) {
      discard(number, spoiled);
    }
  }
  const std::uint64_t number = std::max(served_number_, numbers.empty() ? 0 : numbers.front()) + 1;
  adopt(open_generation(number, Serving::at_once), number);
}

void Runner::adopt(std::unique_ptr<Generation> generation, std::uint64_t number) {
  std::vector<std::uint64_t> others = list_generations(options_.folder);
  std::erase(others, number);
  catch_up_to_ = generation->journal_end();
  served_ = std::move(generation);
  served_number_ = number;
  notify(catch_up_to_);
  publish_progress();  // Readers move over before the file goes.
  for (const std::uint64_t other : others) remove_generation(options_.folder, other);
}

/// One step of the file that is being built; when it has what the served one has, it takes its
/// place.
void Runner::step_rebuilding() {
  const std::uint64_t number = served_number_ + 1;
  try {
    if (!building_) {
      if (!take_rebuild_wish()) return;
      rebuild_fault_.clear();
      building_ = open_generation(number, Serving::when_complete);
    }
    building_->step(options_.records_per_rebuilding_step);
    if (building_->cursor() < served_->cursor()) return;
    building_->set_complete();
    adopt(std::move(building_), number);
  } catch (const std::exception& fault) {
    building_.reset();
    remove_generation(options_.folder, number);
    rebuild_fault_ = std::string("the rebuilding was given up: ") + fault.what();
    log(rebuild_fault_);
  }
  publish_progress();
}

void Runner::discard(std::uint64_t number, const Spoiled& spoiled) const {
  log("read file " + std::to_string(number) + " is built anew: " + spoiled.what());
  if (spoiled.why() == Spoiled::Why::broken) {
    put_aside(options_.folder, number);
  } else {
    remove_generation(options_.folder, number);
  }
}

void Runner::back_off(const std::string& reason) {
  log("following waits " + std::to_string(pause_.count()) + " ms: " + reason);
  publish(State::faulted, reason);
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, pause_, [this] { return stopping_; });
  pause_ = std::min(2 * pause_, options_.back_off_max);
}

void Runner::wait_for_more(std::chrono::steady_clock::time_point began, bool moved) {
  std::unique_lock lock(mutex_);
  if (moved) {
    wake_.wait_until(lock, began + options_.gather, [this] { return stopping_; });
  } else {
    wake_.wait_for(lock, options_.poll, [this] {
      return stopping_ || rebuild_wanted_ || status_.notified > status_.cursor;
    });
  }
}

std::unique_ptr<Generation> Runner::open_generation(std::uint64_t number, Serving serving) const {
  return std::make_unique<Generation>(url(number), options_.journal_url, options_.make_followers(),
                                      options_.durability, serving);
}

std::string Runner::url(std::uint64_t number) const {
  return "sqlite:" + generation_file(options_.folder, number).string() + options_.url_suffix;
}

void Runner::publish_progress() {
  const bool behind = served_->cursor() < catch_up_to_;
  publish(behind || building_ ? State::rebuilding : State::following, rebuild_fault_);
}

void Runner::publish(State state, const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    status_.state = state;
    status_.reason = reason;
    status_.generation = served_number_;
    if (served_) status_.cursor = served_->cursor();
  }
  advanced_.notify_all();
}

void Runner::notify(std::uint64_t sequence) {
  {
    const std::lock_guard lock(mutex_);
    status_.notified = std::max(status_.notified, sequence);
  }
  wake_.notify_one();
}

bool Runner::wait_for(std::uint64_t sequence, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return advanced_.wait_for(lock, timeout, [&] { return status_.cursor >= sequence; });
}

Status Runner::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

std::string Runner::read_url() const {
  const std::uint64_t generation = status().generation;
  return generation == 0 ? "" : url(generation);
}

void Runner::rebuild() {
  {
    const std::lock_guard lock(mutex_);
    rebuild_wanted_ = true;
  }
  wake_.notify_one();
}

bool Runner::take_rebuild_wish() {
  const std::lock_guard lock(mutex_);
  return std::exchange(rebuild_wanted_, false);
}

bool Runner::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Runner::log(const std::string& line) const {
  if (options_.log) options_.log(line);
}

}  // namespace tributary::follow
