#include "rows/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/committer.hpp"
#include "rows/take_over.hpp"
#include "rows/test_notes.hpp"
#include "store/migrate.hpp"
#include "store/test_databases.hpp"

namespace tributary::rows {
namespace {

using namespace test_notes;
using testing::ElementsAre;
using testing::IsEmpty;

/// As the program before this one made them.
constexpr std::array<std::string_view, 5> older_tables{
    "CREATE TABLE row_state (id INTEGER NOT NULL, number INTEGER NOT NULL, time INTEGER NOT NULL, "
    "fact INTEGER NOT NULL, audit INTEGER NOT NULL, audit_hash BLOB NOT NULL, journal_sequence "
    "INTEGER NOT NULL, journal_hash BLOB NOT NULL, digest_key BLOB NOT NULL, platform BLOB NOT "
    "NULL, PRIMARY KEY (id))",
    "CREATE TABLE audit_line (number INTEGER NOT NULL, time INTEGER NOT NULL, actor INTEGER NOT "
    "NULL, party INTEGER NOT NULL, origin INTEGER NOT NULL, approver INTEGER NOT NULL, order_name "
    "TEXT NOT NULL, address TEXT NOT NULL, changes TEXT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY "
    "(number))",
    "CREATE TABLE fact (number INTEGER NOT NULL, time INTEGER NOT NULL, word TEXT NOT NULL, body "
    "BLOB NOT NULL, PRIMARY KEY (number))",
    "CREATE TABLE order_answer (high INTEGER NOT NULL, low INTEGER NOT NULL, asked BLOB NOT NULL, "
    "time INTEGER NOT NULL, status INTEGER NOT NULL, version INTEGER, body TEXT NOT NULL, PRIMARY "
    "KEY (high, low))",
    "CREATE INDEX order_answer_time ON order_answer (time)"};

class CheckTest : public store::EachBackend {
 protected:
  std::vector<Outcome> commit(const std::vector<Order>& orders) {
    RowsWorld world{.clock = [] { return protocol::Time{1'000'000}; },
                    .shown = [] { return protocol::Time{1'000'000}; },
                    .journal_end = [] { return JournalEnd(); },
                    .chance = counting_chance()};
    Committer committer(url_, std::span(&schema, 1), std::move(world));
    return committer.commit(orders);
  }
  void write(std::initializer_list<const char*> titles) {
    std::vector<Order> orders;
    for (const char* title : titles) orders.push_back(order_of(WriteNote{title, "green"}, title));
    commit(orders);
  }
  void tamper(const std::string& sql) { store::Database(url_).execute(sql); }
  std::string note(const char* title) {
    store::Database database(url_, {.access = store::Access::read_only});
    return "test_note " + std::to_string(note_called(database, title).value());
  }
  RowsBesideAudit check() {
    store::Database database(url_, {.access = store::Access::read_only});
    return check_rows(database, std::span(&schema, 1));
  }
  std::optional<std::string> audit_fault() {
    store::Database database(url_, {.access = store::Access::read_only});
    const RowsState state = *read_rows_state(database);
    return check_audit(database, {state.audit, state.audit_hash});
  }
  std::vector<AuditLine> lines() {
    store::Database database(url_, {.access = store::Access::read_only});
    return read_lines(database, 0, 1'000);
  }
};

INSTANTIATE_TEST_SUITE_P(Each, CheckTest, store::each_backend(), store::name_of_backend);

TEST_P(CheckTest, FindsRowsAsTheAuditSays) {
  write({"tea", "milk", "rum"});
  const std::uint64_t rum = std::stoull(note("rum").substr(10));
  commit({order_of(ChangeNote{rum, "brown"}, "a"), order_of(EraseNote{rum}, "b")});
  const RowsBesideAudit report = check();
  EXPECT_EQ(report.rows, 2U);
  EXPECT_THAT(report.differences, IsEmpty());
  EXPECT_EQ(report.not_taken_over, "");
  EXPECT_EQ(audit_fault(), std::nullopt);
}

TEST_P(CheckTest, ReadsWhateverATextHolds) {
  const std::string text = "\"}],\\{\b\f\n\r\t\x01\x1f\x7f/</中文😀";
  commit({order_of(WriteNote{text, text}, "a")});
  const RowsBesideAudit report = check();
  EXPECT_EQ(report.rows, 1U);
  EXPECT_THAT(report.differences, IsEmpty());
  EXPECT_EQ(audit_fault(), std::nullopt);
}

TEST_P(CheckTest, NamesARowThatWasChangedBehindTheAudit) {
  write({"tea", "milk"});
  tamper("UPDATE test_note SET text = 'black' WHERE title = 'milk'");
  EXPECT_THAT(
      check().differences,
      ElementsAre(note("milk") + " was changed: text is \"black\", and \"green\" by audit line 2"));
  tamper("UPDATE test_note SET text = NULL WHERE title = 'milk'");
  EXPECT_THAT(
      check().differences,
      ElementsAre(note("milk") + " was changed: text is absent, and \"green\" by audit line 2"));
}

TEST_P(CheckTest, NamesARowThatWasAddedBehindTheAudit) {
  write({"tea"});
  tamper("INSERT INTO test_note (note, version, title, opened_by) VALUES (77, 1, 'gin', '')");
  EXPECT_THAT(check().differences,
              ElementsAre("test_note 77 is there, and no audit line added it"));
}

TEST_P(CheckTest, NamesARowThatIsMissing) {
  write({"tea", "milk"});
  const std::string milk = note("milk");
  tamper("DELETE FROM test_note WHERE title = 'milk'");
  EXPECT_THAT(check().differences,
              ElementsAre(milk + " is missing: the last that was done to it is in audit line 2"));
}

TEST_P(CheckTest, NamesARowThatCameBack) {
  write({"tea"});
  const std::string tea = note("tea");
  const std::string number = tea.substr(10);
  commit({order_of(EraseNote{std::stoull(number)}, "b")});
  tamper("INSERT INTO test_note (note, version, title, opened_by) VALUES (" + number +
         ", 1, 'tea', '')");
  EXPECT_THAT(check().differences, ElementsAre(tea + " is there, and audit line 2 erased it"));
}

TEST_P(CheckTest, TellsTheFirstOfMany) {
  write({"tea"});
  for (int n = 0; n < 25; ++n) {
    const std::string number = std::to_string(100 + n);
    tamper("INSERT INTO test_note (note, version, title, opened_by) VALUES (" + number + ", 1, '" +
           number + "', '')");
  }
  const RowsBesideAudit report = check();
  EXPECT_EQ(report.differences.size(), 20U);
  EXPECT_EQ(report.differences_more, 5U);
}

TEST_P(CheckTest, FindsAnIndexThatIsNotTheLines) {
  write({"tea", "milk"});
  const std::string milk = note("milk");
  tamper("UPDATE audit_row SET image = NULL WHERE number = 2");
  EXPECT_EQ(audit_fault(), "audit line 2 is not found by " + milk + ", which it is about");
  tamper("DELETE FROM audit_row WHERE number = 2");
  EXPECT_EQ(audit_fault(), "audit line 2 is not found by " + milk + ", which it is about");
}

TEST_P(CheckTest, FindsMoreInTheIndexThanInTheLines) {
  write({"tea"});
  tamper("INSERT INTO audit_row (table_name, row_key, time, number) VALUES ('a', 'b', 1, 7)");
  EXPECT_EQ(audit_fault(), "audit_row names 2 rows of lines, and the lines are about 1");
}

/// A program before this one wrote rows and lines, and there are rows that no line is about.
TEST_P(CheckTest, TakesOverWhatAnOlderProgramWroteOnce) {
  write({"tea"});
  {
    store::Database database(url_);
    database.execute("DROP TABLE audit_row");
    database.execute("DROP TABLE audit_part");
    for (const char* index :
         {"audit_line_time", "audit_line_actor", "audit_line_order", "audit_line_actor_order"}) {
      database.execute("DROP INDEX " + std::string(index));
    }
    database.execute("UPDATE schema_version SET version = 1 WHERE part = 'rows'");
    for (int n = 100; n < 250; ++n) {
      const std::string number = std::to_string(n);
      database.execute("INSERT INTO test_note (note, version, title, opened_by) VALUES (" + number +
                       ", 1, '" + number + "', 'secret')");
    }
  }
  EXPECT_EQ(check().not_taken_over, "test_notes");
  EXPECT_EQ(audit_fault(), std::nullopt) << "its chain is whole";
  commit({});
  EXPECT_EQ(check().not_taken_over, "");
  EXPECT_EQ(check().rows, 151U);
  EXPECT_THAT(check().differences, IsEmpty());
  EXPECT_EQ(audit_fault(), std::nullopt);
  ASSERT_EQ(lines().size(), 3U) << "a hundred rows a line";
  EXPECT_EQ(lines()[1].order_name, "take_over");
  EXPECT_EQ(lines()[1].actor, protocol::operator_agent.actor);
  EXPECT_THAT(lines()[1].changes,
              testing::StartsWith(R"([{"table":"test_note","key":"100","after":{"note":100,)"
                                  R"("version":1,"title":"100","opened_by":"hidden"}},)"));
  commit({});
  EXPECT_EQ(lines().size(), 3U);
}

/// What a step of a schema did to rows was no order's.
TEST_P(CheckTest, TakesOverWhatAStepOfASchemaChanged) {
  write({"tea", "milk"});
  tamper("UPDATE test_note SET text = 'black' WHERE title = 'tea'");
  tamper("DELETE FROM test_note WHERE title = 'milk'");
  tamper("UPDATE audit_part SET version = 0");
  commit({});
  EXPECT_THAT(check().differences, IsEmpty());
  ASSERT_EQ(lines().size(), 3U);
  EXPECT_THAT(lines()[2].changes, testing::HasSubstr(R"("text":"black")"));
  EXPECT_THAT(lines()[2].changes, testing::EndsWith(R"(}},{"table":"test_note","key":"3"}])"));
}

/// The tables of the layer itself: what an older program made becomes what this one makes.
TEST_P(CheckTest, AnOlderDatabaseBecomesAFreshOne) {
  const auto shape = [&](store::Database& database) {
    std::vector<std::string> parts;
    const bool is_file = url_.starts_with("sqlite:");
    store::Statement found = database.prepare(
        is_file ? "SELECT name || ' ' || tbl_name FROM sqlite_master ORDER BY 1"
                : "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() "
                  "UNION SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || "
                  "is_nullable FROM information_schema.columns WHERE table_schema = "
                  "current_schema() ORDER BY 1");
    while (found.step()) parts.emplace_back(found.text(0));
    if (!is_file) return parts;
    for (const char* table : {"audit_row", "audit_part", "audit_line"}) {
      store::Statement columns =
          database.prepare("SELECT name || type || \"notnull\" || pk FROM pragma_table_info('" +
                           std::string(table) + "')");
      while (columns.step()) parts.emplace_back(columns.text(0));
    }
    return parts;
  };
  {
    store::Database database(url_);
    store::migrate(database, "rows", {.fresh = older_tables, .changes = {}});
  }
  commit({});
  std::vector<std::string> changed;
  {
    store::Database database(url_);
    changed = shape(database);
    for (const char* table : {"row_state", "audit_line", "fact", "order_answer", "audit_row",
                              "audit_part", "test_note", "schema_version"}) {
      database.execute("DROP TABLE " + std::string(table));
    }
  }
  commit({});
  store::Database database(url_);
  std::vector<std::string> fresh = shape(database);
  if (GetParam() == store::Backend::postgresql) {
    EXPECT_EQ(changed, fresh);
  } else {
    EXPECT_THAT(changed, testing::UnorderedElementsAreArray(fresh));
  }
}

}  // namespace
}  // namespace tributary::rows
