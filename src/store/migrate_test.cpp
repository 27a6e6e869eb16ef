#include "store/migrate.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "store/test_databases.hpp"

namespace tributary::store {
namespace {

constexpr std::array<std::string_view, 3> steps = {
    "CREATE TABLE person (id INTEGER PRIMARY KEY)",
    "ALTER TABLE person ADD COLUMN name TEXT",
    "CREATE TABLE letter (id INTEGER PRIMARY KEY); INSERT INTO letter (id) VALUES (7)",
};

class MigrateTest : public EachBackend {
 protected:
  void SetUp() override {
    EachBackend::SetUp();
    if (!url_.empty()) database_.emplace(url_);
  }
  Database& database() { return *database_; }

 private:
  std::optional<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(Each, MigrateTest, each_backend(), name_of_backend);

TEST_P(MigrateTest, RunsEachStepOnce) {
  for (const std::size_t known : {1U, 3U, 3U}) {
    migrate(database(), "members", std::span(steps).first(known));
    EXPECT_EQ(version_of(database(), "members"), static_cast<int>(known));
  }
  EXPECT_EQ(database().statement("UPDATE letter SET id = $1 WHERE id = $2").run(8, 7), 1);
}

TEST_P(MigrateTest, PartsOfOneFileAreApart) {
  migrate(database(), "members", steps);
  EXPECT_EQ(version_of(database(), "content"), 0);
  migrate(database(), "content", std::span(steps).first(0));
  EXPECT_EQ(version_of(database(), "members"), 3);
}

TEST_P(MigrateTest, RefusesAFileNewerThanTheProgram) {
  migrate(database(), "members", steps);
  try {
    migrate(database(), "members", std::span(steps).first(2));
    FAIL();
  } catch (const StoreFault& fault) {
    EXPECT_EQ(fault.kind(), FaultKind::newer);
    EXPECT_STREQ(
        fault.what(),
        "the tables of members were made by a newer program (version 3; this one knows up to 2)");
  }
}

TEST_P(MigrateTest, FailedStepLeavesNothing) {
  constexpr std::array<std::string_view, 2> broken = {steps[0], "CREATE TABLE"};
  EXPECT_THROW(migrate(database(), "members", broken), StoreFault);
  EXPECT_EQ(version_of(database(), "members"), 0);
  migrate(database(), "members", steps);
}

}  // namespace
}  // namespace tributary::store
