#include "request_index/request_index.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include "request_index/sample_requests.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::request_index {
namespace {

namespace fs = std::filesystem;

class RequestIndexTest : public testing::Test {
 protected:
  std::unique_ptr<RequestIndex> open(RequestIndex::Options options = sample_options()) const {
    return std::make_unique<RequestIndex>(folder_.path(), sample_platform, std::move(options));
  }
  static void merge_all(RequestIndex& index) {
    while (index.merge_some()) {
    }
  }
  /// All of [first, last] is known, in memory and on the disk.
  static void expect_known(const RequestIndex& index, const SequenceRange& range) {
    const auto files = index.files();
    for (auto sequence = range.first; sequence <= range.last; ++sequence) {
      ASSERT_TRUE(knows(*files, sequence)) << sequence;
    }
  }
  std::size_t files_in_folder() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()));
  }

  store::TemporaryFolder folder_;
};

TEST_F(RequestIndexTest, KnowsNothingAtFirst) {
  const auto index = open();
  EXPECT_EQ(index->files()->through(), 0U);
  EXPECT_FALSE(index->files()->find(sample_request(1).key));
  EXPECT_TRUE(index->missing(0).empty());
  EXPECT_EQ(index->missing(9), (std::vector<SequenceRange>{{1, 9}}));
  EXPECT_FALSE(index->merge_some());
  EXPECT_FALSE(index->load_some());
}

TEST_F(RequestIndexTest, ComesBackFromItsFolder) {
  {
    const auto index = open();
    add_sample(*index, {1, 1000});
    add_sample(*index, {1001, 1500});
    expect_known(*index, {1, 1500});
  }
  const auto index = open();
  EXPECT_TRUE(index->unusable().empty());
  EXPECT_EQ(index->files()->through(), 1500U);
  expect_known(*index, {1, 1500});
  while (index->load_some()) {
  }
  expect_known(*index, {1, 1500});
}

// The law of it all, beside a model: merging, loading and starting again change no answer.
TEST_F(RequestIndexTest, AnswersAsAMapDoes) {
  base::Dice dice(11);
  auto options = sample_options();
  options.entries_per_file_max = 3000;
  auto index = open(options);
  std::map<protocol::RequestKey, protocol::Sequence> model;
  protocol::Sequence last = 0;
  for (int round = 0; round < 150; ++round) {
    const SequenceRange range{last + 1, last + 1 + dice.roll() % (round % 10 == 0 ? 400 : 60)};
    add_sample(*index, range);
    for (auto sequence = range.first; sequence <= range.last; ++sequence) {
      model[sample_request(sequence).key] = sequence;
    }
    last = range.last;
    for (auto steps = dice.roll() % 4; steps > 0; --steps) index->merge_some(dice.roll() % 300);
    if (dice.roll() % 8 == 0) index = open(options);
    EXPECT_EQ(index->files()->through(), last);
    for (int i = 0; i < 40; ++i) {
      const auto key = sample_request(1 + dice.roll() % (last + 200)).key;
      const auto found = index->files()->find(key);
      const auto known = model.find(key);
      ASSERT_EQ(found.has_value(), known != model.end());
      if (found) {
        ASSERT_EQ(found->sequence, known->second);
      }
    }
  }
  merge_all(*index);
  expect_known(*index, {1, last});
  EXPECT_EQ(files_in_folder(), index->files()->files.size());
  EXPECT_LT(index->files()->files.size(), 20U);
}

TEST_F(RequestIndexTest, GoesOnAnsweringFromASetThatWasMergedAway) {
  const auto index = open();
  for (protocol::Sequence i = 0; i < 4; ++i) add_sample(*index, {100 * i + 1, 100 * i + 100});
  const auto before = index->files();
  const std::uint64_t version = index->version();
  merge_all(*index);
  EXPECT_NE(index->version(), version);
  EXPECT_EQ(index->files()->files.size(), 1U);
  EXPECT_EQ(files_in_folder(), 1U);
  for (protocol::Sequence sequence = 1; sequence <= 400; ++sequence) {
    ASSERT_TRUE(knows(*before, sequence));
  }
}

TEST_F(RequestIndexTest, NamesWhatIsMissingAndTakesItBackIn) {
  {
    const auto index = open();
    add_sample(*index, {1, 100});
    add_sample(*index, {101, 200});
    add_sample(*index, {201, 300});
  }
  fs::remove(folder_.path() / index_file_name(101, 200));
  {
    const auto index = open();
    EXPECT_EQ(index->files()->through(), 100U);
    EXPECT_EQ(index->missing(300), (std::vector<SequenceRange>{{101, 200}}));
    EXPECT_EQ(index->missing(150), (std::vector<SequenceRange>{{101, 150}}));
    EXPECT_EQ(index->missing(350), (std::vector<SequenceRange>{{101, 200}, {301, 350}}));
    EXPECT_FALSE(index->merge_some());
    add_sample(*index, {101, 200});
    EXPECT_EQ(index->files()->through(), 300U);
    expect_known(*index, {1, 300});
  }
  fs::remove(folder_.path() / index_file_name(101, 200));
  const auto index = open();
  index->drop_behind_gap();
  EXPECT_EQ(index->files()->files.size(), 1U);
  EXPECT_EQ(files_in_folder(), 1U);
}

