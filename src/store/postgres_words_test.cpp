#include "store/postgres_words.hpp"

#include <gtest/gtest.h>

#include <array>

namespace tributary::store {
namespace {

struct Case {
  const char* ours;
  const char* theirs;
};

TEST(PostgresWords, TypesAreSpelledAndNothingElse) {
  constexpr std::array cases{
      Case{"", ""},
      Case{"CREATE TABLE a (id INTEGER PRIMARY KEY, b BLOB NOT NULL, t TEXT)",
           "CREATE TABLE a (id BIGINT PRIMARY KEY, b BYTEA NOT NULL, t TEXT COLLATE \"C\")"},
      Case{"\n  ALTER TABLE a ADD COLUMN t TEXT NOT NULL DEFAULT ''",
           "\n  ALTER TABLE a ADD COLUMN t TEXT COLLATE \"C\" NOT NULL DEFAULT ''"},
      Case{"SELECT CAST($1 AS INTEGER), CAST($2 AS BLOB), CAST($3 AS TEXT)",
           "SELECT CAST($1 AS BIGINT), CAST($2 AS BYTEA), CAST($3 AS TEXT)"},
      Case{"CREATE INDEX i ON a (TEXT)", "CREATE INDEX i ON a (TEXT)"},
      Case{"INSERT INTO a VALUES ('INTEGER', 'it''s a BLOB', \"INTEGER\")",
           "INSERT INTO a VALUES ('INTEGER', 'it''s a BLOB', \"INTEGER\")"},
      Case{"CREATE TABLE a (b INTEGER) -- an INTEGER\n/* no BLOB */; SELECT CAST(1 AS TEXT)",
           "CREATE TABLE a (b BIGINT) -- an INTEGER\n/* no BLOB */; SELECT CAST(1 AS TEXT)"},
      Case{"CREATE TABLE text (INTEGERS INTEGER, my_BLOB BLOB, text TEXT, INTEGER4 TEXT)",
           "CREATE TABLE text (INTEGERS BIGINT, my_BLOB BYTEA, text TEXT COLLATE \"C\", "
           "INTEGER4 TEXT COLLATE \"C\")"},
      Case{"SELECT 'never closed INTEGER", "SELECT 'never closed INTEGER"},
      Case{"SELECT 1 -- INTEGER", "SELECT 1 -- INTEGER"},
      Case{"SELECT 1 /* BLOB", "SELECT 1 /* BLOB"},
  };
  for (const Case& each : cases) EXPECT_EQ(postgres_words(each.ours), each.theirs);
}

}  // namespace
}  // namespace tributary::store
