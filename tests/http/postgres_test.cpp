#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
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
using testing::Not;

/// A platform whose journal and rows are in PostgreSQL: it finds them by the environment.
class OnPostgres : public testing::Test {
 protected:
  void SetUp() override {
    if (!OwnPostgres::is_installed()) {
      if (std::getenv("TRIBUTARY_SKIP_NOTHING") != nullptr) FAIL() << "PostgreSQL is not there";
      GTEST_SKIP() << "PostgreSQL is not there";
    }
    server_.emplace();
    server_->start();
    ::setenv("TRIBUTARY_DATABASE", server_->url().c_str(), 1);
  }
  void TearDown() override { ::unsetenv("TRIBUTARY_DATABASE"); }

  /// How a start ends that is refused.
  static std::string refusal_of(Platform& platform) {
    platform.launch();
    EXPECT_EQ(platform.wait_for_end(), 1);
    return platform.errors();
  }

  std::optional<OwnPostgres> server_;
};

/// What starts and asks much.
class LongOnPostgres : public OnPostgres {};

TEST_F(OnPostgres, EverythingIsThereAgainAfterAKill) {
  Platform platform;
  platform.start();
  EXPECT_THAT(platform.output(), HasSubstr("  database    PostgreSQL database postgres at /"));
  Market market(platform);
  const Member member = market.member("investor");
  market.deposit(member, 12'345);
  const Answer made = market.admin().send("/v1/tokens", {{"role", "review"}});
  EXPECT_EQ(made.status, 201) << made;
  platform.kill();
  EXPECT_FALSE(fs::exists(platform.data() / "journal.db"));
  EXPECT_FALSE(fs::exists(platform.data() / "platform.db"));

  platform.start();
  EXPECT_EQ(minor_of(market.account(member), "available"), 12'345);
  market.deposit(member, 55);
  platform.verify();
  platform.stop();
  platform.verify();
  EXPECT_THAT(platform.tool({"journal", "--type", "record_deposit"}).output, HasSubstr("123.45"));
  EXPECT_THAT(platform.tool({"token", "list"}).output, HasSubstr("review"));
  EXPECT_EQ(platform.tool({"snapshot"}).code, 0);

  // What is local is made again in a folder that has none of it.
  Platform elsewhere;
  elsewhere.start();
  EXPECT_EQ(
      minor_of(
          Caller(elsewhere.port(), elsewhere.make_token("admin"), "else").get(member.path()).json(),
          "available"),
      12'400);
  elsewhere.verify();
}

TEST_F(LongOnPostgres, AServerThatCrashesTakesNothingThatWasAnswered) {
  Platform platform;
  platform.start();
  Market market(platform);
  const Member member = market.member("investor");
  Caller bank(platform.port(), platform.make_token("channel"), "bank");
  Client reader(platform.port(), platform.make_token("review"));
  const pid_t process = platform.process_id();
  std::atomic<int> booked = 0;
  std::jthread deposits([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      bank.send(member.path("/deposits"),
                {{"amount", "1.00"}, {"reference", "r" + std::to_string(booked)}});
      ++booked;
    }
  });
  for (int crash = 0; crash < 4; ++crash) {
    const int before = booked;
    EXPECT_TRUE(await([&] { return booked > before + 20; }));
    server_->crash();
    if (crash == 0) {  // what was made of the journal is here
      const Answer statement = reader.get(member.path("/statement"));
      EXPECT_EQ(statement.status, 200) << statement;
    }
    server_->start();
  }
  const int before = booked;
  EXPECT_TRUE(await([&] { return booked > before + 20; }));
  deposits.request_stop();
  deposits.join();
  EXPECT_EQ(platform.process_id(), process);
  EXPECT_THAT(platform.errors(), HasSubstr("journal_line_mended"));
  bank.ask_again();
  EXPECT_EQ(minor_of(market.account(member), "available"), 100 * booked);
  EXPECT_EQ(market.admin().send("/v1/tokens", {{"role", "review"}}).status, 201);
  platform.verify();
  platform.stop();
  platform.verify();
}

TEST_F(OnPostgres, AStartWithoutItsServerSaysSoInOneLine) {
  Platform platform;
  platform.start();
  platform.stop();
  server_->stop();
  const std::string why = refusal_of(platform);
  const std::string line = why.substr(why.find("tributary serve: "));
  EXPECT_THAT(line, HasSubstr("connection to server"));
  EXPECT_EQ(std::ranges::count(line, '\n'), 1) << line;
  const Ending verified = platform.tool({"verify"});
  EXPECT_EQ(verified.code, 2);
  EXPECT_THAT(verified.errors, HasSubstr("connection to server"));
}

TEST_F(OnPostgres, AFolderKnowsItsDatabase) {
  Platform platform;
  platform.start();
  platform.stop();
  ::unsetenv("TRIBUTARY_DATABASE");
  EXPECT_THAT(refusal_of(platform), HasSubstr("is in the PostgreSQL database postgres at "));
  EXPECT_THAT(platform.tool({"verify"}).errors, HasSubstr("name that with --database"));

  OwnPostgres other;
  other.start();
  ::setenv("TRIBUTARY_DATABASE", other.url().c_str(), 1);
  EXPECT_THAT(refusal_of(platform), HasSubstr("holds none: choose another folder"));
  Platform second;
  second.start();
  second.stop();
  EXPECT_THAT(refusal_of(platform), HasSubstr("holds another one: choose another folder"));

  ::setenv("TRIBUTARY_DATABASE", server_->url().c_str(), 1);
  platform.start();
  platform.verify();
}

TEST_F(OnPostgres, AFolderWithAPlatformOfItsOwnIsNotMixedWithAnother) {
  ::unsetenv("TRIBUTARY_DATABASE");
  Platform platform;
  platform.start();
  platform.stop();
  ::setenv("TRIBUTARY_DATABASE", server_->url().c_str(), 1);
  EXPECT_THAT(refusal_of(platform), HasSubstr("holds a platform of its own"));
  ::unsetenv("TRIBUTARY_DATABASE");
  platform.start();
}

TEST_F(OnPostgres, OnePlatformLeadsADatabase) {
  Platform first;
  first.start();
  Platform second;
  EXPECT_THAT(refusal_of(second), HasSubstr("is being written by another connection"));
  first.verify();
}

TEST_F(OnPostgres, APasswordIsShownNowhere) {
  const std::string url = server_->url() + "&password=opensesame";
  ::setenv("TRIBUTARY_DATABASE", url.c_str(), 1);
  Platform platform;
  platform.start();
  platform.stop();
  server_->stop();
  const std::string told = platform.output() + platform.errors() + refusal_of(platform);
  EXPECT_THAT(told, Not(HasSubstr("opensesame")));
  std::ifstream note(platform.data() / "DATABASE");
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(note), {}), Not(HasSubstr("opensesame")));

  Platform on_the_command_line({"--database", url});
  on_the_command_line.launch();
  EXPECT_EQ(on_the_command_line.wait_for_end(), 2);
  EXPECT_THAT(on_the_command_line.errors(), HasSubstr("shows its password"));
  EXPECT_THAT(on_the_command_line.errors(), Not(HasSubstr("opensesame")));
}

