#include "ring/old_requests.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <future>

#include "base/test_dice.hpp"
#include "ring/test_old_requests.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> index_files(const fs::path& data) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(DataFolder(data).request_index())) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

class OldRequestsTest : public testing::Test {
 protected:
  const fs::path& path() const { return folder_.path(); }

 private:
  store::TemporaryFolder folder_;
};

TEST_F(OldRequestsTest, GetTheirFirstAnswerLongAfterTheEngineHasForgottenThem) {
  Process process(path());
  process.open_accounts(1, 500);
  process.settle();
  process.open_accounts(501, 502);
  const auto& window = process.engine.state().requests;
  process.expect_known(1, 502);
  EXPECT_EQ(process.journal.position().last_sequence, 502U);
  process.stop();
  EXPECT_GE(window.forgotten_through(), 400U);
  EXPECT_LE(window.size(), 5 * generation);
  EXPECT_GE(process.old_requests.figures().found, 400U);
  EXPECT_LE(process.old_requests.figures().files, 12U);
}

/// A bank's reference is a second id: known for ever too, under whatever request id it comes.
TEST_F(OldRequestsTest, KnowABanksReferenceLongAfterItWasBooked) {
  constexpr std::uint64_t deposits = 90;
  const auto expect_known = [&](const Process& process) {
    const Sequence last = process.engine.state().sequence;
    for (std::uint64_t number = 1; number <= deposits; ++number) {
      const auto again = process.deposit("deposit-", number);
      ASSERT_TRUE(again.repeated) << number;
      ASSERT_EQ(again.sequence, 4 + number);
      const auto twice = process.deposit("again-", number);
      ASSERT_EQ(twice.refusal, Refusal::bank_reference_recorded) << number;
      ASSERT_EQ(twice.sequence, 4 + number);
    }
    ASSERT_EQ(process.engine.state().sequence, last);
  };
  {
    Process process(path());
    process.open_accounts_for_deposits();
    for (std::uint64_t number = 1; number <= deposits; ++number) {
      ASSERT_EQ(process.deposit("deposit-", number).sequence, 4 + number);
    }
    for (std::uint64_t number = 1; number <= 300; ++number) process.open_account(number);
    while (process.old_requests.files()->through() < 4 + deposits) std::this_thread::yield();
    process.open_account(301);
    EXPECT_GT(process.old_requests.files()->entries(), process.old_requests.files()->through())
        << "two ids of a deposit";
    expect_known(process);
    process.stop_with_a_snapshot();
    EXPECT_GT(process.engine.state().requests.forgotten_through(), 4 + deposits);
  }
  expect_known(Process(path()));
  fs::remove_all(DataFolder(path()).request_index());
  expect_known(Process(path()));
  fs::remove_all(DataFolder(path()).request_index());
  expect_known(Process(path(), false));
}

TEST_F(OldRequestsTest, AreCountedAndNoOthersAreLookedUp) {
  constexpr std::uint64_t deposits = 3;
  constexpr std::uint64_t accounts = 300;
  {
    Process process(path());
    process.open_accounts_for_deposits();
    for (std::uint64_t number = 1; number <= deposits; ++number) {
      process.deposit("deposit-", number);
    }
    for (std::uint64_t number = 1; number <= accounts; ++number) process.open_account(number);
    while (process.old_requests.files()->through() < 200) std::this_thread::yield();
    process.stop_with_a_snapshot();
  }
  Process process(path());
  const OldRequests& old = process.old_requests;
  // With each request the engine forgets what files hold by then; of the last one none do.
  const auto ask_for_the_last = [&] { ASSERT_TRUE(process.open_account(accounts).repeated); };
  const auto is_loaded = [](const auto& file) { return file->is_loaded(); };
  ask_for_the_last();
  while (old.figures().unwritten != 0 || !std::ranges::all_of(old.files()->files, is_loaded)) {
    std::this_thread::yield();
  }
  ask_for_the_last();
  EXPECT_EQ(old.figures().lookups, 0U);
  EXPECT_EQ(old.figures().found, 0U);

  const std::uint64_t through = old.files()->through();
  const std::uint64_t old_accounts = through - 4 - deposits;
  ASSERT_GT(old_accounts, 150U);
  for (std::uint64_t number = 1; number <= old_accounts; ++number) {
    ASSERT_TRUE(process.open_account(number).repeated);
  }
  EXPECT_EQ(old.figures().lookups, old_accounts);
  EXPECT_EQ(old.figures().found, old_accounts);
  EXPECT_EQ(process.deposit("again-", 1).refusal, Refusal::bank_reference_recorded);
  EXPECT_EQ(old.figures().lookups, old_accounts + 1);
  EXPECT_EQ(old.figures().found, old_accounts) << "the request is new, its reference is not";

  constexpr std::uint64_t more = 50;
  for (std::uint64_t number = deposits + 1; number <= deposits + more; ++number) {
    ASSERT_EQ(process.deposit("deposit-", number).refusal, Refusal::none);
  }
  // The filters of the files take a few for old.
  EXPECT_LT(old.figures().lookups, old_accounts + 1 + more / 5);
  EXPECT_EQ(old.figures().found, old_accounts);

  process.stop();
  const auto files = old.files();
  std::uint64_t bytes = 0;
  for (const auto& file : files->files) bytes += fs::file_size(file->path());
  const OldRequests::Figures figures = old.figures();
  EXPECT_EQ(figures.files, files->files.size());
  EXPECT_EQ(figures.file_bytes, bytes);
  EXPECT_GE(figures.requests, through + deposits) << "two ids of a deposit";
  EXPECT_GT(figures.memory_bytes, figures.requests / 8);
}

