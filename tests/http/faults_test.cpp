#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"
#include "tests/http/tiny_disk.hpp"

namespace tributary::http_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The files of a folder whose name begins with `prefix`.
std::vector<fs::path> files_of(const fs::path& folder, std::string_view prefix) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(prefix)) files.push_back(entry.path());
  }
  return files;
}

/// Turns one bit of a file's byte over.
void flip_bit(const fs::path& path, std::size_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<char>(file.get() ^ 1);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
  ASSERT_TRUE(file.good()) << path;
}

void fill_with_garbage(const fs::path& path) {
  const auto size = fs::file_size(path);
  std::ofstream(path, std::ios::binary | std::ios::in) << std::string(size, '\xa5');
}

/// A platform with one member, whose deposits carry a reference that can be found in the files.
class Faults : public testing::Test {
 protected:
  void begin(Platform& platform) {
    platform.start();
    market_.emplace(platform);
    member_ = market_->member("investor");
  }
  /// Money is booked under a reference once: a number makes it one of its own.
  void deposit(const std::string& beginning) {
    const std::string reference = beginning + "-" + std::to_string(deposits_);
    const Answer& answer = market_->admin().send(member_.path("/deposits"),
                                                 {{"amount", "1.00"}, {"reference", reference}});
    ASSERT_EQ(answer.status, 201) << answer;
    ++deposits_;
  }
  void deposit_some(int count) {
    for (int i = 0; i < count; ++i) deposit("some");
  }
  std::int64_t balance() { return minor_of(market_->account(member_), "balance"); }

  /// The account's balance in its statement, once the read models tell of all deposits. Whoever
  /// asks while there is nothing to read is told to come again.
  std::int64_t balance_in_statement(std::int64_t expected) {
    std::int64_t told = -1;
    for (int i = 0; i < 2'000 && told != expected; ++i) {
      const Answer answer = market_->admin().get(member_.path("/statement?limit=1"));
      // Tables that are built anew do not know the account at first.
      if (answer.status != 200 && answer.status != 404) {
        ADD_FAILURE() << answer;
        break;
      }
      const auto body = answer.json();
      const auto* const listed = body.if_contains("lines");
      const auto lines = listed != nullptr ? listed->as_array() : boost::json::array{};
      if (!lines.empty()) told = minor_of(lines[0].as_object(), "balance");
      if (told != expected) std::this_thread::sleep_for(milliseconds(10));
    }
    return told;
  }

  std::optional<Market> market_;
  Member member_;
  int deposits_ = 0;
};

/// Deposits until the platform stops for want of room; what it said then. Every answered deposit
/// has to be there afterwards.
std::string fill_up(Platform& platform, Market& market, const Member& member, int& deposits) {
  const std::string long_word(56, 'r');
  try {
    for (int i = 0; i < 100'000; ++i) {
      const std::string reference = long_word + std::to_string(10'000'000 + i);
      const Answer answer =
          market.admin().client().post(member.path("/deposits"), "fill-" + std::to_string(i),
                                       R"({"amount":"1.00","reference":")" + reference + R"("})");
      if (answer.status == 201) {
        ++deposits;
      } else {
        EXPECT_EQ(answer.status, 503) << answer;
      }
    }
    ADD_FAILURE() << "the platform never ran out of room";
  } catch (const ConnectionLost&) {
  }
  EXPECT_EQ(platform.wait_for_end(), 70);
  return platform.errors();
}

