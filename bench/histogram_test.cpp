#include "bench/histogram.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace tributary::bench {
namespace {

TEST(Histogram, OfNothingIsZero) {
  const Histogram none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.max(), 0U);
  EXPECT_EQ(none.quantile(0.5), 0U);
}

TEST(Histogram, SmallNumbersAreExact) {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 200; ++value) histogram.add(value);
  EXPECT_EQ(histogram.count(), 200U);
  EXPECT_EQ(histogram.quantile(0.5), 100U);
  EXPECT_EQ(histogram.quantile(0.99), 198U);
  EXPECT_EQ(histogram.quantile(1), 200U);
}

TEST(Histogram, QuantileIsTheFirstThatCoversTheShare) {
  Histogram histogram;
  histogram.add(10, 999);
  histogram.add(77, 1);
  EXPECT_EQ(histogram.quantile(0.001), 10U);
  EXPECT_EQ(histogram.quantile(0.999), 10U);
  EXPECT_EQ(histogram.quantile(0.9991), 77U);
}

TEST(Histogram, TheLargestNumberHasABucket) {
  Histogram histogram;
  histogram.add(std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(histogram.quantile(0.5), std::numeric_limits<std::uint64_t>::max());
}

RC_GTEST_PROP(Histogram, QuantilesAreWithinOne128thOfTheExactOnes,
              (const std::vector<std::uint64_t>& wide, std::uint16_t thousandths)) {
  RC_PRE(!wide.empty());
  std::vector<std::uint64_t> values;
  for (const std::uint64_t value : wide) values.push_back(value >> (value % 60));
  const double share = (thousandths % 1000 + 1) / 1000.0;
  Histogram histogram;
  for (const std::uint64_t value : values) histogram.add(value);
  std::ranges::sort(values);
  const auto place =
      static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()))) - 1;
  const std::uint64_t exact = values[place];
  RC_ASSERT(histogram.quantile(share) >= exact);
  RC_ASSERT(histogram.quantile(share) - exact <= exact / 128);
}

RC_GTEST_PROP(Histogram, MergedIsWhatOneWouldHaveCounted,
              (const std::vector<std::uint64_t>& left, const std::vector<std::uint64_t>& right)) {
  Histogram one;
  Histogram two;
  Histogram both;
  for (const std::uint64_t value : left) one.add(value), both.add(value);
  for (const std::uint64_t value : right) two.add(value), both.add(value);
  one.merge(two);
  RC_ASSERT(one.count() == both.count());
  RC_ASSERT(one.max() == both.max());
  for (const double share : {0.1, 0.5, 0.99, 1.0}) {
    RC_ASSERT(one.quantile(share) == both.quantile(share));
  }
}

}  // namespace
}  // namespace tributary::bench
