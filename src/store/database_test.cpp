#include "store/database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "store/test_databases.hpp"
#include "store/transaction.hpp"

namespace tributary::store {
namespace {

using namespace std::string_literals;

class DatabaseTest : public EachBackend {
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
    return number_from(database, "SELECT count(*) FROM fact");
  }
};

INSTANTIATE_TEST_SUITE_P(Each, DatabaseTest, each_backend(), name_of_backend);

TEST_P(DatabaseTest, NumbersComeBackAsTheyWent) {
  Database database(url_);
  Statement echo = database.prepare("SELECT CAST($1 AS INTEGER)");
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

TEST_P(DatabaseTest, TextAndBytesComeBackAsTheyWent) {
  Database database(url_);
  Statement echo = database.prepare("SELECT CAST($1 AS TEXT), CAST($2 AS BLOB)");
  for (const std::string& text : {""s, "plain"s, "一百元"s}) {
    std::vector<std::byte> bytes;
    for (const char each : text) bytes.insert(bytes.end(), {std::byte(each), std::byte{0}});
    ASSERT_TRUE(echo.bind(text, bytes).step());
    EXPECT_EQ(echo.text(0), text);
    EXPECT_TRUE(std::ranges::equal(echo.blob(1), bytes));
    EXPECT_FALSE(echo.is_null(0));
    EXPECT_FALSE(echo.is_null(1));
  }
  ASSERT_TRUE(echo.bind(nullptr, std::optional<std::string>()).step());
  EXPECT_TRUE(echo.is_null(0));
  EXPECT_TRUE(echo.is_null(1));
}

TEST_P(DatabaseTest, BoundValuesAreCopiedForStep) {
  Database database(url_);
  Statement echo = database.prepare("SELECT CAST($1 AS TEXT)");
  echo.bind("gone when it is "s + "stepped");
  ASSERT_TRUE(echo.step());
  EXPECT_EQ(echo.text(0), "gone when it is stepped");
}

TEST_P(DatabaseTest, RunTellsHowManyRowsChanged) {
  Database database = open_with_table();
  for (int id = 1; id <= 5; ++id) insert(database, id);
  EXPECT_EQ(database.statement("DELETE FROM fact WHERE id > $1").run(2), 3);
  EXPECT_EQ(database.statement("DELETE FROM fact WHERE id > $1").run(2), 0);
}

TEST_P(DatabaseTest, ConstraintsAreConflicts) {
  Database database = open_with_table();
  insert(database, 1);
  EXPECT_THROW(insert(database, 1), StoreConflict);
  EXPECT_THROW(database.statement("INSERT INTO fact VALUES ($1, $2)").run(2, nullptr),
               StoreConflict);
  insert(database, 2);
  EXPECT_EQ(count(database), 2);
}

TEST_P(DatabaseTest, BadSqlIsAFault) {
  Database database(url_);
  EXPECT_EQ(fault_of([&] { database.execute("SELEC 1"); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { database.statement("SELECT a FROM b"); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { database.statement("SELECT a FROM b"); }), FaultKind::other);
}

TEST_P(DatabaseTest, OnlyKnownUrlsOpen) {
  EXPECT_EQ(fault_of([] { Database("oracle:somewhere"); }), FaultKind::other);
  EXPECT_EQ(fault_of([] { Database("sqlite:/no/such/folder/a.db"); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { Database(url_ + "x", {.access = Access::read_only}); }),
            FaultKind::other);
}

TEST_P(DatabaseTest, TransactionRollsBackUnlessCommitted) {
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

TEST_P(DatabaseTest, TransactionsDoNotNest) {
  Database database = open_with_table();
  {
    const Transaction outer(database);
    insert(database, 1);
    for (const auto kind : {Transaction::Kind::read, Transaction::Kind::write}) {
      EXPECT_EQ(fault_of([&] { Transaction inner(database, kind); }), FaultKind::other);
    }
    EXPECT_EQ(count(database), 1);
  }
  EXPECT_EQ(count(database), 0);
}

TEST_P(DatabaseTest, ReadingTransactionSeesOneState) {
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

TEST_P(DatabaseTest, ReaderCannotWrite) {
  Database writer = open_with_table();
  Database reader(url_, {.access = Access::read_only});
  EXPECT_EQ(fault_of([&] { insert(reader, 1); }), FaultKind::other);
}

TEST_P(DatabaseTest, OneWriterAFile) {
  {
    Database writer = open_with_table();
    EXPECT_EQ(fault_of([&] { Database second(url_); }), FaultKind::busy);
  }
  Database next(url_);
  EXPECT_EQ(count(next), 0);
}

TEST_P(DatabaseTest, EachKindOfConstraintIsAConflict) {
  Database database = open_with_table();
  database.execute(
      "CREATE TABLE part (id INTEGER PRIMARY KEY, fact INTEGER REFERENCES fact (id), "
      "share INTEGER NOT NULL CHECK (share > 0))");
  insert(database, 1);
  Statement& part = database.statement("INSERT INTO part (id, fact, share) VALUES ($1, $2, $3)");
  EXPECT_EQ(part.run(1, 1, 5), 1);
  EXPECT_THROW(part.run(1, 1, 5), StoreConflict) << "the key";
  EXPECT_THROW(part.run(2, 7, 5), StoreConflict) << "the foreign key";
  EXPECT_THROW(part.run(2, 1, 0), StoreConflict) << "the check";
  EXPECT_THROW(part.run(2, 1, nullptr), StoreConflict) << "not null";
  EXPECT_EQ(part.run(2, nullptr, 5), 1);
}

TEST_P(DatabaseTest, BytesOfAnyLengthAreKept) {
  Database database(url_);
  database.execute("CREATE TABLE scan (id INTEGER PRIMARY KEY, bytes BLOB, name TEXT)");
  Statement& insert = database.statement("INSERT INTO scan (id, bytes, name) VALUES ($1, $2, $3)");
  Statement& find = database.statement("SELECT bytes, name FROM scan WHERE id = $1");
  int id = 0;
  for (const std::size_t size : {0, 1, 1 << 20}) {
    std::vector<std::byte> bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7);
    EXPECT_EQ(insert.run(++id, bytes, std::string(size, 'n')), 1);
    ASSERT_TRUE(find.bind(id).step());
    EXPECT_FALSE(find.is_null(0));
    EXPECT_TRUE(std::ranges::equal(find.blob(0), bytes));
    EXPECT_EQ(find.text(1).size(), size);
    EXPECT_FALSE(find.step());
  }
}

TEST_P(DatabaseTest, NullReadsAsNothing) {
  Database database(url_);
  database.execute("CREATE TABLE gap (id INTEGER PRIMARY KEY, n INTEGER, t TEXT, b BLOB)");
  database.statement("INSERT INTO gap (id, n, t, b) VALUES ($1, $2, $3, $4)")
      .run(1, nullptr, nullptr, nullptr);
  Statement query = database.prepare("SELECT n, t, b FROM gap");
  ASSERT_TRUE(query.step());
  EXPECT_TRUE(query.is_null(0));
  EXPECT_EQ(query.integer(0), 0);
  EXPECT_TRUE(query.text(1).empty());
  EXPECT_TRUE(query.blob(2).empty());
}

TEST_P(DatabaseTest, AParameterMayBeUsedTwice) {
  Database database = open_with_table();
  for (int id = 1; id <= 5; ++id) insert(database, id);
  Statement& query =
      database.statement("SELECT count(*) FROM fact WHERE id = $1 OR id = $1 + $2 OR id = $2");
  ASSERT_TRUE(query.bind(1, 3).step());
  EXPECT_EQ(query.integer(0), 3);
}

TEST_P(DatabaseTest, NumbersAreWideBesideNarrowOnes) {
  Database database(url_);
  const std::int64_t wide = std::int64_t{1} << 40;
  Statement query = database.prepare("SELECT COALESCE($1, 0), $2 + 1, CASE WHEN 1 > $3 THEN 1 END");
  ASSERT_TRUE(query.bind(wide, wide, wide).step());
  EXPECT_EQ(query.integer(0), wide);
  EXPECT_EQ(query.integer(1), wide + 1);
  EXPECT_TRUE(query.is_null(2));
}

TEST_P(DatabaseTest, SumsAndTruthAreNumbers) {
  Database database = open_with_table();
  for (const std::int64_t id : {std::int64_t{-5}, std::numeric_limits<std::int64_t>::max(),
                                std::numeric_limits<std::int64_t>::min()}) {
    insert(database, id);
  }
  EXPECT_EQ(number_from(database, "SELECT sum(id) FROM fact WHERE id <> -5"), -1);
  EXPECT_EQ(number_from(database, "SELECT sum(id) FROM fact WHERE id > 0"),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(number_from(database, "SELECT sum(id) FROM fact WHERE id < -5"),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(number_from(database, "SELECT sum(id) FROM fact WHERE id = -5"), -5);
  EXPECT_TRUE(fault_of([&] { number_from(database, "SELECT sum(id) FROM fact WHERE id < 0"); }));
  EXPECT_EQ(number_from(database, "SELECT EXISTS (SELECT 1 FROM fact WHERE id = -5)"), 1);
  EXPECT_EQ(number_from(database, "SELECT EXISTS (SELECT 1 FROM fact WHERE id = 5)"), 0);
}

TEST_P(DatabaseTest, TextIsOrderedByItsBytes) {
  Database database = open_with_table();
  Statement& insert = database.statement("INSERT INTO fact (id, name) VALUES ($1, $2)");
  for (const char* name : {"b", "B", "a", "一", "é", "A"}) insert.run(count(database), name);
  Statement query = database.prepare("SELECT name FROM fact ORDER BY name");
  std::string order;
  while (query.step()) order += query.text(0);
  EXPECT_EQ(order, "ABabé一");
}

TEST_P(DatabaseTest, ManyRowsAreRead) {
  Database database = open_with_table();
  constexpr std::int64_t rows = 10'000;
  {
    Transaction transaction(database);
    for (std::int64_t id = 0; id < rows; ++id) insert(database, id);
    transaction.commit();
  }
  Statement query = database.prepare("SELECT id, name FROM fact ORDER BY id");
  for (std::int64_t id = 0; id < rows; ++id) {
    ASSERT_TRUE(query.step());
    ASSERT_EQ(query.integer(0), id);
    ASSERT_EQ(query.text(1), "a name");
  }
  EXPECT_FALSE(query.step());
}

TEST_P(DatabaseTest, AQueryGoesOnBesideOthers) {
  Database database = open_with_table();
  constexpr std::int64_t rows = 20;
  for (std::int64_t id = 0; id < rows; ++id) insert(database, id);
  Statement outer = database.prepare("SELECT id, name FROM fact WHERE id < 1000 ORDER BY id");
  Statement& inner = database.statement("SELECT id FROM fact WHERE id >= $1 ORDER BY id");
  for (std::int64_t id = 0; id < rows; ++id) {
    ASSERT_TRUE(outer.step());
    ASSERT_EQ(outer.integer(0), id);
    ASSERT_TRUE(inner.bind(id).step());
    ASSERT_EQ(inner.integer(0), id);
    insert(database, 1000 + id);
    ASSERT_EQ(outer.text(1), "a name");
  }
  EXPECT_FALSE(outer.step());
  EXPECT_EQ(count(database), 2 * rows);
}

TEST_P(DatabaseTest, AQueryLeftInItsMidstBeginsAnew) {
  Database database = open_with_table();
  for (int id = 1; id <= 3; ++id) insert(database, id);
  Statement query = database.prepare("SELECT id FROM fact WHERE id > $1 ORDER BY id");
  query.bind(1);
  for (int time = 0; time < 2; ++time) {
    ASSERT_TRUE(query.step());
    EXPECT_EQ(query.integer(0), 2);
    query.reset();
  }
  while (query.step()) {
  }
  ASSERT_TRUE(query.step()) << "after the end too";
  EXPECT_EQ(query.integer(0), 2);
  ASSERT_TRUE(query.bind(2).step());
  EXPECT_EQ(query.integer(0), 3);
  query.run(0);
  EXPECT_FALSE(query.step()) << "run forgets what it binds";
}

TEST_P(DatabaseTest, RowsOfAWriteAreRead) {
  Database database = open_with_table();
  Statement& insert = database.statement(
      "INSERT INTO fact (id, name) VALUES ($1, $2) "
      "ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id, name");
  for (const char* name : {"first", "second"}) {
    ASSERT_TRUE(insert.bind(4, name).step());
    EXPECT_EQ(insert.integer(0), 4);
    EXPECT_EQ(insert.text(1), name);
    EXPECT_FALSE(insert.step());
  }
  EXPECT_EQ(count(database), 1);
  EXPECT_EQ(insert.run(4, "third"), 1);
}

TEST_P(DatabaseTest, TablesAreKnownByName) {
  Database database = open_with_table();
  EXPECT_TRUE(database.has_table("fact"));
  EXPECT_FALSE(database.has_table("fiction"));
}

TEST_P(DatabaseTest, AReadingTransactionEndsItsQueries) {
  Database database = open_with_table();
  for (int id = 1; id <= 3; ++id) insert(database, id);
  Statement& first = database.statement("SELECT id FROM fact ORDER BY id");
  Statement& second = database.statement("SELECT id FROM fact WHERE id > 1 ORDER BY id");
  {
    Transaction transaction(database, Transaction::Kind::read);
    for (Statement* query : {&first, &second}) {
      query->step();
      query->step();
    }
  }
  ASSERT_TRUE(first.step());
  EXPECT_EQ(first.integer(0), 1);
  ASSERT_TRUE(second.step());
  EXPECT_EQ(second.integer(0), 2);
}

TEST_P(DatabaseTest, AMovedDatabaseGoesOn) {
  Database first = open_with_table();
  insert(first, 1);
  Database second = std::move(first);
  insert(second, 2);
  EXPECT_EQ(count(second), 2);
  second = Database(url_, {.access = Access::read_only});
  EXPECT_EQ(count(second), 2);
  const Database next(url_);  // the first one's lock went with it
}

}  // namespace
}  // namespace tributary::store