TEST_F(Faults, AJournalThatCannotGrowStopsThePlatformAndLosesNothing) {
  Platform platform;
  platform.limit_file_bytes(600'000);
  begin(platform);
  const std::string errors = fill_up(platform, *market_, member_, deposits_);
  EXPECT_NE(errors.find("The journal cannot be written"), std::string::npos) << errors;
  EXPECT_GT(deposits_, 10);

  platform.limit_file_bytes(0);
  platform.start();
  const std::int64_t found = balance() / 100;
  EXPECT_GE(found, deposits_);
  EXPECT_LE(found, deposits_ + 1) << "at most the one without an answer";
  market_->admin().ask_again();
  deposits_ = static_cast<int>(found);
  deposit("there-is-room-again");
  EXPECT_EQ(balance(), deposits_ * 100);
  platform.verify();
}

TEST_F(Faults, AFullDiskStopsThePlatformAndRoomBringsItBack) {
  const store::TemporaryFolder place;
  const auto disk = TinyDisk::make(12 << 20, place.path());
  if (!disk) GTEST_SKIP() << "this system lets nobody mount a disk";
  Platform platform(disk->path() / "data", {});
  begin(platform);
  // Room that will be given back.
  std::ofstream(disk->path() / "ballast") << std::string(6 << 20, 'b');
  const std::string errors = fill_up(platform, *market_, member_, deposits_);
  EXPECT_NE(errors.find("The journal cannot be written"), std::string::npos) << errors;

  fs::remove(disk->path() / "ballast");
  platform.start();
  const std::int64_t found = balance() / 100;
  EXPECT_GE(found, deposits_);
  EXPECT_LE(found, deposits_ + 1);
  market_->admin().ask_again();
  platform.verify();
  platform.kill();
}

TEST_F(Faults, AFlippedBitInTheJournalIsNamedAndNothingIsServedOnIt) {
  Platform platform;
  begin(platform);
  deposit_some(20);
  deposit("this-very-deposit");
  const std::int64_t sequence =
      market_->admin().exchanges().back().answer.json().at("sequence").as_int64();
  deposit_some(20);
  platform.stop();

  const fs::path journal = platform.data() / "journal.db";
  const std::size_t at = read_file(journal).find("this-very-deposit");
  ASSERT_NE(at, std::string::npos);
  flip_bit(journal, at);

  const Ending verified = platform.tool({"verify"});
  EXPECT_EQ(verified.code, 1);
  EXPECT_NE(
      verified.output.find("the group at " + std::to_string(sequence) + " is not what was written"),
      std::string::npos)
      << verified.output;
  platform.launch();
  EXPECT_EQ(platform.wait_for_end(), 1);
  EXPECT_NE(platform.errors().find("group at " + std::to_string(sequence)), std::string::npos)
      << platform.errors();

  flip_bit(journal, at);
  platform.start();
  EXPECT_EQ(balance(), deposits_ * 100);
  platform.verify();
}

TEST_F(Faults, ADamagedPageOfTheJournalIsFound) {
  Platform platform;
  begin(platform);
  for (int i = 0; i < 1000; ++i) deposit(std::string(56, 'p'));
  platform.stop();
  const fs::path journal = platform.data() / "journal.db";
  const std::string whole = read_file(journal);
  {
    std::fstream file(journal, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(whole.size() / 2));
    file << std::string(4096, '\0');
  }
  const Ending verified = platform.tool({"verify"});
  EXPECT_EQ(verified.code, 1) << verified.output << verified.errors;
  EXPECT_NE(verified.output.find("WRONG chain of hashes"), std::string::npos) << verified.output;
}

TEST_F(Faults, LostReadModelsAreBuiltAgainWhileServing) {
  Platform platform;
  begin(platform);
  deposit_some(50);
  EXPECT_EQ(balance_in_statement(5'000), 5'000);
  platform.stop();
  for (const fs::path& file : files_of(platform.data() / "read-models", "")) fs::remove(file);
  platform.start();
  deposit("while-it-is-built");
  EXPECT_EQ(balance(), 5'100);
  EXPECT_EQ(balance_in_statement(5'100), 5'100);
  platform.stop();
  platform.verify();
}

TEST_F(Faults, DamagedReadModelsAreBuiltAgainWhileServing) {
  Platform platform;
  begin(platform);
  deposit_some(50);
  EXPECT_EQ(balance_in_statement(5'000), 5'000);
  platform.stop();
  for (const fs::path& file : files_of(platform.data() / "read-models", "")) {
    fill_with_garbage(file);
  }
  platform.start();
  deposit("after-the-damage");
  EXPECT_EQ(balance_in_statement(5'100), 5'100);
  platform.stop();
  platform.verify();
}

TEST_F(Faults, ReadModelsDamagedUnderARunningPlatformDoNotStopIt) {
  Platform platform;
  begin(platform);
  deposit_some(50);
  EXPECT_EQ(balance_in_statement(5'000), 5'000);
  for (const fs::path& file : files_of(platform.data() / "read-models", "read-")) {
    if (file.extension() == ".db") fill_with_garbage(file);
  }
  for (int i = 0; i < 50; ++i) deposit("after-the-damage");
  EXPECT_EQ(balance(), 10'000);
  platform.stop();
  platform.start();
  EXPECT_EQ(balance_in_statement(10'000), 10'000);
  platform.stop();
  platform.verify();
}

TEST_F(Faults, ADamagedSnapshotIsPassedOver) {
  Platform platform;
  begin(platform);
  deposit_some(30);
  platform.stop();
  platform.start();
  deposit_some(30);
  platform.stop();
  auto snapshots = files_of(platform.data() / "snapshots", "snapshot-");
  ASSERT_EQ(snapshots.size(), 2U);
  const auto newest = std::ranges::max(
      snapshots, {}, [](const fs::path& file) { return fs::last_write_time(file); });
  flip_bit(newest, fs::file_size(newest) / 2);
  EXPECT_EQ(platform.tool({"verify"}).code, 1);

  platform.start();
  EXPECT_NE(platform.errors().find("snapshot_skipped"), std::string::npos) << platform.errors();
  EXPECT_NE(platform.errors().find("damaged"), std::string::npos) << platform.errors();
  EXPECT_EQ(balance(), 6'000);
  market_->admin().ask_again();
  deposit("behind-it");
  platform.stop();
  platform.start();
  EXPECT_EQ(balance(), 6'100);
}

TEST_F(Faults, WithoutAnySnapshotTheJournalAloneIsEnough) {
  Platform platform;
  begin(platform);
  deposit_some(30);
  platform.stop();
  for (const fs::path& file : files_of(platform.data() / "snapshots", "")) fs::remove(file);
  platform.start();
  EXPECT_EQ(balance(), 3'000);
  market_->admin().ask_again();
}

/// An older copy of journal.db is put back alone.
TEST_F(Faults, AJournalThatHasLostCommandsIsNotServedUntilSomebodyAcceptsIt) {
  Platform platform;
  begin(platform);
  deposit_some(5);
  platform.stop();
  const fs::path journal = platform.data() / "journal.db";
  const fs::path backup = platform.data() / "journal.backup";
  fs::copy_file(journal, backup);
  platform.start();
  deposit_some(10);
  EXPECT_EQ(balance_in_statement(1'500), 1'500);
  platform.stop();
  const fs::path whole = platform.data() / "journal.whole";
  fs::rename(journal, whole);
  const auto refused = [&] {
    platform.launch();
    EXPECT_EQ(platform.wait_for_end(), 1);
    EXPECT_THAT(platform.errors(), HasSubstr("commands that were answered may be lost"));
    EXPECT_THAT(platform.errors(), HasSubstr("read-models/read-1.db"));
    EXPECT_THAT(platform.errors(), HasSubstr("snapshots/snapshot-"));
    EXPECT_THAT(platform.errors(), HasSubstr("accept-loss"));
  };
  refused();
  EXPECT_FALSE(fs::exists(journal)) << "no empty one is made in the place of one that is missing";
  fs::copy_file(backup, journal);
  refused();
  EXPECT_THAT(platform.errors(), HasSubstr("10 commands beyond the journal's end"));
  EXPECT_THAT(platform.tool({"verify"}).output, HasSubstr("WRONG whole journal"));
  EXPECT_EQ(platform.tool({"snapshot"}).code, 1);

  // The whole journal comes back, and nothing has suffered.
  fs::copy_file(whole, journal, fs::copy_options::overwrite_existing);
  platform.verify();
  platform.start();
  EXPECT_EQ(balance_in_statement(1'500), 1'500);
  platform.stop();

  fs::copy_file(backup, journal, fs::copy_options::overwrite_existing);
  const Ending asked = platform.tool({"accept-loss"});
  EXPECT_EQ(asked.code, 1) << asked.output << asked.errors;
  const std::size_t at = asked.output.find("ends at sequence ") + 17;
  const std::string end = asked.output.substr(at, asked.output.find('.', at) - at);
  EXPECT_EQ(platform.tool({"accept-loss", "--confirm", "1"}).code, 2);
  refused();
  EXPECT_EQ(platform.tool({"accept-loss", "--confirm", end}).code, 0);
  EXPECT_FALSE(files_of(platform.data() / "put-aside", "behind-" + end).empty());
  platform.start();
  EXPECT_EQ(balance(), 500);
  EXPECT_EQ(balance_in_statement(500), 500);
  deposits_ = 100;  // references that were not used before
  deposit("behind-it");
  EXPECT_EQ(balance_in_statement(600), 600);
  platform.stop();
  platform.verify();
}

/// What lies beside the journal may be all that is left of the lost commands.
TEST_F(Faults, AStartThatIsRefusedChangesNoFile) {
  Platform platform;
  begin(platform);
  deposit_some(5);
  platform.stop();
  const fs::path journal = platform.data() / "journal.db";
  const fs::path beside = platform.data() / "journal.db-wal";
  const fs::path backup = platform.data() / "journal.backup";
  fs::copy_file(journal, backup);
  for (const bool killed : {false, true}) {
    platform.start();
    deposit_some(killed ? 10 : 300);  // many, so that not all of them lie beside the journal
    EXPECT_GT(balance_in_statement(killed ? 31'500 : 30'500), 0);
    if (killed) platform.kill();
    if (!killed) platform.stop();
  }
  ASSERT_GT(fs::file_size(beside), 0U);
  fs::copy_file(beside, platform.data() / "beside.backup");
  fs::copy_file(backup, journal, fs::copy_options::overwrite_existing);
  platform.launch();
  EXPECT_EQ(platform.wait_for_end(), 1);
  EXPECT_EQ(read_file(journal), read_file(backup));
  EXPECT_EQ(read_file(beside), read_file(platform.data() / "beside.backup"));
}

TEST_F(Faults, APortThatIsTakenIsToldAtOnce) {
  Platform platform;
  begin(platform);
  Platform second({"--listen", "127.0.0.1:" + std::to_string(platform.port().load())});
  second.launch();
  EXPECT_EQ(second.wait_for_end(), 1);
  EXPECT_NE(second.errors().find("in use"), std::string::npos) << second.errors();
}

/// Fills what is left of a disk.
fs::path fill_disk(const fs::path& folder) {
  fs::path ballast = folder / "ballast";
  std::ofstream file(ballast, std::ios::binary);
  while (file << std::string(4'096, 'b') << std::flush) {
  }
  return ballast;
}

TEST_F(Faults, AFullDiskUnderTheReadModelsIsToldAndWaitedOut) {
  Platform platform;
  begin(platform);
  platform.stop();
  const auto disk = TinyDisk::make(4 << 20, platform.data() / "read-models");
  if (!disk) GTEST_SKIP() << "this system lets nobody mount a disk";
  platform.start();
  deposit_some(10);
  EXPECT_EQ(balance_in_statement(1'000), 1'000);
  const fs::path ballast = fill_disk(disk->path());
  Client nobody(platform.admin_port(), "");
  int status = 200;
  for (int i = 0; i < 3'000 && status == 200; ++i) {
    deposit("into-the-full-disk");
    status = nobody.get("/readyz").status;
  }
  const Answer unready = nobody.get("/readyz");
  EXPECT_EQ(unready.status, 503);
  EXPECT_FALSE(unready.json().at("reasons").as_array().empty()) << unready;
  // Money goes on.
  deposit("nevertheless");
  EXPECT_EQ(balance(), deposits_ * 100);

  fs::remove(ballast);
  EXPECT_EQ(balance_in_statement(deposits_ * 100), deposits_ * 100);
  EXPECT_EQ(nobody.get("/readyz").status, 200);
  platform.stop();
  platform.verify();
}

TEST_F(Faults, AFullDiskUnderTheSnapshotsIsNoMatter) {
  Platform platform({"--snapshot-every", "100"});
  begin(platform);
  platform.stop();
  for (const fs::path& file : files_of(platform.data() / "snapshots", "")) fs::remove(file);
  const auto disk = TinyDisk::make(1 << 16, platform.data() / "snapshots");
  if (!disk) GTEST_SKIP() << "this system lets nobody mount a disk";
  const fs::path ballast = fill_disk(disk->path());
  platform.start();
  deposit_some(300);
  EXPECT_EQ(balance(), 30'000);
  platform.stop();
  EXPECT_NE(platform.errors().find("snapshot_failed"), std::string::npos) << platform.errors();
  EXPECT_TRUE(files_of(platform.data() / "snapshots", "snapshot-").empty());
  fs::remove(ballast);
  platform.start();
  EXPECT_EQ(balance(), 30'000);
  platform.verify();
  platform.kill();
}

TEST_F(Faults, DamagedTokensAreToldAtOnce) {
  Platform platform;
  begin(platform);
  platform.stop();
  fill_with_garbage(platform.data() / "platform.db");
  platform.launch();
  EXPECT_EQ(platform.wait_for_end(), 1);
  EXPECT_NE(platform.errors().find("platform.db"), std::string::npos) << platform.errors();
}

TEST_F(Faults, AFileThatIsNoJournalIsToldAtOnce) {
  Platform platform;
  begin(platform);
  platform.stop();
  fill_with_garbage(platform.data() / "journal.db");
  platform.launch();
  EXPECT_EQ(platform.wait_for_end(), 1);
  EXPECT_NE(platform.errors().find("journal.db"), std::string::npos) << platform.errors();
  EXPECT_EQ(platform.tool({"verify"}).code, 1);
}

}  // namespace
}  // namespace tributary::http_test