/// The line of `verify` about the chain: how long it is, and its head.
std::string chain_told(const Platform& platform) {
  const std::string told = platform.tool({"verify"}).output;
  return told.substr(0, told.find('\n'));
}

TEST_F(LongOnPostgres, APlatformMovesThereAndBack) {
  ::unsetenv("TRIBUTARY_DATABASE");
  Platform files;
  files.start();
  Market market(files);
  const Member member = market.member("investor");
  market.deposit(member, 700);
  EXPECT_THAT(files.tool({"migrate", "--to", server_->url()}).errors, HasSubstr("another process"));
  files.stop();
  const std::string chain = chain_told(files);

  const Ending there = files.tool({"migrate", "--to", server_->url()});
  EXPECT_EQ(there.code, 0) << there.errors;
  EXPECT_THAT(there.output, HasSubstr("All of it was compared."));
  EXPECT_THAT(refusal_of(files), HasSubstr("is in the PostgreSQL database postgres at "));
  ::setenv("TRIBUTARY_DATABASE", server_->url().c_str(), 1);
  EXPECT_EQ(chain_told(files), chain);
  files.verify();
  files.start();
  market.deposit(member, 50);
  files.stop();
  const std::string longer = chain_told(files);

  // Back, into another folder: this one still has the old copy.
  EXPECT_THAT(files.tool({"migrate", "--from", "env"}).errors, HasSubstr("is not empty"));
  const store::TemporaryFolder place;
  const Platform back(place.path() / "back", {});
  const Ending moved = back.tool({"migrate", "--from", "env"});
  EXPECT_EQ(moved.code, 0) << moved.errors;
  EXPECT_THAT(refusal_of(files), HasSubstr("the journal was moved to the "));
  ::unsetenv("TRIBUTARY_DATABASE");
  EXPECT_EQ(chain_told(back), longer);
  Platform again(place.path() / "back", {"--no-timers"});
  again.start();
  Caller admin(again.port(), again.make_token("admin"), "again");
  EXPECT_EQ(minor_of(admin.get(member.path()).json(), "available"), 750);
  again.verify();

  // And the first one, as it was left.
  const Ending undone = files.tool({"migrate", "--undo"});
  EXPECT_EQ(undone.code, 0) << undone.errors;
  EXPECT_EQ(chain_told(files), chain);
}

TEST_F(LongOnPostgres, AMoveThatWasCutShortIsBegunAgain) {
  ::unsetenv("TRIBUTARY_DATABASE");
  Platform platform;
  platform.start();
  Market market(platform);
  const Member member = market.member("investor");
  for (int i = 0; i < 300; ++i) market.deposit(member, 100);
  platform.stop();
  const std::string chain = chain_told(platform);
  const store::TemporaryFolder logs;
  const Words move{TRIBUTARY_PROGRAM,        "migrate", "--data",
                   platform.data().string(), "--to",    server_->url()};
  int cut_short = 0;
  for (int ms = 0; ms < 200; ms += 5) {
    Process process(move, logs.path() / "output", logs.path() / "errors");
    if (process.wait(milliseconds(ms))) break;
    process.kill();
    ++cut_short;
    ::setenv("TRIBUTARY_DATABASE", server_->url().c_str(), 1);
    Platform elsewhere({}, Timers::off);
    const Ending verified = elsewhere.tool({"verify"});
    if (verified.code == 0) break;  // It was faster than the kill.
    EXPECT_EQ(verified.code, 2) << verified.output;
    EXPECT_THAT(verified.errors,
                testing::AnyOf(HasSubstr("there is no platform"), HasSubstr("was not finished")));
    ::unsetenv("TRIBUTARY_DATABASE");
  }
  EXPECT_GT(cut_short, 0);
  run(move);
  ::setenv("TRIBUTARY_DATABASE", server_->url().c_str(), 1);
  EXPECT_EQ(chain_told(platform), chain);
  platform.start();
  EXPECT_EQ(minor_of(market.account(member), "available"), 30'000);
  platform.verify();
}

}  // namespace
}  // namespace tributary::http_test
