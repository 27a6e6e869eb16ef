#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tributary::base {

/// Spreads a 64-bit value over 64 bits (the finalizer of MurmurHash3). For tables and state hashes
/// of values we make ourselves; not for input that an attacker picks.
constexpr std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53ULL;
  value ^= value >> 33;
  return value;
}

/// XXH3 of a run of bytes: fast, not cryptographic.
std::uint64_t hash_bytes(std::span<const std::byte> bytes);

/// The first 128 bits of BLAKE2b over `scope` and `text`: two texts that differ get two digests,
/// whoever chose them.
struct Digest128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
};
Digest128 digest128(std::uint64_t scope, std::span<const std::byte> text);

/// BLAKE2b with 256 bits over `text`. With a key of 16 to 64 bytes nobody finds a text from its
/// digest who does not have the key; an empty key is none.
using Digest256 = std::array<std::byte, 32>;
Digest256 digest256(std::span<const std::byte> key, std::span<const std::byte> text);

}  // namespace tributary::base
