#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "store/database.hpp"
#include "store/test_databases.hpp"
#include "store/transaction.hpp"

namespace tributary::store {
namespace {

/// What is SQLite's own.
class SqliteTest : public StoreTest {
 protected:
  void SetUp() override { make(Backend::sqlite); }

  Database open_with_table(Options options = {}) {
    Database database(url_, options);
    database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    return database;
  }
  static void insert(Database& database, std::int64_t id) {
    database.statement("INSERT INTO fact (id, name) VALUES ($1, $2)").run(id, "a name");
  }
};

TEST_F(SqliteTest, GarbageIsDamaged) {
  std::ofstream(folder_->path() / "test.db") << std::string(8192, 'x');
  EXPECT_EQ(fault_of([&] { Database database(url_); }), FaultKind::damaged);
}

TEST_F(SqliteTest, LogBeginsAnewOnceItIsCopied) {
  Database database = open_with_table({.checkpoints = Checkpoints::by_hand});
  const std::filesystem::path log = folder_->path() / "test.db-wal";
  constexpr std::uint64_t copied_at = 64 * 1024;
  for (int id = 0; id < 1000; ++id) {
    insert(database, id);
    ASSERT_LT(database.uncopied_bytes(), 2 * copied_at);
    if (database.uncopied_bytes() >= copied_at) {
      database.checkpoint();
      EXPECT_EQ(database.uncopied_bytes(), 0U);
    }
  }
  EXPECT_GT(std::filesystem::file_size(log), copied_at);
  EXPECT_LT(std::filesystem::file_size(log), 2 * copied_at);
}

TEST_F(SqliteTest, LogWaitsForItsReaders) {
  Database database = open_with_table({.checkpoints = Checkpoints::by_hand});
  Database reader(url_, {.access = Access::read_only});
  insert(database, 1);
  Transaction transaction(reader, Transaction::Kind::read);
  EXPECT_EQ(number_from(reader, "SELECT count(*) FROM fact"), 1);
  insert(database, 2);
  database.checkpoint();
  EXPECT_GT(database.uncopied_bytes(), 0U);
}

TEST_F(SqliteTest, LogDoesNotWaitForAQueryLeftInItsMidst) {
  Database database = open_with_table({.checkpoints = Checkpoints::by_hand});
  Database reader(url_, {.access = Access::read_only});
  for (int id = 0; id < 3; ++id) insert(database, id);
  {
    Transaction transaction(reader, Transaction::Kind::read);
    ASSERT_TRUE(reader.statement("SELECT id FROM fact").bind().step());
  }
  insert(database, 3);
  database.checkpoint();
  EXPECT_EQ(database.uncopied_bytes(), 0U);
}

}  // namespace
}  // namespace tributary::store
