#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <optional>
#include <string>

#include "store/database.hpp"
#include "store/test_databases.hpp"
#include "store/test_postgres_relay.hpp"
#include "store/transaction.hpp"

namespace tributary::store {
namespace {

/// What is PostgreSQL's own: its sessions, and what becomes of them.
class PostgresTest : public OnPostgres {
 protected:
  /// As it stands in the query, which ends with a NUL: not that of `READ COMMITTED`.
  static constexpr std::string_view the_commit{"COMMIT\0", 7};

  Database open_with_table() {
    Database database(url_);
    database.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    return database;
  }
  static void insert(Database& database, std::int64_t id) {
    database.statement("INSERT INTO fact (id, name) VALUES ($1, $2)").run(id, "a name");
  }
  std::int64_t rows() {
    Database reader(url_, {.access = Access::read_only});
    return number_from(reader, "SELECT count(*) FROM fact");
  }
  static std::string text_from(Database& database, const std::string& sql) {
    Statement query = database.prepare(sql);
    return query.step() ? std::string(query.text(0)) : "";
  }
  /// Ends the session of a connection, as an operator does, and waits until it has ended.
  void end_session(Database& database) {
    const std::string process = std::to_string(number_from(database, "SELECT pg_backend_pid()"));
    Database other(url_, {.access = Access::read_only});
    ASSERT_EQ(number_from(other, "SELECT pg_terminate_backend(" + process + ", 10000)"), 1);
  }
  /// The server is gone without a word to it.
  void lose_line(std::unique_ptr<PostgresRelay>& relay, std::optional<Database>& database) {
    relay = std::make_unique<PostgresRelay>(server_, "never said", PostgresRelay::Cut::before);
    database.emplace(schema_->url_at(relay->url()));
    relay.reset();
  }
  static void expect_lost(Database& database) {
    EXPECT_EQ(fault_of([&] { insert(database, 7); }), FaultKind::lost);
    EXPECT_EQ(fault_of([&] { database.execute("SELECT 1"); }), FaultKind::lost);
    EXPECT_EQ(fault_of([&] { database.prepare("SELECT 1"); }), FaultKind::lost);
    EXPECT_EQ(fault_of([&] { database.has_table("fact"); }), FaultKind::lost);
    EXPECT_EQ(fault_of([&] { Transaction transaction(database); }), FaultKind::lost);
    EXPECT_NO_THROW(database.checkpoint());
  }
};

/// libpq may see that it cannot write, and go on believing in the line.
TEST_F(PostgresTest, AServerThatLeftWithoutAWordIsLostWhateverIsAskedFirst) {
  {
    open_with_table();
  }
  std::unique_ptr<PostgresRelay> relay;
  std::optional<Database> database;
  lose_line(relay, database);
  EXPECT_EQ(fault_of([&] { database->prepare("SELECT 1"); }), FaultKind::lost);
  lose_line(relay, database);
  EXPECT_EQ(fault_of([&] { insert(*database, 1); }), FaultKind::lost);
  lose_line(relay, database);
  EXPECT_EQ(fault_of([&] { Transaction transaction(*database); }), FaultKind::lost);
  lose_line(relay, database);
  EXPECT_EQ(fault_of([&] { database->has_table("fact"); }), FaultKind::lost);
}

TEST_F(PostgresTest, CommitThatNobodyHeardIsUnknown) {
  {
    const Database first = open_with_table();
  }
  const PostgresRelay relay(server_, the_commit, PostgresRelay::Cut::before);
  Database database(schema_->url_at(relay.url()));
  {
    Transaction transaction(database);
    insert(database, 1);
    EXPECT_EQ(fault_of([&] { transaction.commit(); }), FaultKind::unknown);
  }
  EXPECT_EQ(rows(), 0);
  expect_lost(database);
}

TEST_F(PostgresTest, CommitThatNobodyAnsweredIsUnknownAndThere) {
  {
    const Database first = open_with_table();
  }
  const PostgresRelay relay(server_, the_commit, PostgresRelay::Cut::unheard);
  Database database(schema_->url_at(relay.url()));
  {
    Transaction transaction(database);
    insert(database, 1);
    EXPECT_EQ(fault_of([&] { transaction.commit(); }), FaultKind::unknown);
  }
  EXPECT_EQ(rows(), 1);
  expect_lost(database);
}

TEST_F(PostgresTest, AStatementOfItsOwnIsACommitToo) {
  {
    const Database first = open_with_table();
  }
  {
    const PostgresRelay relay(server_, "the word", PostgresRelay::Cut::unheard);
    Database database(schema_->url_at(relay.url()));
    Statement& statement = database.statement("INSERT INTO fact (id, name) VALUES ($1, $2)");
    EXPECT_EQ(fault_of([&] { statement.run(1, "the word"); }), FaultKind::unknown);
  }
  EXPECT_EQ(rows(), 1);
  const PostgresRelay relay(server_, "the word", PostgresRelay::Cut::unheard);
  Database database(schema_->url_at(relay.url()));
  Statement& statement = database.statement("INSERT INTO fact (id, name) VALUES ($1, $2)");
  const Transaction transaction(database);
  EXPECT_EQ(fault_of([&] { statement.run(2, "the word"); }), FaultKind::lost);
  EXPECT_EQ(rows(), 1);
}

TEST_F(PostgresTest, WhatIsExecutedAloneIsACommitToo) {
  {
    const Database first = open_with_table();
  }
  const PostgresRelay relay(server_, "the word", PostgresRelay::Cut::unheard);
  Database database(schema_->url_at(relay.url()));
  const auto insert_alone = [&] { database.execute("INSERT INTO fact VALUES (1, 'the word')"); };
  EXPECT_EQ(fault_of(insert_alone), FaultKind::unknown);
  EXPECT_EQ(rows(), 1);
}

TEST_F(PostgresTest, ServerGoneInTheMidstOfAnAnswer) {
  {
    Database first = open_with_table();
    first.execute(
        "INSERT INTO fact SELECT n, repeat('x', 100) FROM generate_series(1, 9999) AS s(n)");
  }
  const PostgresRelay relay(server_, "the word", PostgresRelay::Cut::midst);
  Database database(schema_->url_at(relay.url()), {.access = Access::read_only});
  Statement query = database.prepare("SELECT id FROM fact WHERE name <> $1 ORDER BY id");
  query.bind("the word");
  int read = 0;
  EXPECT_EQ(fault_of([&] {
              while (query.step()) EXPECT_EQ(query.integer(0), ++read);
            }),
            FaultKind::lost);
  EXPECT_GT(read, 0);
  EXPECT_EQ(fault_of([&] { query.step(); }), FaultKind::lost);
  expect_lost(database);
}

TEST_F(PostgresTest, ServerGoneWhileRowsArePutAside) {
  {
    Database first = open_with_table();
    first.execute(
        "INSERT INTO fact SELECT n, repeat('x', 100) FROM generate_series(1, 9999) AS s(n)");
  }
  const PostgresRelay relay(server_, "the word", PostgresRelay::Cut::midst);
  Database database(schema_->url_at(relay.url()), {.access = Access::read_only});
  Statement other = database.prepare("SELECT 1");
  Statement query = database.prepare("SELECT id FROM fact WHERE name <> $1 ORDER BY id");
  ASSERT_TRUE(query.bind("the word").step());
  EXPECT_EQ(fault_of([&] { other.step(); }), FaultKind::lost);
  EXPECT_EQ(query.integer(0), 1) << "the row that it is at stays";
  EXPECT_EQ(fault_of([&] {
              while (query.step()) {
              }
            }),
            FaultKind::lost)
      << "what arrived is no whole answer";
}

TEST_F(PostgresTest, EndedSessionIsLostAndItsTransactionIsNotUnknown) {
  Database database = open_with_table();
  {
    Transaction transaction(database);
    insert(database, 1);
    end_session(database);
    EXPECT_EQ(fault_of([&] { transaction.commit(); }), FaultKind::lost);
  }
  expect_lost(database);
  Database next(url_);  // the lock went with the session
  EXPECT_EQ(rows(), 0);
  database = std::move(next);
  insert(database, 1);
  EXPECT_EQ(rows(), 1);
}

TEST_F(PostgresTest, WhatAServerKnownToBeGoneDidNotHearIsNotUnknown) {
  Database database = open_with_table();
  insert(database, 1);
  end_session(database);
  EXPECT_EQ(fault_of([&] { insert(database, 2); }), FaultKind::lost);
  database = Database(url_);
  end_session(database);
  EXPECT_EQ(fault_of([&] { database.execute("INSERT INTO fact VALUES (2, '')"); }),
            FaultKind::lost);
  database = Database(url_);
  Statement query = database.prepare("INSERT INTO fact VALUES (2, '') RETURNING id");
  end_session(database);
  EXPECT_EQ(fault_of([&] { query.step(); }), FaultKind::lost);
  EXPECT_EQ(rows(), 1);
}

/// As where the platform is killed and started again at once.
TEST_F(PostgresTest, AServerThatDoesNotFlushIsFoundOut) {
  Database database(url_);
  const bool flushes = text_from(database, "SELECT current_setting('fsync')") == "on";
  EXPECT_EQ(!database.why_not_durable(), flushes);
}

TEST_F(PostgresTest, EachPartOfASchemaHasOneWriter) {
  const Database journal(url_, {.part = "journal"});
  const Database rows(url_, {.part = "rows"});
  EXPECT_EQ(fault_of([&] { Database second(url_, {.part = "rows"}); }), FaultKind::busy);
}

TEST_F(PostgresTest, AKilledWriterMakesPlaceForTheNext) {
  const pid_t writer = ::fork();
  if (writer == 0) {
    try {
      Database(url_).execute("SELECT pg_sleep(600)");
    } catch (const StoreFault&) {  // it is told below, where nobody is seen to sleep
    }
    ::_exit(1);
  }
  bool sleeps = false;
  {
    Database reader(url_, {.access = Access::read_only});
    Statement asleep = reader.prepare(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event = 'PgSleep' AND pid IN (SELECT pid FROM pg_locks WHERE locktype "
        "= 'advisory' AND objid = CAST(CAST(current_schema() AS regnamespace) AS oid))");
    while (!sleeps && ::waitpid(writer, nullptr, WNOHANG) == 0) {
      ASSERT_TRUE(asleep.step());
      sleeps = asleep.integer(0) == 1;
      asleep.reset();
    }
  }
  ASSERT_TRUE(sleeps);
  ::kill(writer, SIGKILL);
  ::waitpid(writer, nullptr, 0);
  EXPECT_EQ(fault_of([&] { Database next(url_); }), std::nullopt);
}

TEST_F(PostgresTest, AQueryKnowsThatItIsLost) {
  Database database = open_with_table();
  Statement query = database.prepare("SELECT count(*) FROM fact");
  end_session(database);
  EXPECT_EQ(fault_of([&] { query.step(); }), FaultKind::lost);
}

TEST_F(PostgresTest, EachSchemaHasItsWriter) {
  const PostgresSchema another(server_);
  Database one = open_with_table();
  const Database other(another.url());
  Database both(another.url() + "," + schema_->name(), {.access = Access::read_only});
  EXPECT_FALSE(both.has_table("fact"));
  EXPECT_EQ(fault_of([&] { both.prepare("SELECT id FROM fact"); }), FaultKind::other);
  EXPECT_EQ(fault_of([&] { Database second(url_); }), FaultKind::busy);
  EXPECT_EQ(fault_of([&] { Database second(another.url()); }), FaultKind::busy);
}

TEST_F(PostgresTest, ALockGoesWithTheDatabaseWhateverIsLeft) {
  std::optional<Database> database = open_with_table();
  insert(*database, 1);
  insert(*database, 2);
  Statement query = database->prepare("SELECT id FROM fact ORDER BY id");
  Statement unused = database->prepare("SELECT id FROM fact");
  ASSERT_TRUE(query.step());
  query.reset();
  database.reset();
  Database next(url_);
  EXPECT_EQ(fault_of([&] { query.step(); }), FaultKind::lost);
}

TEST_F(PostgresTest, ALockGoesWithTheDatabaseInTheMidstOfAQuery) {
  std::optional<Database> database = open_with_table();
  Statement query = database->prepare("SELECT n FROM generate_series(1, 1000000) AS s(n)");
  ASSERT_TRUE(query.step());
  database.reset();
  EXPECT_EQ(fault_of([&] { Database next(url_); }), std::nullopt);
  EXPECT_EQ(fault_of([&] { query.step(); }), FaultKind::lost);
}

TEST_F(PostgresTest, ASchemaThatIsNotThereIsTold) {
  EXPECT_EQ(fault_of([&] { Database database(url_ + "x"); }), FaultKind::other);
}

TEST_F(PostgresTest, AReaderWritesInNoWay) {
  Database writer = open_with_table();
  Database reader(url_, {.access = Access::read_only});
  EXPECT_EQ(fault_of([&] { reader.execute("CREATE TABLE a (id INTEGER)"); }), FaultKind::other);
  {
    Transaction transaction(reader);
    EXPECT_EQ(fault_of([&] { insert(reader, 1); }), FaultKind::other);
  }
  {
    Transaction transaction(writer, Transaction::Kind::read);
    EXPECT_EQ(fault_of([&] { insert(writer, 1); }), FaultKind::other);
  }
  EXPECT_EQ(rows(), 0);
}

TEST_F(PostgresTest, DurabilityIsThatOfTheCommit) {
  Database database(url_);
  const std::string asked = "SELECT current_setting('synchronous_commit')";
  EXPECT_EQ(text_from(database, asked), "on");
  for (const Durability durability : {Durability::normal, Durability::off}) {
    database.set_durability(durability);
    EXPECT_EQ(text_from(database, asked), "off");
  }
  database.set_durability(Durability::full);
  EXPECT_EQ(text_from(database, asked), "on");
}

TEST_F(PostgresTest, TextIsComparedByItsBytesWhateverTheDatabaseDoes) {
  Database database = open_with_table();
  insert(database, 1);
  EXPECT_EQ(text_from(database, "SELECT pg_collation_for(name) FROM fact"), "\"C\"");
}

TEST_F(PostgresTest, NoticesAreNotForTheConsole) {
  testing::internal::CaptureStderr();
  {
    Database database(url_);
    database.execute("DROP TABLE IF EXISTS nothing");
    database.statement("DROP TABLE IF EXISTS nothing").run();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(PostgresTest, WhatIsNoLongerPreparedIsForgotten) {
  Database database = open_with_table();
  constexpr int many = 200;
  for (int n = 0; n < many; ++n) {
    Transaction transaction(database);
    Statement query = database.prepare("SELECT id FROM fact");
    query.step();
  }
  EXPECT_LT(number_from(database, "SELECT count(*) FROM pg_prepared_statements"), many / 2);
}

TEST_F(PostgresTest, NothingIsLeftToCopy) {
  Database database = open_with_table();
  insert(database, 1);
  database.checkpoint();
  EXPECT_EQ(database.uncopied_bytes(), 0U);
}

TEST_F(PostgresTest, ARowIsReadOnAfterItsTransaction) {
  Database database = open_with_table();
  for (int id = 1; id <= 3; ++id) insert(database, id);
  Statement query = database.prepare("SELECT id FROM fact WHERE id < 9 ORDER BY id");
  std::int64_t read = 0;
  while (query.step()) {
    EXPECT_EQ(query.integer(0), ++read);
    Transaction transaction(database);
    insert(database, 10 + read);
    if (read != 2) transaction.commit();
  }
  EXPECT_EQ(read, 3);
  EXPECT_EQ(rows(), 5);
}

TEST_F(PostgresTest, AQueryBegunBehindACommitGoesOn) {
  Database database = open_with_table();
  Statement query = database.prepare("SELECT id FROM fact ORDER BY id");
  {
    Transaction transaction(database);
    for (int id = 1; id <= 2; ++id) insert(database, id);
    transaction.commit();
    ASSERT_TRUE(query.step());
  }
  ASSERT_TRUE(query.step());
  EXPECT_EQ(query.integer(0), 2);
}

}  // namespace
}  // namespace tributary::store
