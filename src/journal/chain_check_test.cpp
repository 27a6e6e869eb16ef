#include "journal/chain_check.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "journal/reader.hpp"
#include "journal/sample_groups.hpp"
#include "store/test_databases.hpp"

namespace tributary::journal {
namespace {

constexpr int groups = 40;

/// Tampers with a journal by SQL, as somebody with access to the file could. $1 to $4 of the
/// statements are the first sequences of the groups 10, 11, 12 and of the place behind the last.
class ChainCheckTest : public store::EachBackend {
 protected:
  void SetUp() override {
    EachBackend::SetUp();
    if (IsSkipped()) return;
    make_sample_journal(url_, groups);
    std::uint64_t first = 1;
    for (int i = 1; i <= groups; ++i) {
      if (i == 10) tenth_ = first;
      if (i == 11) eleventh_ = first;
      if (i == 12) twelfth_ = first;
      first = sample_group(first).header.last_sequence() + 1;
    }
    behind_ = first;
  }

  std::string with_places(std::string sql) const {
    for (const auto& [mark, place] :
         {std::pair{"@10", tenth_}, {"@11", eleventh_}, {"@12", twelfth_}, {"@behind", behind_}}) {
      for (auto at = sql.find(mark); at != sql.npos; at = sql.find(mark)) {
        sql.replace(at, std::string_view(mark).size(), std::to_string(place));
      }
    }
    return sql;
  }
  void tamper(const std::string& sql) { store::Database(url_).execute(with_places(sql)); }

  void set_at_tenth(const std::string& column, const std::vector<std::byte>& bytes) {
    store::Database(url_)
        .statement("UPDATE journal_group SET " + column + " = $1 WHERE first_sequence = $2")
        .run(bytes, tenth_);
  }

  void expect(Flaw flaw, std::uint64_t first_sequence) {
    const ChainReport report = check_chain(url_);
    ASSERT_TRUE(report.flaw);
    EXPECT_EQ(name(*report.flaw), name(flaw));
    EXPECT_EQ(report.first_sequence, first_sequence);
    const std::string of_group = "the group at " + std::to_string(first_sequence) + ' ';
    EXPECT_EQ(report.explanation.contains(of_group), flaw != Flaw::missing) << report.explanation;
  }
  /// All from `first` to just before the group at `behind`.
  void expect_missing(std::uint64_t first, std::uint64_t behind) {
    expect(Flaw::missing, behind);
    EXPECT_EQ(check_chain(url_).explanation, "records " + std::to_string(first) + " to " +
                                                 std::to_string(behind - 1) + " are missing");
  }

  std::uint64_t tenth_ = 0, eleventh_ = 0, twelfth_ = 0, behind_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Each, ChainCheckTest, store::each_backend(), store::name_of_backend);

TEST_P(ChainCheckTest, WholeJournalHasNoFlaw) {
  int seen = 0;
  const ChainReport report = check_chain(url_, [&](const Group&) { ++seen; });
  EXPECT_FALSE(report.flaw);
  EXPECT_EQ(report.groups, static_cast<std::uint64_t>(groups));
  EXPECT_EQ(seen, groups);
  EXPECT_EQ(report.end.last_sequence, behind_ - 1);
}

TEST_P(ChainCheckTest, MissingGroup) {
  tamper("DELETE FROM journal_group WHERE first_sequence = @10");
  expect_missing(tenth_, eleventh_);
}

TEST_P(ChainCheckTest, MissingFirstGroup) {
  tamper("DELETE FROM journal_group WHERE first_sequence = 1");
  expect_missing(1, sample_group(1).header.last_sequence() + 1);
}

TEST_P(ChainCheckTest, EditedBody) {
  set_at_tenth("body", std::vector<std::byte>(10));
  expect(Flaw::edited, tenth_);
}

TEST_P(ChainCheckTest, EditedHeader) {
  for (const char* column : {"epoch", "time_ms", "state_hash", "format"}) {
    tamper(std::string("UPDATE journal_group SET ") + column + " = " + column +
           " + 1 WHERE first_sequence = @10");
    expect(Flaw::edited, tenth_);
    tamper(std::string("UPDATE journal_group SET ") + column + " = " + column +
           " - 1 WHERE first_sequence = @10");
    ASSERT_FALSE(check_chain(url_).flaw);
  }
}

TEST_P(ChainCheckTest, EditedHash) {
  set_at_tenth("hash", std::vector<std::byte>(31));
  expect(Flaw::edited, tenth_);
}

TEST_P(ChainCheckTest, CopiedBehindTheEnd) {
  tamper(
      "INSERT INTO journal_group SELECT @behind, record_count, epoch, time_ms, state_hash, format, "
      "previous, hash, body, rules FROM journal_group WHERE first_sequence = @10");
  expect(Flaw::doubled, behind_);
  EXPECT_TRUE(check_chain(url_).explanation.ends_with(", where it stands too"));
}

TEST_P(ChainCheckTest, OverlappingGroup) {
  ASSERT_GT(eleventh_, tenth_ + 1);
  tamper(
      "INSERT INTO journal_group SELECT @10 + 1, record_count, epoch, time_ms, state_hash, format, "
      "previous, hash, body, rules FROM journal_group WHERE first_sequence = @10");
  expect(Flaw::doubled, tenth_ + 1);
}

TEST_P(ChainCheckTest, SwappedGroups) {
  tamper(
      "UPDATE journal_group SET first_sequence = -1 WHERE first_sequence = @10;"
      "UPDATE journal_group SET first_sequence = @10 WHERE first_sequence = @12;"
      "UPDATE journal_group SET first_sequence = @12 WHERE first_sequence = -1");
  expect(Flaw::reordered, tenth_);
}

TEST_P(ChainCheckTest, GroupOfAnotherPlatform) {
  const store::TemporaryFolder folder;
  const std::string other = folder.url("other.db");
  make_sample_journal(other, groups);
  const Group foreign = *Reader(other).group_holding(tenth_);
  set_at_tenth("hash", {foreign.hash.begin(), foreign.hash.end()});
  set_at_tenth("previous", {foreign.previous.begin(), foreign.previous.end()});
  expect(Flaw::foreign, tenth_);
}

/// What happens to a file of SQLite.
class FileCheckTest : public testing::Test {
 protected:
  FileCheckTest() { make_sample_journal(url_, groups); }

