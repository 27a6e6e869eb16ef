#include "store/postgres_fault.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "store/database.hpp"
#include "store/test_databases.hpp"
#include "store/transaction.hpp"

namespace tributary::store {
namespace {

TEST(PostgresFault, StatesAreWhatOneCanActOn) {
  struct Case {
    const char* sqlstate;
    FaultKind kind;
  };
  constexpr std::array cases{
      Case{"23505", FaultKind::conflict},  Case{"23000", FaultKind::conflict},
      Case{"40001", FaultKind::busy},      Case{"40P01", FaultKind::busy},
      Case{"55P03", FaultKind::busy},      Case{"57014", FaultKind::busy},
      Case{"53300", FaultKind::busy},      Case{"53100", FaultKind::full},
      Case{"XX001", FaultKind::damaged},   Case{"XX000", FaultKind::other},
      Case{"57P01", FaultKind::lost},      Case{"08006", FaultKind::lost},
      Case{"22021", FaultKind::bad_value}, Case{"22003", FaultKind::bad_value},
      Case{"54000", FaultKind::bad_value}, Case{"42P01", FaultKind::other},
      Case{"25006", FaultKind::other},     Case{"", FaultKind::other},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(kind_of_sqlstate(each.sqlstate), each.kind) << each.sqlstate;
  }
}

TEST(PostgresFault, AServerThatIsNotThereIsLost) {
  EXPECT_EQ(fault_of([] { Database("postgresql://127.0.0.1:1/nobody"); }), FaultKind::lost);
  EXPECT_EQ(fault_of([] { Database("postgres:///a?host=/no/such/folder"); }), FaultKind::lost);
}

TEST(PostgresFault, APasswordIsNotTold) {
  for (const char* url :
       {"postgresql://me:secret%zz@127.0.0.1/a", "postgresql://me:secret@127.0.0.1:1/a",
        "postgresql://me:secret@127.0.0.1:1/a?secret=1", "postgres//me:secret@there/a",
        "postgresql:me:secret@there/a", "postgresql://me:se@secret@there.invalid/a",
        "postgresql://me:se/secret@there.invalid/a", "postgresql://me:1/secret@127.0.0.1/a",
        "postgresql://me:secret/a", "postgresql://me:secret"}) {
    try {
      const Database database(url);
      FAIL() << url;
    } catch (const StoreFault& fault) {
      EXPECT_FALSE(std::string(fault.what()).contains("secret")) << fault.what();
    }
  }
}

class PostgresFaultTest : public OnPostgres {};

TEST_F(PostgresFaultTest, AnAtSignMayStandInAParameterOfTheUrl) {
  EXPECT_EQ(fault_of([&] { Database database(url_ + "&application_name=me@here"); }), std::nullopt);
}

TEST_F(PostgresFaultTest, WhatIsToldHasNoValuesInIt) {
  Database database(url_);
  database.execute("CREATE TABLE person (email TEXT PRIMARY KEY)");
  Statement& insert = database.statement("INSERT INTO person (email) VALUES ($1)");
  insert.run("li@example.com");
  try {
    insert.run("li@example.com");
    FAIL();
  } catch (const StoreConflict& fault) {
    const std::string told = fault.what();
    EXPECT_TRUE(told.contains("person_pkey") && told.contains("[23505]")) << told;
    EXPECT_FALSE(told.contains("li@")) << told;
    EXPECT_EQ(fault.code(), std::stoi("23505", nullptr, 36));
  }
}

TEST_F(PostgresFaultTest, WhatIsToldHasNoTextOfAColumnInIt) {
  Database database(url_);
  database.execute("CREATE TABLE person (email TEXT PRIMARY KEY)");
  database.statement("INSERT INTO person (email) VALUES ($1)").run("li@example.com");
  try {
    number_from(database, "SELECT CAST(email AS INTEGER) FROM person");
    FAIL();
  } catch (const StoreFault& fault) {
    const std::string told = fault.what();
    EXPECT_TRUE(told.contains("[22P02]")) << told;
    EXPECT_FALSE(told.contains("li@")) << told;
    EXPECT_EQ(fault.kind(), FaultKind::bad_value);
  }
}

TEST_F(PostgresFaultTest, WhatCannotBeBoundIsNotKept) {
  Database database(url_);
  Statement query = database.prepare("SELECT CAST($1 AS TEXT), CAST($2 AS TEXT)");
  using namespace std::string_view_literals;
  {
    const std::string gone(1000, 'x');
    EXPECT_EQ(fault_of([&] { query.bind(gone, "\0"sv); }), FaultKind::bad_value);
  }
  ASSERT_TRUE(query.step());
  EXPECT_TRUE(query.is_null(0));
  EXPECT_TRUE(query.is_null(1));
}

TEST_F(PostgresFaultTest, WhatCannotBeKeptIsABadValue) {
  Database database(url_);
  database.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, half SMALLINT)");
  Statement& insert = database.statement("INSERT INTO note (id, text) VALUES ($1, $2)");
  using namespace std::string_view_literals;
  EXPECT_EQ(fault_of([&] { insert.run(1, "a\0b"sv); }), FaultKind::bad_value) << "a NUL";
  EXPECT_EQ(fault_of([&] { insert.bind(1, "\0"sv); }), FaultKind::bad_value) << "a NUL alone";
  EXPECT_EQ(fault_of([&] { insert.run(1, "\xff"sv); }), FaultKind::bad_value) << "no UTF-8";
  Statement& narrow = database.statement("INSERT INTO note (id, half) VALUES ($1, $2)");
  EXPECT_EQ(fault_of([&] { narrow.run(1, 1 << 20); }), FaultKind::bad_value);
  EXPECT_EQ(number_from(database, "SELECT count(*) FROM note"), 0);
  EXPECT_EQ(insert.run(1, "good"), 1);
  EXPECT_EQ(narrow.run(2, -7), 1);
  EXPECT_EQ(number_from(database, "SELECT half FROM note WHERE id = 2"), -7);
}

TEST_F(PostgresFaultTest, AValueOfAnotherTypeIsAFault) {
  Database database(url_);
  database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB)");
  Statement& insert = database.statement("INSERT INTO fact (id, name, bytes) VALUES ($1, $2, $3)");
  EXPECT_EQ(fault_of([&] { insert.run("1", "a", nullptr); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { insert.run(1, 1, nullptr); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { insert.run(1, "a", "text"); }), FaultKind::other);
  insert.run(1, "a", nullptr);
  Statement query = database.prepare("SELECT id, name, id / 2.0, id < 5 FROM fact");
  ASSERT_TRUE(query.step());
  EXPECT_EQ(fault_of([&] { static_cast<void>(query.text(0)); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { static_cast<void>(query.integer(1)); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { static_cast<void>(query.integer(2)); }), FaultKind::bad_value);
  EXPECT_EQ(query.integer(3), 1);
  EXPECT_TRUE(query.is_null(4));
}

TEST_F(PostgresFaultTest, WhoWaitsTooLongForALockIsBusy) {
  Database database(url_);
  database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY)");
  const Transaction transaction(database);
  database.execute("LOCK TABLE fact IN ACCESS EXCLUSIVE MODE");
  Database reader(url_, {.access = Access::read_only});
  EXPECT_EQ(number_from(reader, "SELECT 1 WHERE current_setting('lock_timeout') = '5s'"), 1);
  reader.execute("SET lock_timeout = '1ms'");
  EXPECT_EQ(fault_of([&] { number_from(reader, "SELECT count(*) FROM fact"); }), FaultKind::busy);
}

TEST_F(PostgresFaultTest, ATransactionWithAFaultInItIsNotCommitted) {
  Database database(url_);
  database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY)");
  Statement& insert = database.statement("INSERT INTO fact (id) VALUES ($1)");
  {
    Transaction transaction(database);
    insert.run(1);
    EXPECT_THROW(insert.run(1), StoreConflict);
    EXPECT_EQ(fault_of([&] { insert.run(2); }), FaultKind::other);
    EXPECT_EQ(fault_of([&] { transaction.commit(); }), FaultKind::other);
  }
  EXPECT_EQ(number_from(database, "SELECT count(*) FROM fact"), 0);
  Transaction transaction(database);
  insert.run(1);
  transaction.commit();
}

TEST_F(PostgresFaultTest, CopyIsNotSpoken) {
  Database database(url_);
  database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY)");
  Statement insert = database.prepare("INSERT INTO fact (id) VALUES ($1) RETURNING id");
  std::int64_t rows = 0;
  for (const std::string copy : {"COPY fact FROM STDIN", "COPY fact TO STDOUT"}) {
    Statement statement = database.prepare(copy);
    const std::array<std::function<void()>, 3> ways{
        [&] { database.execute(copy); }, [&] { statement.run(); }, [&] { statement.step(); }};
    for (const auto& way : ways) {
      EXPECT_EQ(fault_of(way), FaultKind::other) << copy;
      insert.bind(++rows);
      EXPECT_EQ(fault_of([&] { EXPECT_TRUE(insert.step()); }), std::nullopt) << "the line is free";
    }
    statement.reset();
  }
  EXPECT_EQ(number_from(database, "SELECT count(*) FROM fact"), rows);
}

}  // namespace
}  // namespace tributary::store
