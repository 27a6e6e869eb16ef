#include "ring/loss.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "follow/place.hpp"
#include "ring/test_loss.hpp"

namespace tributary::ring {
namespace {

namespace fs = std::filesystem;
using Kind = Witness::Kind;
using testing::HasSubstr;

class LossTest : public testing::Test, protected TestLoss {};

TEST_F(LossTest, NothingIsKnownOfAFolderWithoutDerivedFiles) {
  EXPECT_TRUE(find_loss(folder_).witnesses.empty());
  EXPECT_EQ(find_loss(folder_).journal_end, end().last_sequence);
  EXPECT_NO_THROW(require_whole_journal(folder_));
  EXPECT_NO_THROW(require_whole_journal(DataFolder(place_.path() / "nothing")));
}

/// As after a start that was cut short before the first command.
TEST_F(LossTest, ReadModelsThatHaveReadNothingSayNothing) {
  const DataFolder fresh(place_.path() / "fresh");
  fresh.create();
  {
    journal::Journal journal(fresh.journal_url());
  }
  follow::Followers followers;
  followers.push_back(
      std::make_unique<follow::ToyFollower>(follow::ToyFollower::Settings{.version = 1}));
  follow::Generation generation("sqlite:" + (fresh.read_models() / "read-1.db").string(),
                                fresh.journal_url(), std::move(followers), store::Durability::off,
                                follow::Serving::at_once);
  generation.step(UINT64_MAX);
  EXPECT_NO_THROW(require_whole_journal(fresh));
}

class LossOfKindTest : public LossTest, public testing::WithParamInterface<Kind> {};

TEST_P(LossOfKindTest, AFileAtTheEndOrBehindItSaysNothing) {
  make(GetParam());
  EXPECT_NO_THROW(require_whole_journal(folder_));
  grow(1);
  EXPECT_NO_THROW(require_whole_journal(folder_));
}

TEST_P(LossOfKindTest, AFileThatIsAheadByOneGroupIsFound) {
  const std::uint64_t left = end().last_sequence;
  const std::uint64_t reached = lose_groups(1);
  make(GetParam());
  put_copy_back();
  const Loss loss = find_loss(folder_);
  EXPECT_EQ(loss.journal_end, left);
  ASSERT_EQ(loss.witnesses.size(), 1U);
  EXPECT_EQ(loss.witnesses[0].kind, GetParam());
  EXPECT_EQ(loss.witnesses[0].sequence, reached);
  EXPECT_TRUE(fs::exists(loss.witnesses[0].file));
  EXPECT_THAT(words_of(loss.witnesses[0], loss), HasSubstr(std::to_string(reached - left)));
  EXPECT_THAT(words_of(loss.witnesses[0], loss), HasSubstr("beyond the journal's end"));
  EXPECT_THROW(require_whole_journal(folder_), CommandsLost);
}

TEST_P(LossOfKindTest, AFileOfAnotherHistoryIsFoundHoweverLongTheJournalIs) {
  const std::uint64_t reached = lose_groups(1);
  make(GetParam());
  put_copy_back();
  grow(0);  // another epoch than the one that was lost
  EXPECT_EQ(grow(1), reached) << "the same length";
  for (int i = 0; i < 2; ++i) {
    const Loss loss = find_loss(folder_);
    ASSERT_EQ(loss.witnesses.size(), 1U) << i;
    EXPECT_THAT(words_of(loss.witnesses[0], loss), HasSubstr("another group"));
    grow(5);
  }
}

TEST_P(LossOfKindTest, AJournalThatIsGoneOrWasBegunAnewIsFound) {
  make(GetParam());
  fs::remove(journal_file());
  EXPECT_EQ(find_loss(folder_).witnesses.size(), 1U);
  EXPECT_EQ(find_loss(folder_).journal_end, 0U);
  grow(0);
  EXPECT_EQ(find_loss(folder_).witnesses.size(), 1U);
}

TEST_P(LossOfKindTest, ADamagedFileSaysNothing) {
  lose_groups(1);
  make(GetParam());
  put_copy_back();
  fs::resize_file(find_loss(folder_).witnesses.at(0).file, 100);
  EXPECT_NO_THROW(require_whole_journal(folder_));
}

INSTANTIATE_TEST_SUITE_P(Kinds, LossOfKindTest,
                         testing::Values(Kind::snapshot, Kind::read_models, Kind::request_index,
                                         Kind::rows));

/// Whatever filled it, and however it was left.
TEST_F(LossTest, ReadModelsOfAnotherVersionOrOfAPowerCutAreHeardToo) {
  lose_groups(2);
  make_read_models(7);
  store::Database(("sqlite:" + read_models_file().string()))
      .execute("UPDATE follow_state SET running_since = 'another start of the machine'");
  EXPECT_NO_THROW(require_whole_journal(folder_));
  put_copy_back();
  EXPECT_THROW(require_whole_journal(folder_), CommandsLost);
}

TEST_F(LossTest, TheRefusalSaysWhatIsKnownAndWhatToDo) {
  const std::uint64_t left = end().last_sequence;
  const std::uint64_t reached = lose_groups(3);
  make_all();
  put_copy_back();
  try {
    require_whole_journal(folder_);
    FAIL() << "it was not found";
  } catch (const CommandsLost& lost) {
    EXPECT_EQ(lost.loss().witnesses.size(), 4U);
    EXPECT_EQ(lost.loss().known_through(), reached);
    const std::string words = lost.what();
    EXPECT_THAT(words, HasSubstr("may be lost"));
    EXPECT_THAT(words, HasSubstr("The journal ends at sequence " + std::to_string(left)));
    EXPECT_THAT(words, HasSubstr("snapshot-" + std::to_string(reached) + ".bin"));
    EXPECT_THAT(words, HasSubstr("read-1.db"));
    EXPECT_THAT(words, HasSubstr(".index"));
    EXPECT_THAT(words, HasSubstr("copy of journal.db was put back alone"));
    EXPECT_THAT(words, HasSubstr("tributary accept-loss"));
  }
}

TEST_F(LossTest, WhatIsPutAsideIsKeptAndWhatAgreesStays) {
  make_snapshot();
  const fs::path good =
      folder_.snapshots() / ("snapshot-" + std::to_string(end().last_sequence) + ".bin");
  lose_groups(1);
  make_all();
  put_copy_back();
  const fs::path aside = put_aside(folder_, find_loss(folder_));
  EXPECT_NO_THROW(require_whole_journal(folder_));
  EXPECT_TRUE(fs::exists(good));
  EXPECT_FALSE(fs::exists(read_models_file()));
  EXPECT_TRUE(folder_.holds_rows()) << "nothing else holds rows";
  EXPECT_TRUE(fs::exists(aside / "rows" / "platform.db")) << "as they were";
  EXPECT_TRUE(follow::place_told(aside / "read-models" / "read-1.db"));
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(aside)) {
    files += entry.path().extension() == ".bin" || entry.path().extension() == ".index" ? 1 : 0;
  }
  EXPECT_EQ(files, 2U);

