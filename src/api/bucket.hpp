#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace tributary::api {

/// How fast a bucket fills, and how much it holds.
struct Pace {
  std::chrono::nanoseconds every{};  ///< one more each
  std::uint32_t burst = 0;           ///< of a full bucket

  static constexpr Pace a_second(std::uint32_t count, std::uint32_t burst) {
    return {std::chrono::nanoseconds(std::chrono::seconds(1)) / count, burst};
  }
  constexpr std::chrono::nanoseconds whole() const { return every * burst; }
  friend bool operator==(const Pace&, const Pace&) = default;
};

/// A bucket of permissions, kept as the one instant at which it will be full again (the generic
/// cell rate algorithm, ITU-T I.371). A bucket nobody has touched is full. Any thread.
class Bucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Takes one; false, and nothing is taken, when there is none.
  bool take(Time now, const Pace& pace) {
    const std::int64_t at = ns(now);
    std::int64_t full = full_at_.load(std::memory_order_relaxed);
    for (;;) {
      const std::int64_t next = std::max(full, at) + pace.every.count();
      if (next - at > pace.whole().count()) return false;
      if (full_at_.compare_exchange_weak(full, next, std::memory_order_relaxed)) return true;
    }
  }
  /// Takes one of which it is known only now that it was used: it may be one that is not there.
  void charge(Time now, const Pace& pace) {
    std::int64_t full = full_at_.load(std::memory_order_relaxed);
    while (!full_at_.compare_exchange_weak(full, std::max(full, ns(now)) + pace.every.count(),
                                           std::memory_order_relaxed)) {
    }
  }
  void give_back(const Pace& pace) {
    full_at_.fetch_sub(pace.every.count(), std::memory_order_relaxed);
  }
  /// Until one can be taken; zero: now.
  std::chrono::nanoseconds wait(Time now, const Pace& pace) const {
    return std::max(std::chrono::nanoseconds(0), until_full(now) + pace.every - pace.whole());
  }
  std::uint32_t left(Time now, const Pace& pace) const {
    const auto there = pace.whole() - until_full(now);
    return there.count() <= 0 ? 0 : static_cast<std::uint32_t>(there / pace.every);
  }
  std::chrono::nanoseconds until_full(Time now) const {
    const std::int64_t full = full_at_.load(std::memory_order_relaxed);
    return std::chrono::nanoseconds(std::max<std::int64_t>(0, full - ns(now)));
  }
  bool is_full(Time now) const { return until_full(now).count() == 0; }
  void fill() { full_at_.store(0, std::memory_order_relaxed); }

 private:
  static std::int64_t ns(Time time) {
    return std::chrono::nanoseconds(time.time_since_epoch()).count();
  }

  std::atomic<std::int64_t> full_at_{0};
};

}  // namespace tributary::api
