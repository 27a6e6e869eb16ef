#pragma once

#include <algorithm>
#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstddef>

#include "base/assert.hpp"

namespace tributary::base {

/// How many numbers there are from 0 to the largest enumerator of a described enum.
template <class Enum>
inline constexpr std::size_t places_of = [] {
  std::size_t largest = 0;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto enumerator) {
    largest = std::max(largest, static_cast<std::size_t>(enumerator.value));
  });
  return largest + 1;
}();

/// One value for each number from 0 to the largest enumerator of a described enum, found by it: a
/// new enumerator has its place at once. Needs: a number within; asserted.
template <class Enum, class Value>
class ByEnum {
 public:
  Value& operator[](Enum at) { return values_[place_of(at)]; }
  const Value& operator[](Enum at) const { return values_[place_of(at)]; }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  static std::size_t place_of(Enum at) {
    const auto place = static_cast<std::size_t>(at);
    ASSERT(place < places_of<Enum>);
    return place;
  }

  std::array<Value, places_of<Enum>> values_{};
};

}  // namespace tributary::base