TEST_F(OldRequestsTest, AreKnownAfterEachKindOfRestart) {
  std::uint64_t last = 0;
  for (int round = 0; round < 6; ++round) {
    Process process(path(), round % 3 != 2);
    process.expect_known(1, last);
    process.open_accounts(last + 1, last + 130);
    last += 130;
    if (round % 2 == 0) process.stop_with_a_snapshot();
  }
  Process process(path());
  process.expect_known(1, last);
}

TEST_F(OldRequestsTest, AreKnownWhenTheIndexWasDeleted) {
  {
    Process process(path());
    process.open_accounts(1, 300);
    process.settle();
    process.stop_with_a_snapshot();
    EXPECT_GT(process.engine.state().requests.forgotten_through(), 0U);
  }
  fs::remove_all(DataFolder(path()).request_index());
  Process process(path());
  EXPECT_EQ(process.recovered.records, 0U);
  process.expect_known(1, 300);
  process.open_accounts(301, 400);
  process.expect_known(1, 400);
}

TEST_F(OldRequestsTest, AreKnownWhenOneFileIsMissingOrDamaged) {
  {
    Process process(path());
    process.open_accounts(1, 300);
    process.settle();
    process.stop_with_a_snapshot();
  }
  const auto files = index_files(path());
  ASSERT_GE(files.size(), 2U);
  for (const fs::path& file : files) {
    for (const bool is_missing : {true, false}) {
      if (is_missing) {
        fs::remove(file);
      } else if (fs::exists(file)) {
        std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
        damage.seekp(60).put('!').put('?').put('!');
      }
      Process process(path());
      process.expect_known(1, 300);
    }
  }
}

TEST_F(OldRequestsTest, AreNotTakenForNewWhereTheirFileIsDamaged) {
  {
    Process process(path());
    process.open_accounts(1, 300);
    process.settle();
    process.stop_with_a_snapshot();
  }
  const auto files = index_files(path());
  for (const fs::path& file : files) {
    std::fstream damage(file, std::ios::in | std::ios::out | std::ios::binary);
    damage.seekp(-static_cast<std::streamoff>(request_index::page_bytes), std::ios::end)
        .put('!')
        .put('?');
  }
  Process process(path());
  std::size_t unanswered = 0;
  for (std::uint64_t number = 1; number <= 300; ++number) {
    // Until the file has been written again out of the journal nobody can tell.
    auto again = process.open_account(number);
    for (; again.refusal == Refusal::unavailable; again = process.open_account(number)) {
      ++unanswered;
    }
    ASSERT_TRUE(again.repeated);
    ASSERT_EQ(again.sequence, number);
  }
  EXPECT_GT(unanswered, 0U);
  EXPECT_EQ(process.journal.position().last_sequence, 300U);
}

TEST_F(OldRequestsTest, AreWrittenAgainWhenTheirFileIsCutOffOrItsFolderGoesMeanwhile) {
  Process process(path());
  process.open_accounts(1, 300);
  process.settle();
  for (const fs::path& file : index_files(path())) fs::resize_file(file, 4096);
  for (std::uint64_t number = 1; number <= 300; ++number) {
    auto again = process.open_account(number);
    while (again.refusal == Refusal::unavailable) again = process.open_account(number);
    ASSERT_TRUE(again.repeated);
    ASSERT_EQ(again.sequence, number);
  }
  fs::remove_all(DataFolder(path()).request_index());
  process.open_accounts(301, 600);
  process.settle();
  EXPECT_FALSE(index_files(path()).empty());
  process.expect_known(1, 600);
}

TEST_F(OldRequestsTest, StayInMemoryWhileTheIndexCannotBeWritten) {
  const fs::path index = DataFolder(path()).request_index();
  Process process(path());
  process.open_accounts(1, 100);
  process.settle();
  fs::rename(index, path() / "away");
  std::ofstream(index) << "no folder";
  process.open_accounts(101, 400);
  while (!process.old_requests.trouble()) std::this_thread::yield();
  EXPECT_GT(process.old_requests.figures().unwritten, 5U);
  process.open_accounts(401, 500);
  process.expect_known(90, 500);
  // At once: in between, the files would be written anew.
  const fs::path away = path() / "away";
  ASSERT_EQ(::renameat2(AT_FDCWD, away.c_str(), AT_FDCWD, index.c_str(), RENAME_EXCHANGE), 0);
  process.settle();
  process.open_accounts(501, 502);
  process.expect_known(1, 502);
  EXPECT_EQ(process.old_requests.trouble(), std::nullopt);
}

