#include "request_index/bits.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/test_dice.hpp"

namespace tributary::request_index {
namespace {

TEST(Bits, FindsEachOneOfAWord) {
  base::Dice dice(1);
  for (int round = 0; round < 2000; ++round) {
    std::uint64_t word = dice.roll();
    if (round % 3 == 0) word &= dice.roll() & dice.roll();
    if (round % 3 == 1) word |= dice.roll() | dice.roll();
    if (round < 2) word = round == 0 ? ~std::uint64_t{0} : std::uint64_t{1} << 63;
    const std::uint64_t sums = ones_up_to_each_byte(word);
    ASSERT_EQ(sums >> 56, static_cast<unsigned>(std::popcount(word)));
    unsigned before = 0;
    for (unsigned place = 0; place < 64; ++place) {
      if ((word >> place & 1) == 0) continue;
      ASSERT_EQ(place_of_one(word, sums, before), place) << std::hex << word;
      ++before;
    }
  }
}

TEST(Bits, ReadsWhatWasWritten) {
  base::Dice dice(2);
  BitWriter writer;
  std::vector<bool> expected;
  for (int i = 0; i < 5000; ++i) {
    const auto bits = static_cast<unsigned>(dice.roll() % 57);
    const std::uint64_t value = dice.roll() & ((std::uint64_t{1} << bits) - 1);
    writer.write(value, bits);
    for (unsigned bit = 0; bit < bits; ++bit) expected.push_back((value >> bit & 1) != 0);
    const auto zeros = static_cast<unsigned>(dice.roll() % 100);
    writer.write_zeros_and_one(zeros);
    expected.insert(expected.end(), zeros, false);
    expected.push_back(true);
  }
  writer.end();
  base::ByteBuffer& bytes = writer.bytes();
  EXPECT_EQ(bytes.size(), (expected.size() + 7) / 8);
  bytes.append(std::vector<std::byte>(bits_slack_bytes));
  for (std::size_t at = 0; at + 64 <= expected.size(); at += 1 + at % 7) {
    std::uint64_t word = 0;
    for (unsigned bit = 0; bit < 64; ++bit) {
      word |= static_cast<std::uint64_t>(expected[at + bit]) << bit;
    }
    ASSERT_EQ(read_bits(bytes.data(), at), word) << at;
  }
}

}  // namespace
}  // namespace tributary::request_index