  store::TemporaryFolder folder_;
  std::string url_ = folder_.url("journal.db");
};

/// Overwrites the last leaf of a table in a file of SQLite: it belongs to the table that grows.
void damage_last_leaf(const std::filesystem::path& file) {
  constexpr std::streamoff page_bytes = 16384;  // of a journal
  constexpr char leaf_of_table = 13;            // https://sqlite.org/fileformat2.html, section 1.6
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  auto at = static_cast<std::streamoff>(std::filesystem::file_size(file));
  do {
    at -= page_bytes;
    ASSERT_GT(at, 0);
    stream.seekg(at);
  } while (stream.get() != leaf_of_table);
  stream.seekp(at).put('?').flush();
}

TEST_F(FileCheckTest, UnreadablePage) {
  {
    // More than are read ahead, so that some are seen before the page is met.
    Journal journal(url_);
    const std::uint64_t epoch = journal.begin_epoch();
    for (int i = 0; i < 100; ++i) append_sample(journal, epoch);
  }
  damage_last_leaf(store::file_of(url_));
  std::uint64_t next = 1;
  const ChainReport report =
      check_chain(url_, [&](const Group& group) { next = group.header.last_sequence() + 1; });
  ASSERT_TRUE(report.flaw);
  EXPECT_EQ(name(*report.flaw), name(Flaw::unreadable));
  EXPECT_GT(next, 1U);
  EXPECT_EQ(report.first_sequence, next);
  EXPECT_EQ(report.end.last_sequence, next - 1);
  EXPECT_TRUE(report.explanation.starts_with("the group at " + std::to_string(next) +
                                             " or one soon after cannot be read: "))
      << report.explanation;
}

/// Groups that are rightly linked but break a law of their headers, as a wrong writer could make.
class LawTest : public ChainCheckTest {
 protected:
  void link_last(GroupHeader header) {
    store::Database database(url_);
    Reader reader(url_);
    const Digest previous = reader.end().hash;
    const Digest hash = group_hash(header, previous, {});
    database
        .statement(
            "INSERT INTO journal_group (first_sequence, record_count, epoch, time_ms, state_hash, "
            "format, rules, previous, hash, body) VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $6, $7)")
        .run(header.first_sequence, header.record_count, header.epoch, header.time_ms, previous,
             hash, std::span<const std::byte>());
  }
};

INSTANTIATE_TEST_SUITE_P(Each, LawTest, store::each_backend(), store::name_of_backend);

TEST_P(LawTest, EpochFalls) {
  link_last(
      {.first_sequence = behind_, .record_count = 1, .epoch = 0, .time_ms = 1'800'000'000'000});
  expect(Flaw::epoch_fell, behind_);
}

TEST_P(LawTest, TimeFalls) {
  link_last({.first_sequence = behind_, .record_count = 1, .epoch = 1, .time_ms = 5});
  expect(Flaw::time_fell, behind_);
}

TEST_P(LawTest, NoRecords) {
  link_last(
      {.first_sequence = behind_, .record_count = 0, .epoch = 1, .time_ms = 1'800'000'000'000});
  expect(Flaw::edited, behind_);
}

TEST_F(FileCheckTest, AnyFlippedByteOfTheFileIsFoundOrHarmless) {
  const std::filesystem::path file = store::file_of(url_);
  const auto size = std::filesystem::file_size(file);
  const Position end = check_chain(url_).end;
  int found = 0;
  for (std::uintmax_t at = 16384; at < size; at += 1009) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const char before = static_cast<char>(stream.get());
    stream.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>(~before)).flush();
    try {
      const ChainReport report = check_chain(url_);
      if (report.flaw) {
        ++found;
      } else {
        EXPECT_EQ(report.end.hash, end.hash) << at;
      }
    } catch (const std::exception&) {
      ++found;
    }
    stream.seekp(static_cast<std::streamoff>(at)).put(before).flush();
  }
  EXPECT_GT(found, 10);
  EXPECT_FALSE(check_chain(url_).flaw);
}

}  // namespace
}  // namespace tributary::journal
