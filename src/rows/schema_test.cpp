#include "rows/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "rows/table.hpp"
#include "store/migrate.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::rows {
namespace {

struct CupRow {
  static constexpr std::string_view table = "test_cup";
  static constexpr std::string_view key = "cup";
  std::uint64_t cup = 0;
  std::string colour;
  std::optional<std::int64_t> size;
};
BOOST_DESCRIBE_STRUCT(CupRow, (), (cup, colour, size))

std::vector<std::string> create_cups() { return {create_table<CupRow>()}; }

constexpr std::array<std::string_view, 2> changes{
    "ALTER TABLE test_cup ADD COLUMN colour TEXT NOT NULL DEFAULT 'white'",
    "ALTER TABLE test_cup ADD COLUMN size INTEGER"};
constexpr Schema cups{.part = "cups", .create = create_cups, .changes = changes};

TEST(Schema, MakesNewTablesAsTheyAreNow) {
  const store::TemporaryFolder folder;
  store::Database database(folder.url("a.db"));
  prepare(database, cups);
  EXPECT_EQ(store::version_of(database, "cups"), 3);
  Table<CupRow> table(database);
  table.insert({1, "red", 12});
  EXPECT_EQ(table.get(1).size, 12);
  prepare(database, cups);
  EXPECT_EQ(table.get(1).colour, "red");
}

TEST(Schema, BringsOldTablesHere) {
  const store::TemporaryFolder folder;
  store::Database database(folder.url("a.db"));
  constexpr std::array<std::string_view, 1> first{
      "CREATE TABLE test_cup (cup INTEGER NOT NULL, PRIMARY KEY (cup))"};
  store::migrate(database, "cups", first);
  database.execute("INSERT INTO test_cup (cup) VALUES (1)");
  prepare(database, cups);
  const CupRow cup = Table<CupRow>(database).get(1);
  EXPECT_EQ(cup.colour, "white");
  EXPECT_EQ(cup.size, std::nullopt);
  EXPECT_EQ(store::version_of(database, "cups"), 3);
}

TEST(Schema, LeavesTheTablesOfALaterProgramAlone) {
  const store::TemporaryFolder folder;
  store::Database database(folder.url("a.db"));
  prepare(database, cups);
  Schema older = cups;
  older.changes = std::span(changes).first(1);
  try {
    prepare(database, older);
    FAIL();
  } catch (const store::StoreFault& fault) {
    EXPECT_EQ(fault.kind(), store::FaultKind::newer);
  }
}

}  // namespace
}  // namespace tributary::rows
