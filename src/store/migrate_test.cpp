#include "store/migrate.hpp"

#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string_view>

#include "store/temporary_folder.hpp"

namespace tributary::store {
namespace {

constexpr std::array<std::string_view, 3> steps = {
    "CREATE TABLE person (id INTEGER PRIMARY KEY)",
    "ALTER TABLE person ADD COLUMN name TEXT",
    "CREATE TABLE letter (id INTEGER PRIMARY KEY); INSERT INTO letter (id) VALUES (7)",
};

class MigrateTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  Database database_{folder_.url("test.db")};
};

TEST_F(MigrateTest, RunsEachStepOnce) {
  for (const std::size_t known : {1U, 3U, 3U}) {
    migrate(database_, "members", std::span(steps).first(known));
    EXPECT_EQ(version_of(database_, "members"), static_cast<int>(known));
  }
  EXPECT_EQ(database_.statement("UPDATE letter SET id = $1 WHERE id = $2").run(8, 7), 1);
}

TEST_F(MigrateTest, PartsOfOneFileAreApart) {
  migrate(database_, "members", steps);
  EXPECT_EQ(version_of(database_, "content"), 0);
  migrate(database_, "content", std::span(steps).first(0));
  EXPECT_EQ(version_of(database_, "members"), 3);
}

TEST_F(MigrateTest, RefusesAFileNewerThanTheProgram) {
  migrate(database_, "members", steps);
  try {
    migrate(database_, "members", std::span(steps).first(2));
    FAIL();
  } catch (const StoreFault& fault) {
    EXPECT_EQ(fault.kind(), FaultKind::newer);
    EXPECT_STREQ(
        fault.what(),
        "the tables of members were made by a newer program (version 3; this one knows up to 2)");
  }
}

TEST_F(MigrateTest, FailedStepLeavesNothing) {
  constexpr std::array<std::string_view, 2> broken = {steps[0], "CREATE TABLE"};
  EXPECT_THROW(migrate(database_, "members", broken), StoreFault);
  EXPECT_EQ(version_of(database_, "members"), 0);
  migrate(database_, "members", steps);
}

}  // namespace
}  // namespace tributary::store
