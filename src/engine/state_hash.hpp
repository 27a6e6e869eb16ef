#pragma once

#include <cstdint>

#include "base/hash.hpp"

namespace tributary::engine {

/// A running sum over all rows of a hash of each row: changing a row subtracts its old hash and
/// adds the new one. Equal states have equal sums, in whatever order they were reached.
class StateHash {
 public:
  std::uint64_t value() const { return sum_; }
  void add(std::uint64_t row) { sum_ += row; }
  void remove(std::uint64_t row) { sum_ -= row; }
  void restore(std::uint64_t sum) { sum_ = sum; }

 private:
  std::uint64_t sum_ = 0;
};

/// A hash of a row's kind, number and fields: a sum of products with odd constants, spread once, so
/// that the fields cost a multiplication each and none waits for another. A field that is zero adds
/// nothing: one that is added behind the others changes no hash while it is.
template <class... Fields>
constexpr std::uint64_t row_hash(std::uint64_t kind, std::uint64_t number, Fields... fields) {
  std::uint64_t place = kind;
  std::uint64_t sum = base::mix(kind) * (number | 1) + number;
  ((sum += static_cast<std::uint64_t>(fields) * (base::mix(++place << 8 | kind) | 1)), ...);
  return base::mix(sum);
}

}  // namespace tributary::engine
