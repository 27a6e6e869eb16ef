#include "api/bucket.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tributary::api {
namespace {

using namespace std::chrono_literals;

constexpr Pace pace = Pace::a_second(10, 3);
constexpr Bucket::Time start{100s};

TEST(Bucket, HoldsABurstAndFillsByItsPace) {
  Bucket bucket;
  EXPECT_EQ(bucket.left(start, pace), 3U);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(bucket.take(start, pace)) << i;
  EXPECT_FALSE(bucket.take(start, pace));
  EXPECT_EQ(bucket.left(start, pace), 0U);
  EXPECT_EQ(bucket.wait(start, pace), 100ms);
  EXPECT_FALSE(bucket.take(start + 99ms, pace));
  EXPECT_TRUE(bucket.take(start + 100ms, pace));
  EXPECT_FALSE(bucket.take(start + 100ms, pace));
  EXPECT_FALSE(bucket.is_full(start + 399ms));
  EXPECT_TRUE(bucket.is_full(start + 400ms));
  EXPECT_EQ(bucket.left(start + 1h, pace), 3U);  // and no more after a long time
}

TEST(Bucket, WhatIsRefusedCostsNothing) {
  Bucket bucket;
  for (int i = 0; i < 1'000; ++i) bucket.take(start, pace);
  EXPECT_TRUE(bucket.take(start + 100ms, pace));
}

TEST(Bucket, AChargeAfterTheFactMayGoBelowNothing) {
  Bucket bucket;
  for (int i = 0; i < 5; ++i) bucket.charge(start, pace);
  EXPECT_EQ(bucket.left(start, pace), 0U);
  EXPECT_EQ(bucket.wait(start, pace), 300ms);
  bucket.give_back(pace);
  EXPECT_EQ(bucket.wait(start, pace), 200ms);
}

TEST(Bucket, ManyThreadsTakeNoMoreThanThereIs) {
  constexpr Pace large = Pace::a_second(1, 10'000);
  Bucket bucket;
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 5'000; ++k) taken += bucket.take(start, large) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 10'000);
}

}  // namespace
}  // namespace tributary::api
