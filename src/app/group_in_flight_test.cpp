#include "app/group_in_flight.hpp"

#include <gtest/gtest.h>

namespace tributary::app {
namespace {

TEST(GroupPool, GivesTheMemoryOfAGroupThatIsDoneToTheNext) {
  GroupPool pool;
  auto group = pool.take();
  group->body.append(std::as_bytes(std::span("some records")));
  group->replies.resize(100);
  group->record_count = 3;
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
}  // namespace tributary::app
