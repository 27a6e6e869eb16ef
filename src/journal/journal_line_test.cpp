#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "journal/chain_check.hpp"
#include "journal/journal.hpp"
#include "journal/reader.hpp"
#include "journal/sample_groups.hpp"
#include "store/test_databases.hpp"
#include "store/test_postgres_relay.hpp"

namespace tributary::journal {
namespace {

using store::PostgresRelay;
using namespace std::chrono_literals;

constexpr std::string_view the_word = "the group at which the line breaks";

std::vector<std::byte> body_with_the_word() {
  const auto bytes = std::as_bytes(std::span(the_word));
  return {bytes.begin(), bytes.end()};
}

/// A line to PostgreSQL that breaks. What is written is there once, or the journal has failed.
class JournalLineTest : public store::OnPostgres {
 protected:
  /// The group that is written when the line breaks, behind `journal`.
  static GroupHeader next_header(const Journal& journal, std::uint64_t epoch) {
    return {.first_sequence = journal.position().last_sequence + 1,
            .record_count = 2,
            .epoch = epoch,
            .time_ms = 1'800'000'000'000,
            .state_hash = 7,
            .format = 1,
            .rules = 2};
  }
  static void append_with_the_word(Journal& journal, std::uint64_t epoch) {
    journal.append(next_header(journal, epoch), body_with_the_word());
  }
  /// By which the server knows the sessions of readers.
  std::string as_reader(const std::string& url) const {
    return url + "&application_name=reader_of_" + schema_->name();
  }
  void end_reading_sessions() {
    store::Database database(url_, {.access = store::Access::read_only});
    store::Statement ended = database.prepare(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
        "WHERE application_name = 'reader_of_' || current_schema()");
    while (ended.step()) {
    }
  }
  void expect_whole(std::uint64_t groups, const Position& end) {
    const ChainReport report = check_chain(url_);
    EXPECT_FALSE(report.flaw) << report.explanation;
    EXPECT_EQ(report.groups, groups);
    EXPECT_EQ(report.end.hash, end.hash);
  }
};

class JournalCutTest : public JournalLineTest,
                       public testing::WithParamInterface<PostgresRelay::Cut> {};

INSTANTIATE_TEST_SUITE_P(Cuts, JournalCutTest,
                         testing::Values(PostgresRelay::Cut::before, PostgresRelay::Cut::unheard,
                                         PostgresRelay::Cut::midst));

TEST_P(JournalCutTest, TheGroupIsThereOnceAndTheJournalGoesOn) {
  PostgresRelay relay(server_, the_word, GetParam());
  Journal journal(schema_->url_at(relay.url()));
  const std::uint64_t epoch = journal.begin_epoch();
  append_sample(journal, epoch);
  append_with_the_word(journal, epoch);
  EXPECT_TRUE(relay.has_cut());
  const GroupHeader behind = next_header(journal, epoch);
  journal.append(behind, {});
  EXPECT_EQ(journal.position().last_sequence, behind.last_sequence());
  expect_whole(3, journal.position());
}

TEST_P(JournalCutTest, ALaterEpochIsFoundOutAndNothingIsAdded) {
  PostgresRelay relay(server_, the_word, GetParam());
  Journal journal(schema_->url_at(relay.url()));
  const std::uint64_t epoch = journal.begin_epoch();
  append_sample(journal, epoch);
  store::Database(url_)
      .statement("INSERT INTO journal_epoch (epoch, after_sequence) VALUES ($1, $2)")
      .run(epoch + 1, journal.position().last_sequence);
  EXPECT_THROW(append_with_the_word(journal, epoch), JournalFenced);
  expect_whole(1, journal.position());
}

TEST_F(JournalLineTest, ASessionThatTheServerEndedIsReplaced) {
  Journal journal(url_);
  const std::uint64_t epoch = journal.begin_epoch();
  for (int round = 0; round < 3; ++round) {
    append_sample(journal, epoch);
    end_writing_session(url_);
  }
  append_sample(journal, epoch);
  expect_whole(4, journal.position());
}

TEST_F(JournalLineTest, WhoLedMeanwhileFencesTheOneThatComesBack) {
  Journal lost(url_);
  const std::uint64_t epoch = lost.begin_epoch();
  append_sample(lost, epoch);
  end_writing_session(url_);
  Position end;
  {
    Journal next(url_);
    const std::uint64_t later = next.begin_epoch();
    append_sample(next, later);
    end = next.position();
  }
  EXPECT_THROW(append_sample(lost, epoch), JournalFenced);
  EXPECT_THROW(append_sample(lost, epoch), JournalFault);
  expect_whole(2, end);
}

TEST_F(JournalLineTest, WhoLeadsNowKeepsTheOneThatComesBackOut) {
  Journal lost(url_, {.line_patience = 0ms});
  const std::uint64_t epoch = lost.begin_epoch();
  end_writing_session(url_);
  Journal next(url_);
  try {
    append_sample(lost, epoch);
    FAIL();
  } catch (const JournalFault& fault) {
    EXPECT_TRUE(std::string_view(fault.what()).contains("is being written by another connection"))
        << fault.what();
  }
  expect_whole(0, next.position());
}

TEST_F(JournalLineTest, AServerThatDoesNotComeBackStopsTheJournal) {
  auto relay = std::make_unique<PostgresRelay>(server_, the_word, PostgresRelay::Cut::unheard);
  Journal journal(schema_->url_at(relay->url()), {.line_patience = 100ms});
  const std::uint64_t epoch = journal.begin_epoch();
  end_writing_session(url_);
  relay.reset();
  EXPECT_THROW(append_sample(journal, epoch), JournalFault);
  EXPECT_THROW(append_sample(journal, epoch), JournalFault);
  expect_whole(0, journal.position());
}

/// As after a change to another machine that had not all of it.
TEST_F(JournalLineTest, AServerThatComesBackWithLessStopsTheJournal) {
  Journal journal(url_);
  const std::uint64_t epoch = journal.begin_epoch();
  append_sample(journal, epoch);
  const std::uint64_t last = append_sample(journal, epoch);
  store::Database(url_)
      .statement("DELETE FROM journal_group WHERE first_sequence + record_count - 1 = $1")
      .run(last);
  end_writing_session(url_);
  try {
    append_sample(journal, epoch);
    FAIL();
  } catch (const JournalFault& fault) {
    EXPECT_TRUE(std::string_view(fault.what()).contains("it has lost commands")) << fault.what();
  }
}

TEST_F(JournalLineTest, AnotherPlatformsJournalIsNotWritten) {
  Journal journal(url_);
  const std::uint64_t epoch = journal.begin_epoch();
  store::Database(url_)
      .statement("UPDATE journal_meta SET platform = $1")
      .run(std::vector<std::byte>(sizeof(PlatformId)));
  end_writing_session(url_);
  EXPECT_THROW(append_sample(journal, epoch), JournalFault);
}

TEST_F(JournalLineTest, AReaderConnectsAgain) {
  make_sample_journal(url_, 200);
  Reader reader(as_reader(url_));
  std::uint64_t read = 0;
  for (Group group; reader.next(group); ++read) {
    if (read % 50 == 0) end_reading_sessions();
  }
  EXPECT_EQ(read, 200U);
  end_reading_sessions();
  EXPECT_EQ(reader.end().hash, reader.position().hash);
  EXPECT_TRUE(reader.group_holding(1));
}

TEST_F(JournalLineTest, AReaderDoesNotGoOnInAnotherPlatformsJournal) {
  make_sample_journal(url_, 3);
  Reader reader(as_reader(url_));
  store::Database(url_)
      .statement("UPDATE journal_meta SET platform = $1")
      .run(std::vector<std::byte>(sizeof(PlatformId)));
  end_reading_sessions();
  EXPECT_THROW(reader.end(), JournalFault);
}

TEST_F(JournalLineTest, AReaderSaysThatTheServerIsGone) {
  make_sample_journal(url_, 3);
  auto relay = std::make_unique<PostgresRelay>(server_, the_word, PostgresRelay::Cut::before);
  Reader reader(as_reader(schema_->url_at(relay->url())));
  end_reading_sessions();
  relay.reset();
  EXPECT_EQ(store::fault_of([&] { reader.end(); }), store::FaultKind::lost);
  EXPECT_EQ(store::fault_of([&] { reader.end(); }), store::FaultKind::lost);
}

}  // namespace
}  // namespace tributary::journal
