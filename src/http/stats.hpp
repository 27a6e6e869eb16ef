#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace tributary::http {

/// A number that one thread changes and all may read, without a locked instruction.
class Counter {
 public:
  void add(std::uint64_t count = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
  }
  void subtract(std::uint64_t count = 1) { add(~count + 1); }
  std::uint64_t read() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// What a shard counts since its start; `connections` and `streams` are those open now.
template <class Number>
struct Counts {
  Number connections{};
  Number streams{};
  Number accepted{};
  Number refused_connections{};      ///< over `Limits::connections`
  Number evicted{};                  ///< closed while they waited, to make room for others
  Number shed{};                     ///< closed to have their memory back
  Number requests{};                 ///< complete requests given to the router
  std::array<Number, 6> by_class{};  ///< answers by the first digit of their status
  Number bytes_in{};
  Number bytes_out{};
  Number timeouts{};          ///< connections closed because the client was too slow, not idle ones
  Number faults{};            ///< handlers that threw, answers too long
  Number bytes_given_back{};  ///< memory that connections had taken, roughly
};

using Stats = Counts<std::uint64_t>;
using ShardStats = Counts<Counter>;

/// Adds what a shard has counted so far.
void add_counts(Stats& sum, const ShardStats& shard);

}  // namespace tributary::http
