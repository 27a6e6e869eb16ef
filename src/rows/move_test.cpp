#include "rows/move.hpp"

#include <gtest/gtest.h>

#include <array>

#include "rows/test_notes.hpp"
#include "store/test_databases.hpp"
#include "store/transaction.hpp"

namespace tributary::rows {
namespace {

using test_notes::NoteRow;

constexpr std::array schemas{test_notes::schema};
constexpr std::uint64_t notes = 2'500;

/// From a file of SQLite into each, and back.
class MoveTest : public store::EachBackend {
 protected:
  static void fill(store::Database& database) {
    prepare(database, test_notes::schema);
    Table<NoteRow> table(database);
    store::Transaction transaction(database);
    for (std::uint64_t n = 1; n <= notes; ++n) {
      NoteRow row{.note = n,
                  .version = UINT64_MAX - n,
                  .title = "第" + std::to_string(n),
                  .text = {},
                  .opened_by = "sesame"};
      if (n % 3 == 0) row.text = n % 2 == 0 ? "" : "some text";
      table.insert(row);
    }
    transaction.commit();
  }
  static std::optional<std::string> difference(store::Database& one, store::Database& other) {
    return why_different(one, other, schemas, [] {});
  }

  store::TemporaryFolder files_;
};

INSTANTIATE_TEST_SUITE_P(Each, MoveTest, store::each_backend(), store::name_of_backend);

TEST_P(MoveTest, EveryRowIsThereAsItWas) {
  store::Database from(files_.url("from.db"));
  fill(from);
  store::Database there(url_);
  std::uint64_t moved = 0;
  copy_rows(from, there, schemas, [&] { ++moved; });
  EXPECT_EQ(moved, notes);
  EXPECT_EQ(difference(from, there), std::nullopt);
  store::Database back(files_.url("back.db"));
  copy_rows(there, back, schemas, [] {});
  EXPECT_EQ(difference(from, back), std::nullopt);
  EXPECT_EQ(Table<NoteRow>(back).find(6)->text, "");
  EXPECT_EQ(Table<NoteRow>(back).find(7)->text, std::nullopt);
}

TEST_P(MoveTest, WhatDiffersIsFound) {
  store::Database from(files_.url("from.db"));
  fill(from);
  for (const char* change : {"UPDATE test_note SET title = 'else' WHERE note = 2500",
                             "UPDATE test_note SET text = NULL WHERE note = 6",
                             "DELETE FROM test_note WHERE note = 2500",
                             "UPDATE test_note SET version = version + 1 WHERE note = 1",
                             "UPDATE schema_version SET version = 7"}) {
    store::Database there(url_);
    copy_rows(from, there, schemas, [] {});
    there.execute(change);
    EXPECT_TRUE(difference(from, there)) << change;
    drop_rows(there, schemas);
  }
}

TEST_P(MoveTest, RowsOfAnotherVersionAreNotMoved) {
  store::Database from(files_.url("from.db"));
  fill(from);
  from.execute("UPDATE schema_version SET version = 2");
  store::Database there(url_);
  EXPECT_THROW(copy_rows(from, there, schemas, [] {}), store::StoreFault);
  EXPECT_FALSE(there.has_table("test_note"));
}

}  // namespace
}  // namespace tributary::rows
