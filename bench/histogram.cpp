#include "bench/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/assert.hpp"

namespace tributary::bench {

void Histogram::add(std::uint64_t value, std::uint64_t times) {
  if (times == 0) return;
  buckets_[bucket_of(value)] += times;
  count_ += times;
  max_ = std::max(max_, value);
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < bucket_count; ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::uint64_t Histogram::quantile(double share) const {
  ASSERT(share > 0 && share <= 1);
  if (count_ == 0) return 0;
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  std::size_t bucket = 0;
  while ((seen += buckets_[bucket]) < wanted) ++bucket;
  return std::min(last_of(bucket), max_);
}

// Of a number with more than `precision_bits` + 1 bits only the leading ones count: dropping one
// bit more starts the next octave of `steps` buckets.
std::size_t Histogram::bucket_of(std::uint64_t value) {
  const auto width = static_cast<unsigned>(std::bit_width(value));
  const unsigned dropped = width > precision_bits + 1 ? width - precision_bits - 1 : 0;
  return dropped * steps + (value >> dropped);
}

std::uint64_t Histogram::last_of(std::size_t bucket) {
  if (bucket < 2 * steps) return bucket;
  const auto dropped = static_cast<unsigned>(bucket / steps - 1);
  const std::uint64_t leading = steps + bucket % steps;
  return (leading << dropped) + ((std::uint64_t{1} << dropped) - 1);
}

}  // namespace tributary::bench
