#include "app/loss.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>

#include "app/commands.hpp"
#include "app/flags.hpp"
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
    const std::string data = folder_.path().string();
    std::vector<std::string_view> words{"--data", data};
    words.insert(words.end(), more.begin(), more.end());
    std::ostringstream err;
    return accept_loss_command(words, out_, err);
  }

  const store::TemporaryFolder place_;
  const DataFolder folder_{place_.path() / "data"};
  std::ostringstream out_;
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
  EXPECT_NE(put_aside(folder_, find_loss(folder_)), aside);
  EXPECT_TRUE(follow::place_told(aside / "read-models" / "read-1.db"));
}

TEST_F(LossTest, AcceptingAsksASecondTime) {
  const std::string left = std::to_string(end().last_sequence);
  EXPECT_EQ(accept_loss(), 0);
  EXPECT_THAT(out_.str(), HasSubstr("Nothing is known to be lost"));
  const std::string reached = std::to_string(lose_groups(1));
  make_all();
  put_copy_back();
  EXPECT_EQ(accept_loss(), 1);
  EXPECT_THAT(out_.str(), HasSubstr("did not happen"));
  EXPECT_THAT(out_.str(), HasSubstr("sequence " + left));
  EXPECT_THROW(accept_loss({"--confirm", reached}), FlagError);
  EXPECT_EQ(find_loss(folder_).witnesses.size(), 3U) << "nothing was changed";
  EXPECT_EQ(accept_loss({"--confirm", left}), 0);
  EXPECT_NO_THROW(require_whole_journal(folder_));
  EXPECT_EQ(accept_loss({"--confirm", left}), 0) << "said again, it does nothing";
}

}  // namespace
}  // namespace tributary::app
