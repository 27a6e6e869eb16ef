#include "ring/inbox.hpp"

namespace tributary::ring {

void Batch::append(const Batch& other) {
  const auto request_base = static_cast<std::uint32_t>(requests.size());
  const auto question_base = static_cast<std::uint32_t>(questions.size());
  const auto lookup_base = static_cast<std::uint32_t>(lookups.size());
  requests.append(other.requests.view());
  lookups.insert(lookups.end(), other.lookups.begin(), other.lookups.end());
  questions.insert(questions.end(), other.questions.begin(), other.questions.end());
  items.reserve(items.size() + other.items.size());
  for (Item item : other.items) {
    item.offset += item.length == 0 ? question_base : request_base;
    if (item.lookup != 0) item.lookup += lookup_base;
    items.push_back(item);
  }
}

std::chrono::nanoseconds Inbox::age() const {
  const std::int64_t taken = oldest_taken_ns_.load(std::memory_order_relaxed);
  const std::int64_t oldest = taken != 0 ? taken : oldest_ns_.load(std::memory_order_relaxed);
  if (oldest == 0) return {};
  return Clock::now().time_since_epoch() - std::chrono::nanoseconds(oldest);
}

bool Inbox::admits() const {
  return !crowded_.load(std::memory_order_relaxed) && age() <= age_max_;
}

void Inbox::put(const Batch& batch) {
  if (batch.empty()) return;
  bool is_enough = false;
  {
    const std::lock_guard lock(mutex_);
    const bool was_empty = waiting_.empty();
    const bool was_enough = waiting_.items.size() >= enough_;
    waiting_.append(batch);
    is_enough = !was_enough && waiting_.items.size() >= enough_;
    crowded_.store(closed_ || waiting_.items.size() >= items_max, std::memory_order_relaxed);
    if (was_empty) {
      oldest_ns_.store(std::chrono::nanoseconds(Clock::now().time_since_epoch()).count(),
                       std::memory_order_relaxed);
    }
  }
  if (is_enough) arrived_.notify_one();
}

void Inbox::handed_over() {
  const std::lock_guard lock(mutex_);
  oldest_taken_ns_.store(0, std::memory_order_relaxed);
  enough_ = enough_for_later;
}

bool Inbox::empty() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty();
}

void Inbox::writer_is_free() {
  {
    const std::lock_guard lock(mutex_);
    enough_ = 1;
  }
  arrived_.notify_one();
}

void Inbox::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    crowded_.store(true, std::memory_order_relaxed);
  }
  arrived_.notify_one();
}

}  // namespace tributary::ring
