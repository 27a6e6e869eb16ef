#include "engine/sparse_table.hpp"

#include <gtest/gtest.h>

namespace tributary::engine {
namespace {

struct Row {
  std::uint64_t value = 7;
};

std::unique_ptr<Row> row(std::uint64_t value) { return std::make_unique<Row>(Row{value}); }

std::vector<std::uint64_t> values(const SparseTable<Row>& table) {
  std::vector<std::uint64_t> found;
  for (const Row& one : table.rows()) found.push_back(one.value);
  return found;
}

TEST(SparseTable, NumbersItsRowsFromOne) {
  SparseTable<Row> table;
  EXPECT_EQ(table.find(0), nullptr);
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_TRUE(values(table).empty());
  const Row* first = &table.append(row(1));
  for (std::uint64_t number = 2; number <= 2'000; ++number) table.append(row(number));
  EXPECT_EQ(table.find(1), first) << "it was never moved";
  EXPECT_EQ(table.find(2'000)->value, 2'000U);
  EXPECT_EQ(table.find(0), nullptr);
  EXPECT_EQ(table.find(2'001), nullptr);
  EXPECT_EQ(table.next_number(), 2'001U);
}

TEST(SparseTable, LetsAnyRowGo) {
  SparseTable<Row> table;
  for (std::uint64_t number = 1; number <= 2'048; ++number) table.append(row(number));
  for (std::uint64_t number = 1; number <= 2'048; ++number) {
    if (number != 700 && number != 2'000) table.erase(number);
  }
  EXPECT_EQ(table.size(), 2U);
  EXPECT_EQ(values(table), (std::vector<std::uint64_t>{700, 2'000}));
  EXPECT_EQ(table.find(699), nullptr);
  EXPECT_EQ(table.find(1), nullptr);
  EXPECT_EQ(table.find(700)->value, 700U);
  table.erase(2'000);
  table.append(row(2'049));
  EXPECT_EQ(table.find(2'049)->value, 2'049U);
  table.erase(2'049);
  table.append(row(2'050));
  EXPECT_EQ(values(table), (std::vector<std::uint64_t>{700, 2'050})) << "numbers go on";
}

TEST(SparseTable, SkipsNumbersThatHaveLeft) {
  for (const std::uint64_t next : {1U, 2U, 512U, 513U, 514U, 1'025U}) {
    SparseTable<Row> table;
    table.skip_to(next);
    EXPECT_EQ(table.next_number(), next);
    EXPECT_EQ(table.find(next), nullptr);
    EXPECT_EQ(table.find(next - 1), nullptr);
    table.append(row(9));
    EXPECT_EQ(table.find(next)->value, 9U);
    EXPECT_EQ(values(table).size(), 1U);
  }
}

TEST(SparseTableDeathTest, LetsNothingGoThatIsNotThere) {
  SparseTable<Row> table;
  table.append(row(1));
  table.erase(1);
  EXPECT_DEATH(table.erase(1), "ASSERT failed");
  EXPECT_DEATH(table.skip_to(1), "ASSERT failed");
}

}  // namespace
}  // namespace tributary::engine
