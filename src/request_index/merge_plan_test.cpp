#include "request_index/merge_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/test_dice.hpp"

namespace tributary::request_index {
namespace {

using Sizes = std::vector<std::uint64_t>;
constexpr std::uint64_t no_bound = 1U << 31;

/// Merges until nothing is left to merge; how many entries were written.
std::uint64_t merge_all(Sizes& sizes, std::uint64_t entries_max) {
  std::uint64_t written = 0;
  while (const auto run = next_merge(sizes, entries_max)) {
    const auto first = sizes.begin() + static_cast<std::ptrdiff_t>(run->first);
    const auto end = first + static_cast<std::ptrdiff_t>(run->count);
    const std::uint64_t sum = std::accumulate(first, end, std::uint64_t{0});
    EXPECT_GE(run->count, 2U);
    EXPECT_LE(sum, entries_max);
    written += sum;
    *first = sum;
    sizes.erase(first + 1, end);
  }
  return written;
}

TEST(MergePlan, TakesFourNeighboursOfASize) {
  EXPECT_FALSE(next_merge(Sizes{}, no_bound));
  EXPECT_FALSE(next_merge(Sizes{100, 100, 100}, no_bound));
  EXPECT_FALSE(next_merge(Sizes{6400, 1600, 400, 100}, no_bound));
  const auto run = next_merge(Sizes{6400, 100, 100, 100, 100}, no_bound);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->first, 1U);
  EXPECT_EQ(run->count, 4U);
}

TEST(MergePlan, TakesSmallOnesBetweenLargeOnesAlong) {
  const auto run = next_merge(Sizes{1000, 3, 900, 1000}, no_bound);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->first, 0U);
  EXPECT_EQ(run->count, 4U);
}

TEST(MergePlan, MakesNothingAboveTheBound) {
  EXPECT_FALSE(next_merge(Sizes{100, 100, 100, 100}, 199));
  const auto run = next_merge(Sizes{100, 100, 100, 100}, 250);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->count, 2U);
}

TEST(MergePlan, KeepsThousandsOfGenerationsInAFewFiles) {
  Sizes sizes;
  std::uint64_t written = 0;
  std::size_t most = 0;
  constexpr std::uint64_t generations = 4096;
  for (std::uint64_t i = 0; i < generations; ++i) {
    sizes.push_back(1 << 11);
    written += merge_all(sizes, no_bound);
    most = std::max(most, sizes.size());
  }
  // Six classes of at most three, and each entry written once in each class above the first.
  EXPECT_LE(most, 18U);
  EXPECT_LE(written, 6 * generations * (1 << 11));
}

TEST(MergePlan, KeepsGenerationsOfAnySizeInAFewFiles) {
  base::Dice dice(3);
  Sizes sizes;
  std::uint64_t all = 0;
  std::uint64_t written = 0;
  for (int i = 0; i < 5000; ++i) {
    sizes.push_back(1 + (dice.roll() & ((std::uint64_t{1} << dice.roll() % 16) - 1)));
    all += sizes.back();
    written += merge_all(sizes, no_bound);
    ASSERT_LE(sizes.size(), 3U * 15U);
  }
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}), all);
  EXPECT_LE(written, 12 * all);
}

// Full files stay; what is behind them is merged as before.
TEST(MergePlan, GrowsByOneFileForEachBoundBeyondIt) {
  Sizes sizes;
  for (int i = 0; i < 4096; ++i) {
    sizes.push_back(1 << 11);
    merge_all(sizes, 1 << 19);
    ASSERT_LE(sizes.size(), 16U + 15U);
  }
  EXPECT_EQ(std::ranges::count(sizes, std::uint64_t{1} << 19), 16);
}

}  // namespace
}  // namespace tributary::request_index
