#include "engine/dense_table.hpp"

#include <gtest/gtest.h>

namespace tributary::engine {
namespace {

struct Row {
  std::uint64_t value = 7;
};

TEST(DenseTable, NumbersItsRowsFromOne) {
  DenseTable<Row> table;
  EXPECT_FALSE(table.contains(0));
  EXPECT_FALSE(table.contains(1));
  EXPECT_EQ(table.next_number(), 1U);
  table.append({11});
  EXPECT_EQ(table[1].value, 11U);
  EXPECT_TRUE(table.contains(1));
  EXPECT_FALSE(table.contains(2));
  EXPECT_EQ(table.next_number(), 2U);
}

TEST(DenseTable, NeverMovesARow) {
  DenseTable<Row> table;
  const Row* first = &table.append({1});
  for (std::uint64_t number = 2; number <= 20'000; ++number) table.append({number});
  EXPECT_EQ(&table[1], first);
  for (std::uint64_t number = 1; number <= 20'000; ++number) {
    ASSERT_EQ(table[number].value, number);
  }
}

TEST(DenseTable, IsTakenAndGivenByChunks) {
  for (const std::size_t rows : {0UL, 1UL, 4095UL, 4096UL, 4097UL, 10'000UL}) {
    DenseTable<Row> table;
    for (std::uint64_t number = 1; number <= rows; ++number) table.append({number});
    std::vector<Row> flat;
    table.for_each_chunk(
        [&](std::span<const Row> chunk) { flat.insert(flat.end(), chunk.begin(), chunk.end()); });
    ASSERT_EQ(flat.size(), rows);

    DenseTable<Row> copy;
    copy.append({99});
    std::size_t at = 0;
    copy.fill(1, rows, [&](std::span<Row> chunk) {
      for (Row& row : chunk) row = flat[at++];
    });
    ASSERT_EQ(copy.size(), rows);
    for (std::uint64_t number = 1; number <= rows; ++number) ASSERT_EQ(copy[number].value, number);
    copy.append({rows + 1});
    EXPECT_EQ(copy[rows + 1].value, rows + 1);
  }
}

TEST(DenseTable, LetsItsFirstRowsGo) {
  DenseTable<Row> table;
  for (std::uint64_t number = 1; number <= 10'000; ++number) table.append({number});
  for (std::uint64_t number = 1; number <= 10'000; ++number) {
    ASSERT_EQ(table.first_number(), number);
    ASSERT_EQ(table[number].value, number);
    if (number % 1'000 == 0) {
      DenseTable<Row> copy;
      std::vector<Row> flat;
      table.for_each_chunk(
          [&](std::span<const Row> chunk) { flat.insert(flat.end(), chunk.begin(), chunk.end()); });
      std::size_t at = 0;
      copy.fill(number, flat.size(), [&](std::span<Row> chunk) {
        for (Row& row : chunk) row = flat[at++];
      });
      ASSERT_EQ(copy.size(), 10'001 - number);
      for (std::uint64_t kept = number; kept <= 10'000; ++kept) {
        ASSERT_EQ(copy[kept].value, kept);
      }
      copy.append({10'001});
      ASSERT_EQ(copy[10'001].value, 10'001U);
      copy.drop_first();
      ASSERT_FALSE(copy.contains(number));
    }
    table.drop_first();
    ASSERT_FALSE(table.contains(number));
    ASSERT_EQ(table.size(), 10'000 - number);
  }
  EXPECT_EQ(table.next_number(), 10'001U);
  for (const std::uint64_t first : {4'096U, 4'097U, 10'001U}) {
    DenseTable<Row> empty;
    empty.fill(first, 0, [](std::span<Row>) {});
    empty.append({first});
    EXPECT_EQ(empty[first].value, first);
  }
  table.append({10'001});
  EXPECT_EQ(table[10'001].value, 10'001U);
}

TEST(DenseTable, PrefetchesOnlyWhatIsThere) {
  DenseTable<Row> table;
  table.prefetch(0);
  table.prefetch(1);
  table.append({1});
  table.prefetch(1);
}

TEST(DenseTableDeathTest, HasNoOtherRows) {
  DenseTable<Row> table;
  table.append({1});
  EXPECT_DEATH(table[0], "ASSERT failed");
  EXPECT_DEATH(table[2], "ASSERT failed");
  table.drop_first();
  EXPECT_DEATH(table[1], "ASSERT failed");
  EXPECT_DEATH(table.drop_first(), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::engine
