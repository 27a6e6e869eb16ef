#include "ring/repeat_reader.hpp"

#include <gtest/gtest.h>

#include <future>

#include "engine/engine.hpp"
#include "journal/journal.hpp"
#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "ring/data_folder.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

using protocol::Sequence;

constexpr auto staff = protocol::Sender::staff(1);

class RepeatReaderTest : public testing::Test {
 protected:
  RepeatReaderTest() { data_.create(); }

  /// Groups of three commands, a second apart.
  void make_journal(Sequence groups) const {
    journal::Journal journal(data_.journal_url());
    const std::uint64_t epoch = journal.begin_epoch();
    engine::Engine engine;
    for (Sequence group = 0; group < groups; ++group) {
      base::ByteBuffer body;
      engine.begin_group({static_cast<std::int64_t>(1'000 * group)});
      for (Sequence party = 10 + 3 * group; party < 13 + 3 * group; ++party) {
        base::ByteBuffer bytes;
        const protocol::OpenAccount command{{party}};
        protocol::encode_framed(bytes, command);
        engine.execute({protocol::request_key(staff.actor, std::to_string(party)), staff,
                        protocol::request_digest(command), bytes.view()},
                       body);
      }
      journal.append({.first_sequence = 1 + 3 * group,
                      .record_count = 3,
                      .epoch = epoch,
                      .time_ms = engine.state().now.ms,
                      .state_hash = engine.state().hash.value(),
                      .format = protocol::record_format,
                      .rules = engine::rules_version},
                     body.view());
    }
  }
  struct Told {
    Sequence sequence = 0;
    std::int64_t time_ms = 0;
    bool is_readable = false;
  };
  static Told ask(RepeatReader& reader, Sequence sequence) {
    std::promise<Told> told;
    reader.find(sequence, [&](const RepeatReader::Found& found) {
      told.set_value({found.sequence, found.time.ms, found.record != nullptr});
    });
    return told.get_future().get();
  }

  const store::TemporaryFolder folder_;
  const DataFolder data_{folder_.path()};
};

TEST_F(RepeatReaderTest, FindsEachInAnyOrder) {
  make_journal(3);
  RepeatReader reader(data_.journal_url());
  for (const Sequence sequence : {5U, 1U, 2U, 3U, 4U, 9U, 7U, 8U, 6U, 1U, 9U}) {
    const Told told = ask(reader, sequence);
    EXPECT_TRUE(told.is_readable);
    EXPECT_EQ(told.sequence, sequence);
    EXPECT_EQ(told.time_ms, 1'000 * static_cast<std::int64_t>((sequence - 1) / 3));
  }
}

TEST_F(RepeatReaderTest, SaysThatAJournalCannotBeReadAndGoesOnOnceItCan) {
  RepeatReader reader(data_.journal_url());
  const Told told = ask(reader, 2);
  EXPECT_FALSE(told.is_readable);
  EXPECT_EQ(told.sequence, 2U);
  make_journal(1);
  EXPECT_TRUE(ask(reader, 2).is_readable);
  EXPECT_FALSE(ask(reader, 4).is_readable) << "there is none, which must not be";
  EXPECT_TRUE(ask(reader, 3).is_readable);
}

TEST_F(RepeatReaderTest, AnswersAllThatWaitsBeforeItStops) {
  make_journal(2);
  RepeatReader reader(data_.journal_url());
  int told = 0;
  for (Sequence sequence = 1; sequence <= 6; ++sequence) {
    reader.find(sequence,
                [&](const RepeatReader::Found& found) { told += found.record != nullptr ? 1 : 0; });
  }
  reader.stop();
  EXPECT_EQ(told, 6);
}

}  // namespace
}  // namespace tributary::ring