TEST_F(RequestIndexTest, UsesNoFileOfAnotherJournal) {
  {
    const auto index = open();
    add_sample(*index, {1, 100});
    add_sample(*index, {101, 200});
  }
  auto options = sample_options();
  options.is_of_journal = [](protocol::Sequence last, const Digest&) { return last <= 100; };
  const auto index = open(options);
  EXPECT_EQ(index->files()->through(), 100U);
  EXPECT_EQ(index->unusable().size(), 1U);
  EXPECT_EQ(files_in_folder(), 1U);
}

TEST_F(RequestIndexTest, MendsADamagedFileWhileOthersAnswer) {
  {
    const auto index = open();
    add_sample(*index, {1, 1000});
    add_sample(*index, {1001, 2000});
  }
  const fs::path path = folder_.path() / index_file_name(1, 1000);
  {
    const auto at = static_cast<std::streamoff>(fs::file_size(path) - page_bytes);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at).put('!').put('?');
  }
  const auto index = open();
  EXPECT_EQ(index->damaged(), nullptr);
  const auto files = index->files();
  std::size_t unanswered = 0;
  for (protocol::Sequence sequence = 1; sequence <= 2000; ++sequence) {
    try {
      ASSERT_TRUE(knows(*files, sequence));
    } catch (const IndexFault&) {
      ++unanswered;
    }
  }
  EXPECT_GT(unanswered, 0U);
  EXPECT_LE(unanswered, Page::entries_max);
  const auto damaged = index->damaged();
  ASSERT_NE(damaged, nullptr);
  EXPECT_EQ(damaged->header().first, 1U);
  std::vector<std::shared_ptr<IndexFile>> pieces;
  for (const SequenceRange range : {SequenceRange{1, 600}, SequenceRange{601, 1000}}) {
    const auto requests = sample_requests(range);
    pieces.push_back(
        index->write(range, sample_hash(range.last), requests.size(), [&](IndexFileWriter& writer) {
          for (const auto& request : requests) writer.add(request);
        }));
  }
  index->put_in(pieces, damaged);
  EXPECT_EQ(index->damaged(), nullptr);
  expect_known(*index, {1, 2000});
  EXPECT_EQ(files_in_folder(), 3U);
}

/// Runs `life` in a process of its own that dies when `after` steps were done. Whether it died.
template <class Life>
bool dies_after(int after, Life&& life) {
  const pid_t child = ::fork();
  if (child == 0) {
    int steps = 0;
    life([&](WriteStep) {
      if (++steps == after) ::_exit(9);
    });
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 9;
}

// Five steps a file, and what is between them: whatever was in use before the end is there again.
TEST_F(RequestIndexTest, LosesNothingWhereverItIsKilled) {
  constexpr protocol::Sequence generations = 8;
  int deaths = 0;
  for (int after = 1;; ++after) {
    const store::TemporaryFolder folder;
    const fs::path told = folder.path() / "told";
    const fs::path files = folder.path() / "files";
    fs::create_directory(files);
    const bool died = dies_after(after, [&](const IndexFileWriter::AfterStep& after_step) {
      auto options = sample_options();
      options.after_step = after_step;
      RequestIndex index(files, sample_platform, options);
      for (protocol::Sequence i = 0; i < generations; ++i) {
        add_sample(index, {50 * i + 1, 50 * i + 50});
        std::ofstream(told) << index.files()->through();
        merge_all(index);
      }
    });
    if (!died) break;
    ++deaths;
    protocol::Sequence through = 0;
    std::ifstream(told) >> through;
    RequestIndex index(files, sample_platform, sample_options());
    ASSERT_TRUE(index.unusable().empty());
    ASSERT_GE(index.files()->through(), through) << "killed after step " << after;
    ASSERT_EQ(index.files()->through(), index.files()->entries());
    expect_known(index, {1, index.files()->through()});
    // And it goes on from there.
    for (auto last = index.files()->through(); last < 50 * generations; last += 50) {
      add_sample(index, {last + 1, last + 50});
      merge_all(index);
    }
    expect_known(index, {1, 50 * generations});
  }
  EXPECT_EQ(deaths, 5 * (8 + 2));
}

// Between the merged file's name and the removal of what it was made of.
TEST_F(RequestIndexTest, RemovesWhatWasMergedBeforeItsEnd) {
  {
    const auto index = open();
    for (protocol::Sequence i = 0; i < 4; ++i) add_sample(*index, {100 * i + 1, 100 * i + 100});
  }
  const store::TemporaryFolder kept;
  fs::copy(folder_.path(), kept.path());
  {
    const auto index = open();
    merge_all(*index);
  }
  fs::copy(kept.path(), folder_.path());
  EXPECT_EQ(files_in_folder(), 5U);
  const auto index = open();
  EXPECT_EQ(files_in_folder(), 1U);
  expect_known(*index, {1, 400});
}

}  // namespace
}  // namespace tributary::request_index
