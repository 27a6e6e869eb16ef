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

TEST_P(JournalMoveTest, ACopyGetsWhatIsNew) {
  make_sample_journal(url_, 30);
  store::Database copy = open(files_.url("copy.db"));
  std::uint64_t copied = 0;
  const auto copy_now = [&] { return copy_journal(url_, copy, [&](const Group&) { ++copied; }); };
  copy_now();
  EXPECT_EQ(copied, 30U);
  copy_now();
  EXPECT_EQ(copied, 30U);
  {
    Journal journal(url_);
    const std::uint64_t epoch = journal.begin_epoch();
    for (int i = 0; i < 12; ++i) append_sample(journal, epoch);
  }
  // What a copy that was cut short has, is a beginning.
  copy.execute("DELETE FROM journal_group WHERE first_sequence > 1");
  copied = 0;
  const Position end = copy_now();
  EXPECT_EQ(copied, 41U);
  EXPECT_EQ(end.hash, Reader(url_).end().hash);
  store::Database from(url_, {.access = store::Access::read_only});
  EXPECT_EQ(check_copy(from, copy, ignore).hash, end.hash);
}

TEST_P(JournalMoveTest, ACopyOfAnotherHistoryStaysAsItIs) {
  make_sample_journal(url_, 5);
  const std::string other_url = files_.url("other.db");
  make_sample_journal(other_url, 5);
  store::Database copy = open(files_.url("copy.db"));
  copy_journal(url_, copy, ignore);
  EXPECT_THROW(copy_journal(other_url, copy, ignore), JournalFault);  // another platform

  // The same platform, from its third group on.
  store::Database shorter = open(files_.url("shorter.db"));
  copy_journal(url_, shorter, ignore);
  shorter.execute("DELETE FROM journal_group WHERE first_sequence > 3");
  EXPECT_THROW(copy_journal(files_.url("shorter.db"), copy, ignore), JournalFault);
  shorter.execute("UPDATE journal_group SET hash = previous");
  store::Database first = open(files_.url("first.db"));
  EXPECT_THROW(copy_journal(files_.url("shorter.db"), first, ignore), ChainBroken);
  store::Database from(url_, {.access = store::Access::read_only});
  EXPECT_EQ(check_copy(from, copy, ignore).hash, Reader(url_).end().hash);
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
