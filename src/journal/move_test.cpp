#include "journal/move.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "journal/chain_check.hpp"
#include "journal/reader.hpp"
#include "journal/sample_groups.hpp"
#include "journal/tables.hpp"
#include "store/migrate.hpp"
#include "store/test_databases.hpp"

namespace tributary::journal {
namespace {

/// From a file of SQLite into each, and back.
class JournalMoveTest : public store::EachBackend {
 protected:
  static void ignore(const Group&) {}
  static store::Database open(const std::string& url) { return open_to_write(url); }

  store::TemporaryFolder files_;
  std::string from_ = files_.url("from.db");
};

INSTANTIATE_TEST_SUITE_P(Each, JournalMoveTest, store::each_backend(), store::name_of_backend);

TEST_P(JournalMoveTest, EveryGroupIsThereAsItWas) {
  make_sample_journal(from_, 1'200);
  const std::string back = files_.url("back.db");
  std::uint64_t moved = 0;
  {
    store::Database to = open(url_);
    copy_journal(from_, to, [&](const Group&) { ++moved; });
  }
  {
    store::Database to = open(back);
    copy_journal(url_, to, ignore);
    store::Database first = open(from_);
    EXPECT_EQ(check_copy(first, to, ignore).hash, Reader(from_).end().hash);
  }
  EXPECT_EQ(moved, 1'200U);
  for (const std::string& url : {url_, back}) {
    const ChainReport report = check_chain(url);
    EXPECT_FALSE(report.flaw) << report.explanation;
    EXPECT_EQ(report.end.hash, Reader(from_).end().hash);
    Journal journal(url);
    EXPECT_EQ(journal.platform(), Reader(from_).platform());
    EXPECT_EQ(journal.begin_epoch(), 2U);
    append_sample(journal, 2);
  }
}

TEST_P(JournalMoveTest, ACopyThatIsNotTheSameIsFound) {
  make_sample_journal(from_, 30);
  store::Database from = open(from_);
  const Position end = Reader(from_).end();
  for (const char* change :
       {"UPDATE journal_group SET time_ms = time_ms + 1 WHERE first_sequence = 1",
        "DELETE FROM journal_group WHERE first_sequence = (SELECT max(first_sequence) FROM "
        "journal_group)",
        "DELETE FROM journal_epoch", "UPDATE journal_meta SET created_ms = 1"}) {
    store::Database to = open(url_);
    copy_journal(from_, to, ignore);
    to.execute(change);
    try {
      EXPECT_NE(check_copy(from, to, ignore).hash, end.hash) << change;
    } catch (const JournalFault&) {
    }
    drop_journal(to);
    EXPECT_EQ(store::version_of(to, journal_part), 0);
  }
}

TEST_P(JournalMoveTest, AMarkKeepsEverybodyAway) {
  make_sample_journal(url_, 3);
  for (const auto kind : {MoveMark::Kind::arriving, MoveMark::Kind::left}) {
    {
      store::Database database = open(url_);
      set_mark(database, {kind, "a place"});
      EXPECT_EQ(mark_of(database)->kind, kind);
      EXPECT_EQ(mark_of(database)->place, "a place");
    }
    EXPECT_THROW(Journal journal(url_), store::StoreFault);
    EXPECT_THROW(Reader reader(url_), store::StoreFault);
  }
  {
    store::Database database = open(url_);
    clear_mark(database);
    clear_mark(database);
    EXPECT_FALSE(mark_of(database));
  }
  EXPECT_EQ(Journal(url_).begin_epoch(), 2U);
}

}  // namespace
}  // namespace tributary::journal
