#include "store/database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "store/temporary_folder.hpp"
#include "store/transaction.hpp"

namespace tributary::store {
namespace {

using namespace std::string_literals;

class DatabaseTest : public testing::Test {
 protected:
  Database open_with_table(Options options = {}) {
    Database database(url_, options);
    database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    return database;
  }
  static void insert(Database& database, std::int64_t id) {
    database.statement("INSERT INTO fact (id, name) VALUES ($1, $2)").run(id, "a name");
  }
  static std::int64_t count(Database& database) {
    Statement query = database.prepare("SELECT count(*) FROM fact");
    query.step();
    return query.integer(0);
  }

  TemporaryFolder folder_;
  std::string url_ = folder_.url("test.db");
};

std::optional<FaultKind> fault_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const StoreFault& fault) {
    return fault.kind();
  }
  return std::nullopt;
}

TEST_F(DatabaseTest, NumbersComeBackAsTheyWent) {
  Database database(url_);
  Statement echo = database.prepare("SELECT $1");
  for (const std::int64_t number :
       {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    ASSERT_TRUE(echo.bind(number).step());
    EXPECT_EQ(echo.integer(0), number);
  }
  const std::uint64_t pattern = 0xfedc'ba98'7654'3210;
  ASSERT_TRUE(echo.bind(pattern).step());
  EXPECT_EQ(static_cast<std::uint64_t>(echo.integer(0)), pattern);
}

TEST_F(DatabaseTest, TextAndBytesComeBackAsTheyWent) {
  Database database(url_);
  Statement echo = database.prepare("SELECT $1, $2");
  for (const std::string& text : {""s, "plain"s, "一百元"s}) {
    std::vector<std::byte> bytes;
    for (const char each : text) bytes.insert(bytes.end(), {std::byte(each), std::byte{0}});
    ASSERT_TRUE(echo.bind(text, bytes).step());
    EXPECT_EQ(echo.text(0), text);
    EXPECT_TRUE(std::ranges::equal(echo.blob(1), bytes));
    EXPECT_FALSE(echo.is_null(0));
    EXPECT_FALSE(echo.is_null(1));
  }
  ASSERT_TRUE(echo.bind(nullptr, std::optional<std::int64_t>()).step());
  EXPECT_TRUE(echo.is_null(0));
  EXPECT_TRUE(echo.is_null(1));
}

TEST_F(DatabaseTest, BoundValuesAreCopiedForStep) {
  Database database(url_);
  Statement echo = database.prepare("SELECT $1");
  echo.bind("gone when it is "s + "stepped");
  ASSERT_TRUE(echo.step());
  EXPECT_EQ(echo.text(0), "gone when it is stepped");
}

TEST_F(DatabaseTest, RunTellsHowManyRowsChanged) {
  Database database = open_with_table();
  for (int id = 1; id <= 5; ++id) insert(database, id);
  EXPECT_EQ(database.statement("DELETE FROM fact WHERE id > $1").run(2), 3);
  EXPECT_EQ(database.statement("DELETE FROM fact WHERE id > $1").run(2), 0);
}

TEST_F(DatabaseTest, ConstraintsAreConflicts) {
  Database database = open_with_table();
  insert(database, 1);
  EXPECT_THROW(insert(database, 1), StoreConflict);
  EXPECT_THROW(database.statement("INSERT INTO fact VALUES ($1, $2)").run(2, nullptr),
               StoreConflict);
  insert(database, 2);
  EXPECT_EQ(count(database), 2);
}

TEST_F(DatabaseTest, BadSqlIsAFault) {
  Database database(url_);
  EXPECT_EQ(fault_of([&] { database.execute("SELEC 1"); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { database.statement("SELECT a FROM b"); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { database.statement("SELECT a FROM b"); }), FaultKind::other);
}

TEST_F(DatabaseTest, OnlyKnownUrlsOpen) {
  EXPECT_EQ(fault_of([] { Database("oracle:somewhere"); }), FaultKind::other);
  EXPECT_EQ(fault_of([] { Database("sqlite:/no/such/folder/a.db"); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { Database(url_, {.access = Access::read_only}); }), FaultKind::other);
}

TEST_F(DatabaseTest, TransactionRollsBackUnlessCommitted) {
  Database database = open_with_table();
  {
    Transaction transaction(database);
    insert(database, 1);
  }
  EXPECT_EQ(count(database), 0);
  {
    Transaction transaction(database);
    insert(database, 1);
    transaction.commit();
  }
  EXPECT_EQ(count(database), 1);
}

TEST_F(DatabaseTest, ReadingTransactionSeesOneState) {
  Database writer = open_with_table();
  Database reader(url_, {.access = Access::read_only});
  {
    Transaction transaction(reader, Transaction::Kind::read);
    EXPECT_EQ(count(reader), 0);
    insert(writer, 1);
    EXPECT_EQ(count(reader), 0);
  }
  EXPECT_EQ(count(reader), 1);
}

TEST_F(DatabaseTest, ReaderCannotWrite) {
  Database writer = open_with_table();
  Database reader(url_, {.access = Access::read_only});
  EXPECT_EQ(fault_of([&] { insert(reader, 1); }), FaultKind::other);
}

TEST_F(DatabaseTest, OneWriterAFile) {
  {
    Database writer = open_with_table();
    EXPECT_EQ(fault_of([&] { Database second(url_); }), FaultKind::busy);
  }
  Database next(url_);
  EXPECT_EQ(count(next), 0);
}

TEST_F(DatabaseTest, GarbageIsDamaged) {
  std::ofstream(folder_.path() / "test.db") << std::string(8192, 'x');
  EXPECT_EQ(fault_of([&] { Database database(url_); }), FaultKind::damaged);
}

TEST_F(DatabaseTest, LogBeginsAnewOnceItIsCopied) {
  Database database = open_with_table({.checkpoints = Checkpoints::by_hand});
  const std::filesystem::path log = folder_.path() / "test.db-wal";
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

TEST_F(DatabaseTest, LogWaitsForItsReaders) {
  Database database = open_with_table({.checkpoints = Checkpoints::by_hand});
  Database reader(url_, {.access = Access::read_only});
  insert(database, 1);
  Transaction transaction(reader, Transaction::Kind::read);
  EXPECT_EQ(count(reader), 1);
  insert(database, 2);
  database.checkpoint();
  EXPECT_GT(database.uncopied_bytes(), 0U);
}

TEST_F(DatabaseTest, LogDoesNotWaitForAQueryLeftInItsMidst) {
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
