#include "request_index/key_filter.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "base/test_dice.hpp"

namespace tributary::request_index {
namespace {

using protocol::RequestKey;

/// A filter in memory.
struct Filter {
  explicit Filter(std::vector<RequestKey> unsorted)
      : keys(std::move(unsorted)), shape(FilterShape::of(keys.size())) {
    std::ranges::sort(keys);
    FilterWriter writer(shape);
    for (const RequestKey key : keys) writer.add(key);
    writer.finish();
    EXPECT_EQ(writer.directory().size(), shape.directory_bytes());
    EXPECT_EQ(writer.bits().size(), shape.bits_bytes());
    directory.append(writer.directory().view());
    bits.append(writer.bits().view());
    bits.append(std::vector<std::byte>(bits_slack_bytes));
  }

  RankRange find(RequestKey key) const {
    const KeyPlace place = place_of(shape, key);
    return ranks_of(shape, bits.data(), place, rank(place.bucket), rank(place.bucket + 1));
  }
  std::uint64_t rank(std::uint64_t bucket) const {
    std::uint32_t rank = 0;
    std::memcpy(&rank, directory.data() + bucket * sizeof rank, sizeof rank);
    return rank;
  }

  std::vector<RequestKey> keys;
  FilterShape shape;
  base::ByteBuffer directory;
  base::ByteBuffer bits;
};

void expect_finds_all(const Filter& filter) {
  for (std::size_t rank = 0; rank < filter.keys.size(); ++rank) {
    const RankRange ranks = filter.find(filter.keys[rank]);
    ASSERT_LE(ranks.first, rank);
    ASSERT_GT(ranks.end, rank);
  }
}

std::vector<RequestKey> some_keys(std::size_t count, std::uint64_t seed, std::uint64_t mask) {
  base::Dice dice(seed);
  std::vector<RequestKey> keys;
  for (std::size_t i = 0; i < count; ++i) keys.push_back({dice.roll() & mask, dice.roll()});
  return keys;
}

TEST(KeyFilter, FindsTheRankOfEveryKey) {
  for (const std::size_t count : {1U, 2U, 63U, 64U, 65U, 127U, 128U, 1000U, 12345U, 100'000U}) {
    expect_finds_all(Filter(some_keys(count, count, ~std::uint64_t{0})));
  }
}

// Whoever picks the ids can make keys that do not spread.
TEST(KeyFilter, FindsTheRankOfKeysThatLieTogether) {
  expect_finds_all(Filter(some_keys(20'000, 1, 0xfff)));
  expect_finds_all(Filter(some_keys(20'000, 2, 0)));
  expect_finds_all(Filter(some_keys(20'000, 3, 0xffff'0000'0000'0000)));
  Filter ends({{0, 0}, {0, 1}, {~std::uint64_t{0}, 0}, {~std::uint64_t{0}, 1}});
  expect_finds_all(ends);
}

/// Of keys that are not there, one in how many is taken for one that is.
std::uint64_t strangers_for_an_error(const Filter& filter) {
  base::Dice dice(99);
  constexpr std::uint64_t asked = 4'000'000;
  std::uint64_t errors = 1;
  for (std::uint64_t i = 0; i < asked; ++i) {
    errors += !filter.find({dice.roll(), dice.roll()}).empty();
  }
  return asked / errors;
}

TEST(KeyFilter, ErrsAsSeldomAsItsFingerprintsAreLong) {
  Filter filter(some_keys(300'000, 5, ~std::uint64_t{0}));
  EXPECT_EQ(filter.shape.fingerprint_bits, 16U);
  EXPECT_GT(strangers_for_an_error(filter), 40'000U);
}

// As a large filter has them, whose keys would not fit into a test.
TEST(KeyFilter, ErrsOnceInAThousandWithShortFingerprints) {
  const auto keys = some_keys(300'000, 6, ~std::uint64_t{0});
  Filter filter(keys);
  filter.shape.fingerprint_bits = 10;
  FilterWriter writer(filter.shape);
  for (const RequestKey key : filter.keys) writer.add(key);
  writer.finish();
  filter.bits.clear();
  filter.bits.append(writer.bits().view());
  filter.bits.append(std::vector<std::byte>(bits_slack_bytes));
  expect_finds_all(filter);
  EXPECT_GT(strangers_for_an_error(filter), 950U);
  EXPECT_LT(strangers_for_an_error(filter), 1100U);
}

TEST(KeyFilter, TakesElevenAndAHalfBitsAKeyWhenItIsLarge) {
  const FilterShape shape = FilterShape::of(1U << 28);
  const std::uint64_t bits = 8 * (shape.directory_bytes() + shape.bits_bytes());
  EXPECT_LE(bits * 100 / shape.keys, 1150U);
}

}  // namespace
}  // namespace tributary::request_index
