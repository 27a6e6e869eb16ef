#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/own_postgres.hpp"
#include "tests/http/watching.hpp"

namespace tributary::http_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// As long as it lives, programs find a platform's files and no database.
class OnFiles {
 public:
  OnFiles() {
    if (const char* const url = std::getenv("TRIBUTARY_DATABASE")) url_ = url;
    ::unsetenv("TRIBUTARY_DATABASE");
  }
  ~OnFiles() {
    if (!url_.empty()) ::setenv("TRIBUTARY_DATABASE", url_.c_str(), 1);
  }
  OnFiles(const OnFiles&) = delete;
  OnFiles& operator=(const OnFiles&) = delete;

 private:
  std::string url_;
};

enum class Backend { files, postgres };

Ending made_ok(Ending ending) {
  EXPECT_EQ(ending.code, 0) << ending.output << ending.errors;
  return ending;
}

/// The number behind `words`.
std::uint64_t number_behind(const std::string& text, const std::string& words) {
  const std::size_t at = text.find(words);
  EXPECT_NE(at, std::string::npos) << text;
  return at == std::string::npos ? 0 : std::stoull(text.substr(at + words.size()));
}

/// The line of `verify` about the chain: how long it is, and its head.
std::string chain_of(const Ending& verified) {
  return verified.output.substr(0, verified.output.find('\n'));
}

std::string word_of(const testing::TestParamInfo<Backend>& backend) {
  return backend.param == Backend::files ? "files" : "postgres";
}

/// A platform that is served from either backend, and places for backups.
class Backups : public testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    if (GetParam() == Backend::files) return;
    if (!OwnPostgres::is_installed()) {
      if (std::getenv("TRIBUTARY_SKIP_NOTHING") != nullptr) FAIL() << "PostgreSQL is not there";
      GTEST_SKIP() << "PostgreSQL is not there";
    }
    server_.emplace();
    server_->start();
    ::setenv("TRIBUTARY_DATABASE", server_->url().c_str(), 1);
  }
  void TearDown() override { ::unsetenv("TRIBUTARY_DATABASE"); }

  void begin() {
    platform_.start();
    market_.emplace(platform_);
    member_ = market_->member("investor");
  }
  /// Commands, and an order behind them. The rows may be told of a command a moment after it was
  /// answered, but of the first no later than the second is begun.
  void go_on() {
    market_->deposit(member_, 50);
    market_->deposit(member_, 50);
    ASSERT_EQ(market_->admin().send("/v1/tokens", {{"role", "review"}}).status, 201);
  }
  fs::path place(const std::string& name) const { return places_.path() / name; }
  Ending back_up(const fs::path& into) const {
    return platform_.tool({"backup", "--to", into.string()});
  }
  /// Of a folder, whatever the environment says.
  static Ending verified(const fs::path& folder) {
    const OnFiles here;
    return run({TRIBUTARY_PROGRAM, "verify", "--data", folder.string()});
  }
  static Ending restored(const fs::path& backup, const fs::path& data) {
    return run({TRIBUTARY_PROGRAM, "restore", "--from", backup.string(), "--data", data.string()});
  }
  static void copy(const fs::path& from, const fs::path& to) {
    fs::create_directories(to);
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }

  std::optional<OwnPostgres> server_;
  store::TemporaryFolder places_;
  Platform platform_;
  std::optional<Market> market_;
  Member member_;
};

INSTANTIATE_TEST_SUITE_P(LongEach, Backups, testing::Values(Backend::files, Backend::postgres),
                         word_of);

