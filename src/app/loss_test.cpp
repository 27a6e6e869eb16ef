#include "app/loss.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>

#include "app/commands.hpp"
#include "base/flags.hpp"
#include "follow/generation.hpp"
#include "follow/place.hpp"
#include "follow/toy_follower.hpp"
#include "journal/reader.hpp"
#include "journal/sample_groups.hpp"
#include "journal/snapshot.hpp"
#include "request_index/sample_requests.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::app {
namespace {

namespace fs = std::filesystem;
using Kind = Witness::Kind;
using testing::HasSubstr;

/// A journal, what is made of it, and an earlier copy of it alone. Each process has an epoch of its
/// own, so that groups in the same place are others after a restore.
class LossTest : public testing::Test {
 protected:
  LossTest() {
    folder_.create();
    grow(10);
  }

  std::uint64_t grow(int groups) {
    journal::Journal journal(folder_.journal_url());
    const std::uint64_t epoch = journal.begin_epoch();
    for (int i = 0; i < groups; ++i) journal::append_sample(journal, epoch);
    return journal.position().last_sequence;
  }
  journal::Position end() const { return journal::Reader(folder_.journal_url()).end(); }

  void keep_copy() const {
    fs::copy_file(journal_file(), copy_file(), fs::copy_options::overwrite_existing);
  }
  /// As an operator would who has a copy of that file alone.
  void put_copy_back() const {
    fs::copy_file(copy_file(), journal_file(), fs::copy_options::overwrite_existing);
  }
  /// Appends groups that the copy lacks; returns where they end.
  std::uint64_t lose_groups(int groups) {
    keep_copy();
    return grow(groups);
  }

  void make(Kind kind) const {
    switch (kind) {
      case Kind::snapshot:
        return make_snapshot();
      case Kind::read_models:
        return make_read_models(1);
      case Kind::request_index:
        return make_request_index();
    }
  }
  void make_all() const {
    for (const Kind kind : {Kind::snapshot, Kind::read_models, Kind::request_index}) make(kind);
  }
  void make_snapshot() const {
    const journal::Position place = end();
    journal::SnapshotWriter writer(folder_.snapshots(),
                                   {.sequence = place.last_sequence, .journal_hash = place.hash});
    writer.finish();
  }
  void make_read_models(int version) const {
    follow::Followers followers;
    followers.push_back(
        std::make_unique<follow::ToyFollower>(follow::ToyFollower::Settings{.version = version}));
    follow::Generation generation("sqlite:" + read_models_file().string(), folder_.journal_url(),
                                  std::move(followers), store::Durability::off,
                                  follow::Serving::at_once);
    generation.step(UINT64_MAX);
  }
  void make_request_index() const {
    journal::Reader journal(folder_.journal_url());
    const journal::Position place = journal.end();
    request_index::RequestIndex index(
        folder_.request_index(), journal.platform(),
        {.is_of_journal = [](protocol::Sequence, const request_index::Digest&) { return true; }});
    const request_index::SequenceRange range{1, place.last_sequence};
    const auto requests = request_index::sample_requests(range);
    index.write(range, place.hash, requests.size(), [&](request_index::IndexFileWriter& writer) {
      for (const auto& request : requests) writer.add(request);
    });
  }

  fs::path read_models_file() const { return folder_.read_models() / "read-1.db"; }
  fs::path journal_file() const { return folder_.path() / "journal.db"; }
  fs::path copy_file() const { return place_.path() / "journal.copy"; }

  int accept_loss(std::vector<std::string_view> more = {}) {
    out_.str("");
    err_.str("");
    const std::string data = folder_.path().string();
    std::vector<std::string_view> words{"--data", data};
    words.insert(words.end(), more.begin(), more.end());
    return accept_loss_command(words, out_, err_);
  }

  const store::TemporaryFolder place_;
  const DataFolder folder_{place_.path() / "data"};
  std::ostringstream out_;
  std::ostringstream err_;
};

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
                         testing::Values(Kind::snapshot, Kind::read_models, Kind::request_index));

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
    EXPECT_EQ(lost.loss().witnesses.size(), 3U);
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

TEST_F(LossTest, AcceptingAsksASecondTime) {
  const std::string left = std::to_string(end().last_sequence);
  EXPECT_EQ(accept_loss(), 0);
  EXPECT_EQ(out_.str(),
            "Nothing is known to be lost: no file knows more than the journal, which "
            "ends at sequence " +
                left + ".\n");
  const std::string reached = std::to_string(lose_groups(1));
  make_all();
  put_copy_back();
  EXPECT_EQ(accept_loss(), 1);
  std::string known = "The journal ends at sequence " + left + ". Files know of more:\n";
  const Loss loss = find_loss(folder_);
  for (const Witness& witness : loss.witnesses) known += "  " + words_of(witness, loss) + '\n';
  EXPECT_EQ(
      out_.str(),
      known + "To go on from there means, for good:\n- what was answered behind sequence " + left +
          " did not happen: accounts, bids, loans and payments are as they were there, and "
          "the same\n"
          "  numbers of accounts, loans, withdrawals and commands are given again, to others: "
          "whoever\n"
          "  kept one, such as a bank or a partner, has to be told;\n"
          "- a bank's reference that was lost with its booking can be booked again;\n"
          "- money that moved at the bank meanwhile is in no account until it is recorded "
          "again;\n"
          "- a client that sends such a request again has it executed now.\n"
          "Copy the data folder first, and look for a better journal: a backup, a replica of "
          "the volume.\n"
          "If there is none, say it again with --confirm and the sequence at which the "
          "journal ends.\n");
  try {
    accept_loss({"--confirm", reached});
    ADD_FAILURE() << "it was accepted";
  } catch (const base::FlagError& error) {
    EXPECT_EQ(std::string(error.what()),
              "the journal ends at another sequence than --confirm "
              "says; nothing was changed");
  }
  EXPECT_EQ(find_loss(folder_).witnesses.size(), 3U) << "nothing was changed";
  EXPECT_EQ(accept_loss({"--confirm", left}), 0);
  const fs::path aside = folder_.path() / "put-aside" / ("behind-" + left);
  EXPECT_TRUE(fs::exists(aside));
  EXPECT_EQ(out_.str(), known + "They are in " + aside.string() +
                            " now. The next start goes on behind sequence " + left + ".\n");
  EXPECT_NO_THROW(require_whole_journal(folder_));
  EXPECT_EQ(accept_loss({"--confirm", left}), 0) << "said again, it does nothing";
}

TEST_F(LossTest, AcceptingNeedsAPlatformOrWhatIsLeftOfOne) {
  make_all();
  fs::remove(journal_file());
  EXPECT_EQ(accept_loss(), 1) << "its journal is all that is gone";
  EXPECT_THAT(out_.str(), testing::StartsWith("The journal ends at sequence 0. Files know"));
  EXPECT_EQ(accept_loss({"--confirm", "0"}), 0);
  EXPECT_EQ(accept_loss(), 2) << "nothing is left of it";
  EXPECT_EQ(out_.str(), "");
  EXPECT_THAT(err_.str(), testing::StartsWith("tributary accept-loss: there is no platform in "));
  EXPECT_THROW(accept_loss({"--confrm", "0"}), base::FlagError);
}

}  // namespace
}  // namespace tributary::app
