#include "request_index/index_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "request_index/sample_requests.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::request_index {
namespace {

namespace fs = std::filesystem;

class IndexFileTest : public testing::Test {
 protected:
  fs::path write(const SequenceRange& range) const {
    IndexFileWriter writer(folder_.path(), {.platform = sample_platform,
                                            .first = range.first,
                                            .last = range.last,
                                            .journal_hash = sample_hash(range.last),
                                            .entries = range.last - range.first + 1});
    for (const auto& request : sample_requests(range)) writer.add(request);
    return writer.finish();
  }
  std::shared_ptr<IndexFile> open(const fs::path& path) const {
    return std::make_shared<IndexFile>(path, sample_platform);
  }
  static void load(IndexFile& file) {
    while (file.load_next_chunk()) {
    }
  }
  static bool may_hold(const IndexFile& file, protocol::Sequence sequence) {
    const auto key = sample_request(sequence).key;
    std::uint8_t maybe = 0;
    file.screen(std::span(&key, 1), std::span(&maybe, 1));
    return maybe != 0;
  }

  store::TemporaryFolder folder_;
};

TEST_F(IndexFileTest, FindsWhatWasWrittenAndNothingElse) {
  for (const std::uint64_t count : {1U, 2U, 126U, 127U, 128U, 254U, 255U, 5000U, 70'000U}) {
    const auto file = open(write({10, 9 + count}));
    EXPECT_EQ(file->header().entries, count);
    load(*file);
    for (std::uint64_t sequence = 10; sequence < 10 + count; ++sequence) {
      ASSERT_TRUE(may_hold(*file, sequence));
      const auto found = file->find(sample_request(sequence).key);
      ASSERT_TRUE(found);
      ASSERT_EQ(found->sequence, sequence);
      ASSERT_EQ(found->body_hash, sample_request(sequence).body_hash);
    }
    for (std::uint64_t sequence = 1'000'000; sequence < 1'010'000; ++sequence) {
      ASSERT_FALSE(file->find(sample_request(sequence).key));
    }
    fs::remove(file->path());
  }
}

TEST_F(IndexFileTest, SaysMaybeUntilTheFilterIsLoaded) {
  const auto file = open(write({1, 200'000}));
  EXPECT_FALSE(file->is_loaded());
  EXPECT_TRUE(may_hold(*file, 5'000'000));
  EXPECT_FALSE(file->find(sample_request(5'000'000).key));  // loads what it needs
  EXPECT_FALSE(may_hold(*file, 5'000'000));
  EXPECT_TRUE(may_hold(*file, 77));
  load(*file);
  EXPECT_TRUE(file->is_loaded());
  std::size_t errors = 0;
  for (std::uint64_t sequence = 5'000'000; sequence < 5'020'000; ++sequence) {
    errors += may_hold(*file, sequence);
  }
  EXPECT_LE(errors, 5U);
}

TEST_F(IndexFileTest, AsksForManyAtOnceAsForOne) {
  const auto file = open(write({1, 50'000}));
  load(*file);
  std::vector<protocol::RequestKey> keys;
  for (std::uint64_t sequence = 49'500; sequence < 50'501; ++sequence) {
    keys.push_back(sample_request(sequence).key);
  }
  std::vector<std::uint8_t> maybe(keys.size());
  file->screen(keys, maybe);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(maybe[i] != 0, may_hold(*file, 49'500 + i)) << i;
  }
}

TEST_F(IndexFileTest, ReadsItsEntriesInOrder) {
  const auto file = open(write({5, 1004}));
  std::vector<protocol::Sequence> read;
  EntryReader reader(file);
  for (; reader.peek() != nullptr; reader.next()) read.push_back(reader.peek()->sequence);
  EXPECT_EQ(reader.content(), file->header().content);
  std::vector<protocol::Sequence> expected;
  for (const auto& request : sample_requests({5, 1004})) expected.push_back(request.sequence);
  EXPECT_EQ(read, expected);
}

TEST_F(IndexFileTest, TakesNoRequestTwice) {
  IndexFileWriter writer(folder_.path(),
                         {.platform = sample_platform, .first = 1, .last = 2, .entries = 2});
  writer.add(sample_request(1));
  EXPECT_THROW(writer.add(sample_request(1)), IndexFault);
}

TEST_F(IndexFileTest, LeavesNothingWhenItIsNotFinished) {
  {
    IndexFileWriter writer(folder_.path(),
                           {.platform = sample_platform, .first = 1, .last = 2, .entries = 2});
    writer.add(sample_request(1));
    EXPECT_THROW(writer.finish(), IndexFault);
  }
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(IndexFileTest, IsOfOnePlatformAndHasItsOwnName) {
  const fs::path path = write({1, 100});
  EXPECT_THROW(IndexFile(path, PlatformId{std::byte{8}}), IndexFault);
  const fs::path other = folder_.path() / index_file_name(1, 101);
  fs::rename(path, other);
  EXPECT_THROW(open(other), IndexFault);
}

TEST_F(IndexFileTest, DoesNotOpenWhenItIsCutOff) {
  const fs::path path = write({1, 1000});
  const auto size = fs::file_size(path);
  for (const auto left : {size - 1, size - page_bytes, size / 2, std::uintmax_t{100}}) {
    fs::resize_file(path, left);
    EXPECT_THROW(open(path), IndexFault) << left;
  }
}

// A flipped bit may make a file answer nothing; a wrong answer never.
TEST_F(IndexFileTest, NeverAnswersWronglyWhateverBitIsFlipped) {
  const fs::path path = write({1, 300});
  std::ifstream in(path, std::ios::binary);
  const std::vector<char> whole{std::istreambuf_iterator<char>(in), {}};
  base::Dice dice(4);
  std::size_t noticed = 0;
  for (int round = 0; round < 1500; ++round) {
    std::vector<char> damaged = whole;
    const std::size_t at = dice.roll() % damaged.size();
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << dice.roll() % 8));
    std::ofstream(path, std::ios::binary).write(damaged.data(), std::ssize(damaged));
    try {
      const auto file = open(path);
      for (std::uint64_t sequence = 1; sequence <= 600; sequence += 7) {
        EXPECT_TRUE(sequence > 300 || may_hold(*file, sequence));
        try {
          const auto found = file->find(sample_request(sequence).key);
          ASSERT_EQ(found.has_value(), sequence <= 300) << "byte " << at;
          if (found) {
            ASSERT_EQ(found->sequence, sequence);
          }
        } catch (const IndexFault&) {
          ++noticed;
          EXPECT_TRUE(file->is_damaged());
        }
      }
    } catch (const IndexFault&) {
      ++noticed;
    }
  }
  EXPECT_GT(noticed, 0U);
}

}  // namespace
}  // namespace tributary::request_index