// The index is gone, the snapshot has forgotten what was in it, and nothing can be written.
TEST_F(OldRequestsTest, ComeOutOfTheJournalWhenTheIndexIsGoneAndCannotBeWritten) {
  {
    Process process(path());
    process.open_accounts(1, 300);
    process.settle();
    process.stop_with_a_snapshot();
  }
  const DataFolder folder(path());
  fs::remove_all(folder.request_index());
  folder.create();
  RequestArchive archive(folder);
  // Where a file has the folder's name no file can be made.
  fs::remove_all(folder.request_index());
  std::ofstream(folder.request_index()) << "no folder";
  engine::Engine engine;
  recover(bounded(engine), folder, true, {}, [&](engine::Engine& told) { archive.follow(told); });
  EXPECT_EQ(engine.state().requests.forgotten_through(), 0U);
  EXPECT_EQ(engine.state().requests.size(), 300U);
}

/// However long the journal is: a start has no more in memory than a running platform.
TEST_F(OldRequestsTest, LeaveMemoryOnTheWayThroughTheJournal) {
  Sequence snapshot = 0;
  {
    Process process(path());
    process.open_accounts(1, 500);
    process.settle();
    process.open_accounts(501, 502);
    process.stop_with_a_snapshot();
    snapshot = process.engine.state().requests.forgotten_through();
  }
  const DataFolder folder(path());
  for (const bool use_snapshot : {false, true}) {
    fs::remove_all(folder.request_index());
    folder.create();
    std::vector<std::pair<std::uint64_t, std::uint64_t>> told;
    RequestArchive archive(folder, [&](std::uint64_t sequence, std::uint64_t last) {
      told.emplace_back(sequence, last);
    });
    engine::Engine engine;
    recover(bounded(engine), folder, use_snapshot, {},
            [&](engine::Engine& reached) { archive.follow(reached); });
    EXPECT_LE(engine.state().requests.size(), 5 * generation);
    EXPECT_EQ(engine.state().requests.forgotten_through(), archive.index().files()->through());
    EXPECT_GE(archive.index().files()->through(), 400U);
    if (!use_snapshot) continue;
    ASSERT_FALSE(told.empty()) << "what no file holds is read out of the journal";
    EXPECT_EQ(told.back(), std::pair(snapshot, snapshot));
  }
}

TEST_F(OldRequestsTest, StayInMemoryWhereAStartCannotWriteThem) {
  {
    Process process(path());
    process.open_accounts(1, 300);
  }
  const DataFolder folder(path());
  fs::remove_all(folder.request_index());
  folder.create();
  RequestArchive archive(folder);
  fs::remove_all(folder.request_index());
  std::ofstream(folder.request_index()) << "no folder";
  engine::Engine engine;
  testing::internal::CaptureStderr();
  recover(bounded(engine), folder, false, {},
          [&](engine::Engine& reached) { archive.follow(reached); });
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(engine.state().requests.size(), 300U);
  EXPECT_NE(log.find("request_index_unwritten"), std::string::npos);
  EXPECT_EQ(log.find("request_index_unwritten"), log.rfind("request_index_unwritten")) << log;
}

// Whoever sends an id many times at once, while it becomes old, hears one answer.
TEST_F(OldRequestsTest, AreDecidedOnceHoweverTheyRace) {
  std::uint64_t seed = 0;
  std::uint64_t opened = 0;
  for (int round = 0; round < 4; ++round) {
    Process process(path());
    base::Dice dice(++seed);
    std::vector<std::future<void>> callers;
    std::atomic<std::uint64_t> accounts = 0;
    for (int caller = 0; caller < 6; ++caller) {
      callers.push_back(std::async(std::launch::async, [&, own = dice.roll()] {
        base::Dice choice(own);
        for (int i = 0; i < 300; ++i) {
          const auto outcome = process.open_account(choice.roll() % (200 + 200 * round));
          if (outcome.refusal == Refusal::none && !outcome.repeated) ++accounts;
        }
      }));
    }
    for (auto& caller : callers) caller.get();
    opened += accounts;
    EXPECT_EQ(process.engine.state().ledger.accounts().size(), opened);
    process.stop_with_a_snapshot();
  }
}

TEST_F(OldRequestsTest, AreAnsweredBeforeAStopIsThrough) {
  {
    Process process(path());
    process.open_accounts(1, 300);
    process.settle();
    process.stop_with_a_snapshot();
  }
  Process process(path());
  std::atomic<std::uint64_t> told = 0;
  for (std::uint64_t number = 1; number <= 300; ++number) {
    base::ByteBuffer bytes;
    encode_framed(bytes, OpenAccount{{1000 + number}});
    process.local->send(staff, "open-" + std::to_string(number), bytes.view(),
                        [&](const LocalOutlet::Outcome& outcome) { told += outcome.repeated; });
  }
  process.stop();
  EXPECT_EQ(told, 300U);
}

}  // namespace
}  // namespace tributary::ring
