#include <gtest/gtest.h>

#include "store/database.hpp"

namespace tributary::store {
namespace {

TEST(PostgresUrl, APlaceIsToldWithoutThePassword) {
  EXPECT_EQ(place_of("sqlite:/var/lib/journal.db"), "/var/lib/journal.db");
  EXPECT_EQ(place_of("postgresql://me:secret@there:5433/lending"),
            "PostgreSQL database lending at there:5433");
  EXPECT_EQ(
      place_of("postgres:///lending?host=/run/pg&options=-csearch_path%3Done&password=secret"),
      "PostgreSQL database lending at /run/pg, schema one");
  EXPECT_EQ(place_of("postgresql://me:secret%zz@there/a"), "a database whose URL cannot be read");
}

TEST(PostgresUrl, APasswordIsFoundWhereverItStands) {
  EXPECT_TRUE(has_password("postgresql://me:secret@there/a"));
  EXPECT_TRUE(has_password("postgresql://me@there/a?password=secret"));
  EXPECT_TRUE(has_password("postgresql://me@there/a?sslpassword=secret"));
  EXPECT_FALSE(has_password("postgresql://me@there/a"));
  EXPECT_FALSE(has_password("postgresql:///a?host=/run/pg"));
}

}  // namespace
}  // namespace tributary::store