TEST_P(Backups, AreMadeAgainAndAgainWhileThePlatformServes) {
  begin();
  const std::string loan = market_->open_loan(market_->member("borrower"), 100'000'000,
                                              {{"rules", {{"bid_amount_min", "1.00"}}}});
  market_->deposit(member_, 50'000'000);
  std::atomic<std::int64_t> answered = 0;
  std::atomic<bool> stop = false;
  std::jthread load([&] {
    Caller& investor = *member_.caller;
    while (!stop) {
      market_->deposit(member_, 100);
      const Answer& placed = investor.send("/v1/loans/" + loan + "/bids", bid(member_, 100'00));
      answered = placed.json().at("sequence").as_int64();
      market_->admin().send("/v1/tokens", {{"role", "review"}});
    }
  });
  struct Made {
    fs::path folder;
    std::uint64_t answered = 0;
    std::uint64_t end = 0;
  };
  std::vector<Made> backups;
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(await([&, before = answered.load()] { return answered > before + 20; }));
    const auto before = static_cast<std::uint64_t>(answered.load());
    const Ending made = made_ok(back_up(place("backup")));
    backups.push_back({place("copy" + std::to_string(i)), before,
                       number_behind(made.output, "journal to sequence ")});
    copy(place("backup"), backups.back().folder);
  }
  stop = true;
  load.join();
  platform_.verify();

  const OnFiles here;
  for (const Made& made : backups) {
    EXPECT_GE(made.end, made.answered);
    expect_agreement(verified(made.folder));
    Platform again(made.folder.string() + "-data", {"--no-timers"});
    const Ending told = made_ok(again.tool({"restore", "--from", made.folder.string()}));
    EXPECT_EQ(number_behind(told.output, "groups, to sequence "), made.end);
    again.verify();
    again.start();
    again.verify();
  }
}

TEST_P(Backups, OfTwoMomentsAreServedWhereTheRowsDoNotKnowMore) {
  begin();
  constexpr int moments = 3;
  for (int i = 0; i < moments; ++i) {
    go_on();
    made_ok(back_up(place("backup")));
    copy(place("backup"), place(std::to_string(i)));
  }
  const OnFiles here;
  for (int rows = 0; rows < moments; ++rows) {
    for (int journal = 0; journal < moments; ++journal) {
      const fs::path mixed = place("mixed" + std::to_string(rows) + std::to_string(journal));
      copy(place(std::to_string(journal)), mixed);
      fs::copy_file(place(std::to_string(rows)) / "platform.db", mixed / "platform.db",
                    fs::copy_options::overwrite_existing);
      Platform platform(mixed, {"--no-timers"});
      const Ending told = restored(mixed, mixed.string() + "-data");
      if (rows > journal) {
        EXPECT_EQ(verified(mixed).code, 1);
        EXPECT_EQ(told.code, 1);
        EXPECT_THAT(told.errors, HasSubstr("the backup is not whole"));
        platform.launch();
        EXPECT_EQ(platform.wait_for_end(), 1);
        EXPECT_THAT(platform.errors(), HasSubstr("commands that were answered may be lost"));
      } else {
        expect_agreement(verified(mixed));
        made_ok(told);
        platform.start();
        platform.verify();
      }
    }
  }
}

TEST_P(Backups, ThatAreKilledLeaveTheOldOneOrTheNewOne) {
  begin();
  for (int i = 0; i < 200; ++i) market_->deposit(member_, 100);
  const Words words{TRIBUTARY_PROGRAM,         "backup", "--data",
                    platform_.data().string(), "--to",   place("backup").string()};
  const store::TemporaryFolder logs;
  std::uint64_t end = 0;  // of the last backup that is whole
  int killed = 0;
  int whole = 0;
  for (int ms = 1; whole < 3 && ms < 400; ms += 2) {
    go_on();
    Process process(words, logs.path() / "output", logs.path() / "errors");
    if (const auto code = process.wait(milliseconds(ms))) {
      ASSERT_EQ(*code, 0) << read_file(logs.path() / "errors");
      end = number_behind(read_file(logs.path() / "output"), "journal to sequence ");
      ++whole;
      ms = -1;  // and now the next one, from its first step
      for (int i = 0; i < 50; ++i) market_->deposit(member_, 100);
    } else {
      process.kill();
      ++killed;
    }
    const Ending told = verified(place("backup"));
    if (whole == 0 && told.code != 0) {
      EXPECT_EQ(restored(place("backup"), place("nothing")).code, 1) << told.errors;
    } else {
      EXPECT_EQ(told.code, 0) << told.output << told.errors;
      const fs::path data = place("data" + std::to_string(ms) + "-" + std::to_string(whole));
      if (ms % 8 != 1) continue;
      const OnFiles here;
      const Ending again = made_ok(restored(place("backup"), data));
      EXPECT_GE(number_behind(again.output, "groups, to sequence "), end);
    }
  }
  EXPECT_GT(killed, 3);
  made_ok(back_up(place("backup")));
  const OnFiles here;
  Platform again(place("again"), {"--no-timers"});
  made_ok(again.tool({"restore", "--from", place("backup").string()}));
  again.start();
  Caller admin(again.port(), again.make_token("admin"), "again");
  EXPECT_EQ(minor_of(admin.get(member_.path()).json(), "available"),
            minor_of(market_->account(member_), "available"));
}

TEST_P(Backups, GoIntoNoFolderOfAnything) {
  begin();
  go_on();
  made_ok(back_up(place("backup")));
  for (const auto& entry : fs::directory_iterator(place("backup"))) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
  }
  EXPECT_EQ(fs::status(place("backup")).permissions(), fs::perms::owner_all);
  EXPECT_THAT(back_up(platform_.data()).errors, HasSubstr("which is no part of a backup"));
  fs::create_directories(place("letters"));
  std::ofstream(place("letters") / "letter.txt") << "dear";
  EXPECT_THAT(back_up(place("letters")).errors, HasSubstr("letter.txt"));

  const OnFiles here;
  Platform other;
  other.start();
  const std::string before = chain_of(verified(place("backup")));
  EXPECT_THAT(other.tool({"backup", "--to", place("backup").string()}).errors,
              HasSubstr("is another platform's"));
  EXPECT_EQ(chain_of(verified(place("backup"))), before);
  expect_agreement(verified(place("backup")));
}

