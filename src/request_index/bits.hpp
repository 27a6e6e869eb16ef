#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/byte_buffer.hpp"

/// Runs of bits in bytes, the lowest bit first.
namespace tributary::request_index {

static_assert(std::endian::native == std::endian::little, "files are read as they lie");

/// How many bytes a reader may touch beyond the last bit.
inline constexpr std::size_t bits_slack_bytes = 16;

/// 64 bits from any bit on. Reads nine bytes.
inline std::uint64_t read_bits(const std::byte* bytes, std::uint64_t at) {
  const std::byte* from = bytes + (at >> 3);
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  const unsigned shift = at & 7;
  if (shift == 0) return word;
  return word >> shift | static_cast<std::uint64_t>(from[8]) << (64 - shift);
}

/// The ones in each byte of a word and those below it: the highest byte counts all.
constexpr std::uint64_t ones_up_to_each_byte(std::uint64_t word) {
  word -= word >> 1 & 0x5555'5555'5555'5555;
  word = (word & 0x3333'3333'3333'3333) + (word >> 2 & 0x3333'3333'3333'3333);
  word = (word + (word >> 4)) & 0x0f0f'0f0f'0f0f'0f0f;
  return word * 0x0101'0101'0101'0101;
}

/// The place of the one that has `before` ones below it.
/// Needs: more than `before` ones; `sums` of `ones_up_to_each_byte(word)`.
/// Source: Vigna, Broadword Implementation of Rank/Select Queries (2008), algorithm 2.
constexpr unsigned place_of_one(std::uint64_t word, std::uint64_t sums, unsigned before) {
  constexpr std::uint64_t lows = 0x0101'0101'0101'0101;
  constexpr std::uint64_t highs = 0x8080'8080'8080'8080;
  // How many bytes end with at most `before` ones: those lie below the one that is looked for.
  const std::uint64_t below = (((before * lows | highs) - sums) & highs) >> 7;
  const auto byte = static_cast<unsigned>(below * lows >> 56);
  const auto skipped = byte == 0 ? 0U : static_cast<unsigned>(sums >> (8 * (byte - 1)) & 0xff);
  std::uint64_t rest = word >> (8 * byte) & 0xff;
  for (unsigned i = before - skipped; i > 0; --i) rest &= rest - 1;
  return 8 * byte + static_cast<unsigned>(std::countr_zero(rest));
}

/// Appends bits to bytes.
class BitWriter {
 public:
  /// Needs: at most 56 bits, and no others set in `value`.
  void write(std::uint64_t value, unsigned bits) {
    waiting_ |= value << used_;
    used_ += bits;
    const std::size_t whole = used_ / 8;
    std::memcpy(bytes_.reserve(sizeof waiting_), &waiting_, sizeof waiting_);
    bytes_.commit(whole);
    waiting_ = whole == 8 ? 0 : waiting_ >> (8 * whole);
    used_ -= static_cast<unsigned>(8 * whole);
  }
  /// `count` zeros and then a one.
  void write_zeros_and_one(unsigned count) {
    write_zeros(count);
    write(1, 1);
  }
  void write_zeros(unsigned count) {
    for (; count > 56; count -= 56) write(0, 56);
    write(0, count);
  }
  /// Fills the last byte up with zeros.
  void end() {
    if (used_ != 0) write(0, 8 - used_);
  }

  /// What has become whole bytes; the owner takes it out by `clear`.
  base::ByteBuffer& bytes() { return bytes_; }

 private:
  base::ByteBuffer bytes_;
  std::uint64_t waiting_ = 0;
  unsigned used_ = 0;  ///< bits of `waiting_`, at most 7 between calls
};

}  // namespace tributary::request_index