  // And once more, at the same place.
  lose_groups(1);
  make_all();
  put_copy_back();
  EXPECT_EQ(put_aside(folder_, find_loss(folder_)), aside.string() + "-2");
  EXPECT_TRUE(follow::place_told(aside / "read-models" / "read-1.db"));
  lose_groups(1);
  make_all();
  put_copy_back();
  EXPECT_EQ(put_aside(folder_, find_loss(folder_)), aside.string() + "-3");
}

TEST(LossWords, SayHowFarAFileReaches) {
  struct Case {
    Witness witness;
    const char* words;
  };
  const Loss loss{.journal_end = 10, .witnesses = {}};
  for (const Case& now :
       {Case{{Kind::snapshot, "f", 11},
             "the snapshot f reaches sequence 11, 1 command beyond the journal's end"},
        Case{{Kind::read_models, "f", 12},
             "the read models f reach sequence 12, 2 commands beyond the journal's end"},
        Case{{Kind::request_index, "f", 110},
             "the index of old requests f reaches sequence 110, 100 commands beyond the journal's "
             "end"},
        Case{{Kind::rows, "f", 12},
             "the platform's rows f reach sequence 12, 2 commands beyond the journal's end"},
        Case{{Kind::snapshot, "f", 10},
             "the snapshot f reaches sequence 10, where the journal holds another group: they are "
             "of different histories"}}) {
    EXPECT_EQ(words_of(now.witness, loss), now.words);
  }
}

TEST(LossWords, SayWhatAnOperatorCanDo) {
  const DataFolder folder("/var/tributary");
  EXPECT_EQ(Loss{}.known_through(), 0U);
  const Loss loss{.journal_end = 10,
                  .witnesses = {{Kind::snapshot, "s", 12}, {Kind::read_models, "r", 11}}};
  const std::string what_to_do =
      "Either a disk said that it had written and had not, or an older copy of journal.db was put "
      "back alone. Nothing was served and nothing was removed. What you can do:\n"
      "- Put back the whole data folder from a backup, or a journal.db that reaches sequence 12, "
      "with the journal.db-wal that belongs to it; move one that belongs to another away.\n"
      "- If there is none: `tributary accept-loss --data /var/tributary` says what it means to go "
      "on without those commands, and puts these files aside once you have confirmed it. That "
      "cannot be undone.\n"
      "More: docs/operations.md, \"A journal that is too short\".";
  EXPECT_EQ(std::string(CommandsLost(folder, loss).what()),
            "commands that were answered may be lost. The journal ends at sequence 10, and files "
            "that were made of it know of others:\n"
            "  the snapshot s reaches sequence 12, 2 commands beyond the journal's end\n"
            "  the read models r reach sequence 11, 1 command beyond the journal's end\n" +
                what_to_do);
  const Loss all{.journal_end = 0, .witnesses = {{Kind::snapshot, "s", 12}}};
  EXPECT_THAT(CommandsLost(folder, all).what(),
              testing::StartsWith("commands that were answered may be lost. The journal holds no "
                                  "command, and files that were made of it know of others:\n  the "
                                  "snapshot s reaches sequence 12, 12 commands beyond"));
}

}  // namespace
}  // namespace tributary::ring
