#include "engine/request_table.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/test_dice.hpp"

namespace tributary::engine {
namespace {

using Request = RequestTable::Request;
using Requests = std::vector<Request>;

void expect_same(const RequestTable& table, const Requests& requests) {
  EXPECT_EQ(table.size(), requests.size());
  for (const Request& request : requests) {
    const Request* found = table.find(request.key);
    ASSERT_NE(found, nullptr);
    ASSERT_EQ(found->sequence, request.sequence);
    ASSERT_EQ(found->body_hash, request.body_hash);
  }
}

Requests filled(RequestTable& table, std::uint64_t count) {
  base::Dice dice(1);
  Requests requests;
  for (std::uint64_t i = 1; i <= count; ++i) {
    requests.push_back({{dice.roll(), dice.roll()}, dice.roll(), i});
    table.insert(requests.back());
  }
  return requests;
}

TEST(RequestTable, KnowsNothingAtFirst) {
  RequestTable table(100);
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(table.find({1, 2}), nullptr);
  table.prefetch({1, 2});
}

TEST(RequestTable, FindsAllUntilItIsFull) {
  RequestTable table(50'000);
  const Requests requests = filled(table, 49'999);
  EXPECT_FALSE(table.is_full());
  expect_same(table, requests);
  base::Dice dice(2);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(table.find({dice.roll(), dice.roll()}), nullptr);
  table.insert({{1, 1}, 1, 50'000});
  EXPECT_TRUE(table.is_full());
}

// A bank's reference is put beside the last request.
TEST(RequestTable, HasRoomBesideTheLastOne) {
  RequestTable table(1U << 16);
  Requests requests = filled(table, 1U << 16);
  requests.push_back({{3, 3}, 0, 1U << 16});
  table.insert(requests.back());
  expect_same(table, requests);
}

// Ids that all want the same place, the last of them beyond its end: the worst that open addressing
// can meet. Half of them have the bits of the key besides that stand in the index.
TEST(RequestTable, TellsKeysApartThatCollide) {
  RequestTable table(1000);
  Requests requests;
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    requests.push_back({{i % 2 == 0 ? i : i << 32, 0xffff'ffff'ffff'ffff}, i, i});
    table.insert(requests.back());
  }
  expect_same(table, requests);
  EXPECT_EQ(table.find({1001, 0xffff'ffff'ffff'ffff}), nullptr);
  EXPECT_EQ(table.find({1, 0}), nullptr);
}

TEST(RequestTable, HasThemInTheOrderInWhichTheyCame) {
  RequestTable table(10'000);
  filled(table, 10'000);
  std::uint64_t next = 1;
  table.requests().for_each_chunk([&](std::span<const Request> chunk) {
    for (const Request& request : chunk) EXPECT_EQ(request.sequence, next++);
  });
  EXPECT_EQ(next, 10'001U);
}

TEST(RequestTable, ComesBackFromItsRequests) {
  RequestTable table(20'000);
  const Requests requests = filled(table, 10'000);
  RequestTable copy(20'000);
  std::size_t at = 0;
  copy.restore(10'000, [&](std::span<Request> chunk) {
    for (Request& request : chunk) request = requests[at++];
  });
  expect_same(copy, requests);
  copy.insert({{5, 5}, 5, 10'001});
  EXPECT_NE(copy.find({5, 5}), nullptr);
}

TEST(RequestTableDeathTest, TakesNoRequestWithoutASequence) {
  RequestTable table(10);
  EXPECT_DEATH(table.insert({{1, 1}, 1, 0}), "ASSERT failed");
}

TEST(RequestTableDeathTest, TakesNoMoreThanItsIndexHolds) {
  RequestTable table(8);
  filled(table, 12);
  EXPECT_DEATH(table.insert({{1, 1}, 1, 13}), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::engine
