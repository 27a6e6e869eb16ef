#pragma once

#include <array>
#include <cstdint>

namespace tributary::bench {

/// Counts whole numbers (latencies in ns) in buckets that grow with the number: exact below 256,
/// within 1/128 above, whatever the range. Adding costs a few instructions and no allocation.
class Histogram {
 public:
  void add(std::uint64_t value, std::uint64_t times = 1);
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }
  /// The smallest number that at least `share` of all do not exceed; 0 of none.
  /// Rounds: up to the end of its bucket, never above `max`. Needs: 0 < share <= 1; asserted.
  std::uint64_t quantile(double share) const;

 private:
  static constexpr unsigned precision_bits = 7;
  static constexpr std::uint64_t steps = std::uint64_t{1} << precision_bits;  ///< an octave
  static constexpr std::size_t bucket_count = (64 - precision_bits + 1) * steps;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t last_of(std::size_t bucket);

  std::array<std::uint64_t, bucket_count> buckets_{};
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
};

}  // namespace tributary::bench
