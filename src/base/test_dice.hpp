#pragma once

#include <cstdint>
#include <initializer_list>

#include "base/hash.hpp"

namespace tributary::base {

/// A sequence of numbers that looks like chance and is the same for the same seed on every machine
/// (SplitMix64): what seeded tests draw from.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t roll() { return mix(state_ += 0x9e3779b97f4a7c15ULL); }
  /// From 0 to count − 1. Needs: count > 0.
  std::uint64_t below(std::uint64_t count) { return roll() % count; }
  std::int64_t between(std::int64_t first, std::int64_t last) {
    return first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first) + 1));
  }
  /// True once in `count` rolls.
  bool one_in(std::uint64_t count) { return below(count) == 0; }
  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace tributary::base
