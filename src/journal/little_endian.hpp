#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>

namespace tributary::journal {

/// Writes a number in little-endian order; returns the place behind it.
template <std::integral Number>
std::byte* put(std::byte* at, Number number) {
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(at, &number, sizeof number);
  return at + sizeof number;
}

/// Reads what `put` wrote.
template <std::integral Number>
const std::byte* get(const std::byte* at, Number& number) {
  std::memcpy(&number, at, sizeof number);
  return at + sizeof number;
}

}  // namespace tributary::journal
