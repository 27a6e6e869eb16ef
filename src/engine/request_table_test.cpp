#include "engine/request_table.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <vector>

#include "base/test_dice.hpp"

namespace tributary::engine {
namespace {

using protocol::RequestKey;
using Slot = RequestTable::Slot;

void expect_same(const RequestTable& table, const std::vector<Slot>& slots) {
  EXPECT_EQ(table.size(), slots.size());
  for (const Slot& slot : slots) {
    const Slot* found = table.find(slot.key);
    ASSERT_NE(found, nullptr);
    ASSERT_EQ(found->sequence, slot.sequence);
    ASSERT_EQ(found->body_hash, slot.body_hash);
  }
}

std::vector<Slot> filled(RequestTable& table, std::uint64_t count) {
  base::Dice dice(1);
  std::vector<Slot> slots;
  for (std::uint64_t i = 1; i <= count; ++i) {
    slots.push_back({{dice.roll(), dice.roll()}, dice.roll(), i});
    table.insert(slots.back());
  }
  return slots;
}

TEST(RequestTable, KnowsNothingAtFirst) {
  RequestTable table;
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(table.find({1, 2}), nullptr);
  table.prefetch({1, 2});
}

TEST(RequestTable, FindsAllWhileItGrows) {
  RequestTable table;
  const auto slots = filled(table, 50'000);
  expect_same(table, slots);
  base::Dice dice(2);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(table.find({dice.roll(), dice.roll()}), nullptr);
}

// Ids of one part that all want the same place: the worst that open addressing can meet.
TEST(RequestTable, TellsKeysApartThatCollide) {
  RequestTable table;
  std::vector<Slot> slots;
  for (std::uint64_t i = 1; i <= 1000; ++i) {
    slots.push_back({{i, 0xffff'ffff'ffff'ffff}, i, i});
    table.insert(slots.back());
  }
  expect_same(table, slots);
  EXPECT_EQ(table.find({1001, 0xffff'ffff'ffff'ffff}), nullptr);
  EXPECT_EQ(table.find({1, 0}), nullptr);
}

// Such a part lies in huge pages.
TEST(RequestTable, GrowsAPartBeyondAMillionBytes) {
  RequestTable table;
  std::vector<Slot> slots;
  base::Dice dice(4);
  for (std::uint64_t i = 1; i <= 60'000; ++i) {
    slots.push_back({{i, dice.roll()}, i, i});
    table.insert(slots.back());
  }
  EXPECT_GT(table.part_slots(0).size_bytes(), std::size_t{1} << 21);
  expect_same(table, slots);
  EXPECT_EQ(table.find({60'001, 1}), nullptr);
}

TEST(RequestTable, KeepsAQuarterFree) {
  RequestTable table;
  filled(table, 50'000);
  for (std::size_t part = 0; part < RequestTable::part_count; ++part) {
    EXPECT_LE(table.part_used(part) * 4, table.part_slots(part).size() * 3);
  }
}

// As evenly filled as a large table is, where chance no longer spreads what grows.
TEST(RequestTable, GrowsAllTheTimeRatherThanAllAtOnce) {
  RequestTable table;
  base::Dice dice(1);
  std::uint64_t sequence = 0;
  const auto insert_in_each_part = [&] {
    for (std::uint64_t part = 0; part < RequestTable::part_count; ++part) {
      const std::uint64_t high = part << (64 - std::countr_zero(RequestTable::part_count));
      ++sequence;
      table.insert({{high | sequence, dice.roll()}, 0, sequence});
    }
  };
  const auto capacity = [&] {
    std::size_t sum = 0;
    for (std::size_t part = 0; part < RequestTable::part_count; ++part) {
      sum += table.part_slots(part).size();
    }
    return sum;
  };
  for (int i = 0; i < 48; ++i) insert_in_each_part();
  for (int i = 48; i < 100; ++i) {
    const std::size_t before = capacity();
    insert_in_each_part();
    EXPECT_LT(capacity() - before, before / 8) << "at " << table.size();
  }
}

TEST(RequestTable, ComesBackFromItsParts) {
  RequestTable table;
  const auto slots = filled(table, 3000);
  RequestTable copy;
  for (std::size_t part = 0; part < RequestTable::part_count; ++part) {
    const auto from = table.part_slots(part);
    const auto to = copy.restore_part(part, from.size(), table.part_used(part));
    std::copy(from.begin(), from.end(), to.begin());
  }
  expect_same(copy, slots);
  copy.insert({{5, 5}, 5, 5});
  EXPECT_NE(copy.find({5, 5}), nullptr);
}

TEST(RequestTableDeathTest, TakesNoRequestWithoutASequence) {
  RequestTable table;
  EXPECT_DEATH(table.insert({{1, 1}, 1, 0}), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::engine