TEST_P(Backups, OfAnotherHistoryAreRefused) {
  begin();
  go_on();
  made_ok(back_up(place("first")));
  {
    const OnFiles here;
    made_ok(restored(place("first"), place("data")));
  }
  go_on();
  made_ok(back_up(place("backup")));
  const std::string chain = chain_of(verified(place("backup")));
  const OnFiles here;
  Platform again(place("data"), {"--no-timers"});
  const auto refusal = [&] {
    const Ending refused = again.tool({"backup", "--to", place("backup").string()});
    EXPECT_EQ(refused.code, 1);
    EXPECT_EQ(chain_of(verified(place("backup"))), chain);
    expect_agreement(verified(place("backup")));
    return refused.errors;
  };
  EXPECT_THAT(refusal(), HasSubstr("the copy knows more"));
  again.start();
  Caller admin(again.port(), again.make_token("admin"), "again");
  for (int i = 0; i < 5; ++i) {
    admin.send(member_.path("/deposits"),
               {{"amount", "7.00"}, {"reference", "other" + std::to_string(i)}});
  }
  EXPECT_THAT(refusal(), HasSubstr("they are of different histories"));
}

TEST_P(Backups, ThatAreNotWholeAreNotRestored) {
  begin();
  go_on();
  made_ok(back_up(place("backup")));
  copy(place("backup"), place("older"));
  // No row knows of it.
  market_->admin().send(member_.path("/deposits"), {{"amount", "5.00"}, {"reference", "findable"}});
  made_ok(back_up(place("backup")));
  const OnFiles here;

  // The journal of the backup before: no row knows more, the backup's own note does.
  copy(place("backup"), place("mixed"));
  fs::copy_file(place("older") / "journal.db", place("mixed") / "journal.db",
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(verified(place("mixed")).output, HasSubstr("it is not whole"));
  Platform again(place("data"), {"--no-timers"});
  EXPECT_THAT(again.tool({"restore", "--from", place("mixed").string()}).errors,
              HasSubstr("the backup is not whole"));
  again.launch();
  EXPECT_EQ(again.wait_for_end(), 1);
  EXPECT_THAT(again.errors(), HasSubstr("was not finished"));

  // A command of the journal is not what was written.
  copy(place("backup"), place("damaged"));
  std::string bytes = read_file(place("damaged") / "journal.db");
  ASSERT_NE(bytes.rfind("findable"), std::string::npos);
  bytes[bytes.rfind("findable")] = 'F';
  std::ofstream(place("damaged") / "journal.db", std::ios::binary) << bytes;
  EXPECT_EQ(again.tool({"restore", "--from", place("damaged").string()}).code, 1);

  // What was begun is begun again, and then there is a platform.
  const Ending told = made_ok(again.tool({"restore", "--from", place("backup").string()}));
  EXPECT_THAT(told.output, HasSubstr("What was answered after the backup was made is not in it"));
  EXPECT_THAT(again.tool({"restore", "--from", place("backup").string()}).errors,
              HasSubstr("is not empty: there is a journal"));
  again.start();
  again.verify();
  EXPECT_THAT(again.tool({"restore", "--from", place("backup").string()}).errors,
              HasSubstr("is not empty"));
  EXPECT_THAT(restored(platform_.data(), place("other")).errors,
              testing::AnyOf(HasSubstr("no backup is in"), HasSubstr("name that with --database")));
}

/// From one backend to the other by a backup, and back.
using BetweenBackends = Backups;
INSTANTIATE_TEST_SUITE_P(LongEach, BetweenBackends, testing::Values(Backend::postgres), word_of);

TEST_P(BetweenBackends, ABackupIsRestoredAsEither) {
  begin();
  go_on();
  made_ok(back_up(place("backup")));
  const std::string chain = chain_of(verified(place("backup")));

  OwnPostgres second;
  second.start();
  std::optional<OnFiles> here(std::in_place);
  Platform files(place("files"), {"--no-timers"});
  made_ok(files.tool({"restore", "--from", place("backup").string()}));
  EXPECT_EQ(chain_of(files.tool({"verify"})), chain);
  files.start();
  Caller admin(files.port(), files.make_token("admin"), "files");
  admin.send(member_.path("/deposits"), {{"amount", "7.00"}, {"reference", "of-files"}});
  made_ok(files.tool({"backup", "--to", place("back").string()}));

  ::setenv("TRIBUTARY_DATABASE", second.url().c_str(), 1);
  Platform back(place("local"), {"--no-timers"});
  const Ending told = made_ok(back.tool({"restore", "--from", place("back").string()}));
  EXPECT_THAT(told.output, HasSubstr("PostgreSQL database postgres at "));
  EXPECT_THAT(back.tool({"restore", "--from", place("back").string()}).errors,
              HasSubstr("is not empty"));
  back.start();
  EXPECT_EQ(
      minor_of(Caller(back.port(), back.make_token("admin"), "back").get(member_.path()).json(),
               "available"),
      800);
  back.verify();
}

TEST_P(BetweenBackends, ARestoreThatWasCutShortIsBegunAgain) {
  begin();
  for (int i = 0; i < 300; ++i) market_->deposit(member_, 100);
  made_ok(back_up(place("backup")));
  OwnPostgres second;
  second.start();
  ::setenv("TRIBUTARY_DATABASE", second.url().c_str(), 1);
  const Words words{TRIBUTARY_PROGRAM,        "restore", "--from",
                    place("backup").string(), "--data",  place("local").string()};
  const store::TemporaryFolder logs;
  int cut_short = 0;
  for (int ms = 0; ms < 200; ms += 5) {
    Process process(words, logs.path() / "output", logs.path() / "errors");
    if (process.wait(milliseconds(ms))) break;
    process.kill();
    ++cut_short;
    const store::TemporaryFolder empty;
    const Ending told =
        run({TRIBUTARY_PROGRAM, "verify", "--data", (empty.path() / "data").string()});
    if (told.code == 0) break;  // It was faster than the kill.
    EXPECT_EQ(told.code, 2) << told.output;
    EXPECT_THAT(told.errors,
                testing::AnyOf(HasSubstr("there is no platform"), HasSubstr("was not finished")));
  }
  EXPECT_GT(cut_short, 0);
  Platform again(place("local"), {"--no-timers"});
  const Ending last = again.tool({"restore", "--from", place("backup").string()});
  EXPECT_TRUE(last.code == 0 || last.errors.contains("is not empty")) << last.errors;
  again.start();
  again.verify();
}

}  // namespace
}  // namespace tributary::http_test
