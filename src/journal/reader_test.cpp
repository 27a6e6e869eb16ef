#include "journal/reader.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "journal/sample_groups.hpp"
#include "store/test_databases.hpp"

namespace tributary::journal {
namespace {

class ReaderTest : public store::EachBackend {
 protected:
  static constexpr int groups = 100;

  void SetUp() override {
    EachBackend::SetUp();
    if (!IsSkipped()) make_sample_journal(url_, groups);
  }
};

INSTANTIATE_TEST_SUITE_P(Each, ReaderTest, store::each_backend(), store::name_of_backend);

TEST_P(ReaderTest, HandsOutWhatWasWrittenInOrder) {
  Reader reader(url_);
  std::uint64_t expected = 1;
  int count = 0;
  for (Group group; reader.next(group); ++count) {
    const SampleGroup sample = sample_group(expected);
    ASSERT_EQ(group.header.first_sequence, expected);
    EXPECT_EQ(group.header.record_count, sample.header.record_count);
    EXPECT_EQ(group.header.epoch, 1U);
    EXPECT_EQ(group.header.time_ms, sample.header.time_ms);
    EXPECT_EQ(group.header.state_hash, sample.header.state_hash);
    EXPECT_EQ(group.header.format, 1);
    EXPECT_EQ(group.header.rules, 2);
    EXPECT_EQ(group.body, sample.body);
    EXPECT_EQ(reader.position().last_sequence, sample.header.last_sequence());
    expected = sample.header.last_sequence() + 1;
  }
  EXPECT_EQ(count, groups);
  EXPECT_EQ(reader.position().hash, reader.end().hash);
}

TEST_P(ReaderTest, GoesOnAtTheTail) {
  Reader reader(url_);
  Group group;
  while (reader.next(group)) {
  }
  Journal journal(url_);
  const std::uint64_t epoch = journal.begin_epoch();
  for (int i = 0; i < 3; ++i) {
    const std::uint64_t last = append_sample(journal, epoch);
    ASSERT_TRUE(reader.next(group));
    EXPECT_EQ(group.header.last_sequence(), last);
    EXPECT_FALSE(reader.next(group));
  }
}

TEST_P(ReaderTest, SeeksTheGroupThatHoldsARecord) {
  Reader reader(url_);
  const std::uint64_t end = reader.end().last_sequence;
  for (std::uint64_t sequence = 1; sequence <= end; ++sequence) {
    reader.seek(sequence);
    Group group;
    ASSERT_TRUE(reader.next(group));
    EXPECT_LE(group.header.first_sequence, sequence);
    EXPECT_GE(group.header.last_sequence(), sequence);
    EXPECT_EQ(reader.group_holding(sequence)->hash, group.hash);
  }
}

TEST_P(ReaderTest, SeeksTheTailButNotBeyond) {
  Reader reader(url_);
  const std::uint64_t end = reader.end().last_sequence;
  reader.seek(end + 1);
  EXPECT_EQ(reader.position().last_sequence, end);
  Group group;
  EXPECT_FALSE(reader.next(group));
  EXPECT_FALSE(reader.group_holding(end + 1));
  EXPECT_FALSE(reader.group_holding(0));
  EXPECT_THROW(reader.seek(end + 2), JournalFault);
}

class NewJournalTest : public store::EachBackend {};

INSTANTIATE_TEST_SUITE_P(Each, NewJournalTest, store::each_backend(), store::name_of_backend);

TEST_P(NewJournalTest, HasNoGroups) {
  const std::string& url = url_;
  Journal journal(url);
  Reader reader(url);
  Group group;
  EXPECT_FALSE(reader.next(group));
  EXPECT_EQ(reader.end().last_sequence, 0U);
  reader.seek(1);
  EXPECT_FALSE(reader.next(group));
  EXPECT_THROW(reader.seek(2), JournalFault);
}

TEST_P(NewJournalTest, OtherTablesAreNoJournal) {
  store::Database(url_).execute("CREATE TABLE something (id INTEGER)");
  EXPECT_THROW(Reader reader(url_), JournalFault);
  EXPECT_THROW(Reader reader(url_ + "x"), store::StoreFault);
}

TEST(ReaderOfAFileTest, TheWritersLogBeginsAnewBesideAReader) {
  const store::TemporaryFolder folder;
  const std::string url = folder.url("journal.db");
  make_sample_journal(url, 10);
  Journal journal(url, {.checkpoint_bytes = 64 << 10, .checkpoint_groups = 1});
  const std::uint64_t epoch = journal.begin_epoch();
  Reader reader(url);
  Reader slow(url);
  Group group;
  ASSERT_TRUE(slow.next(group));
  for (int i = 0; i < 200; ++i) {
    append_sample(journal, epoch);
    while (reader.next(group)) {
    }
    journal.tend(false);
  }
  EXPECT_EQ(reader.position().hash, journal.position().hash);
  EXPECT_LT(std::filesystem::file_size(folder.path() / "journal.db-wal"), 1U << 20);
}

}  // namespace
}  // namespace tributary::journal
