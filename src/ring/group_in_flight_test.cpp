#include "ring/group_in_flight.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tributary::ring {
namespace {

TEST(GroupPool, GivesTheMemoryOfAGroupThatIsDoneToTheNext) {
  GroupPool pool;
  auto group = pool.take();
  group->body.append(std::as_bytes(std::span("some records")));
  group->first_sequence = 8;
  group->record_count = 3;
  group->time = {5};
  group->state_hash = 6;
  group->replies.resize(100);
  group->answers.resize(2);
  group->progress.resize(4);
  EXPECT_EQ(group->last_sequence(), 10U);
  const std::byte* const memory = group->body.data();
  std::shared_ptr<const GroupInFlight> reader = group;
  group.reset();
  const auto other = pool.take();
  EXPECT_NE(other->body.data(), memory) << "somebody still reads it";
  reader.reset();
  const auto again = pool.take();
  EXPECT_EQ(again->body.data(), memory);
  EXPECT_TRUE(again->empty());
  EXPECT_TRUE(again->body.empty());
  EXPECT_EQ(again->first_sequence, 0U);
  EXPECT_EQ(again->record_count, 0U);
  EXPECT_EQ(again->time, protocol::Time{});
  EXPECT_EQ(again->state_hash, 0U);
  EXPECT_TRUE(again->answers.empty());
  EXPECT_TRUE(again->progress.empty());
}

TEST(GroupPool, KeepsTheMemoryOfNoMoreThanThree) {
  GroupPool pool;
  std::vector<std::shared_ptr<GroupInFlight>> groups(5);
  const auto take_all = [&] {
    for (auto& group : groups) group = pool.take();
    return std::ranges::count_if(groups,
                                 [](const auto& group) { return group->body.data() != nullptr; });
  };
  EXPECT_EQ(take_all(), 0);
  for (auto& group : groups) group->body.push(std::byte{1});
  groups.clear();
  groups.resize(5);
  EXPECT_EQ(take_all(), 3);
}

/// A group with answers alone is not empty, nor is one with commands whose answers nobody awaits.
TEST(GroupInFlight, IsEmptyOfBothOnly) {
  GroupInFlight group;
  EXPECT_TRUE(group.empty());
  group.record_count = 1;
  EXPECT_FALSE(group.empty());
  group.record_count = 0;
  group.replies.emplace_back();
  EXPECT_FALSE(group.empty());
}

TEST(GroupPool, IsOutlivedByItsGroups) {
  std::shared_ptr<GroupInFlight> group;
  {
    GroupPool pool;
    group = pool.take();
  }
  group->body.push(std::byte{1});
  EXPECT_EQ(group->body.size(), 1U);
}

}  // namespace
}  // namespace tributary::ring
