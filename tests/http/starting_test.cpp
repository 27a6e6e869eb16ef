#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <deque>
#include <fstream>
#include <thread>

#include "tests/http/market.hpp"
#include "tests/http/problem.hpp"
#include "tests/http/watching.hpp"

namespace tributary::http_test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Start, SaysWhereItIs) {
  const store::TemporaryFolder folder;
  for (const bool has_socket : {false, true}) {
    const std::string socket = (folder.path() / "web.sock").string();
    Platform platform(has_socket ? Words{"--socket", socket} : Words{});
    platform.start();
    const std::string data = platform.data().string();
    const std::string place = "http://127.0.0.1:" + std::to_string(platform.port());
    const std::string told =
        "health and metrics on http://127.0.0.1:" + std::to_string(platform.admin_port()) +
        "\nlistening on " + place + "\n" + (has_socket ? "  socket      " + socket + "\n" : "") +
        "  reference   " + place + "/docs\n  data        " + data + ", sequence 9\n" +
        "  a token     tributary token create --data " + data + " --role admin\n";
    EXPECT_TRUE(await([&] { return platform.output().size() >= told.size(); }));
    EXPECT_EQ(platform.output(), told);
    platform.stop();
    EXPECT_EQ(platform.output(), told + "stopped at sequence 9\n");
    EXPECT_THAT(platform.errors(),
                testing::ContainsRegex(" info stopped: at sequence 9, after [0-9]{1,5} ms\n$"));
  }
}

/// The calendar too, by which its first loan is due.
TEST(Start, OfANewPlatformIsWholeBeforeItsFirstCommand) {
  Platform platform;
  platform.start();
  Client admin(platform.port(), platform.make_token("admin"));
  const Answer first = admin.post("/v1/accounts", "k", R"({"party":"1001"})");
  EXPECT_EQ(first.json().at("sequence").to_number<int>(), 10) << first;
  EXPECT_EQ(metric(platform, "tributary_commands_total"), 10);
  EXPECT_EQ(metric(platform, "tributary_repeats_total"), 0) << "nothing is asked for twice";
  const Ending journal = platform.tool({"journal", "--from", "9", "--to", "9"});
  EXPECT_THAT(journal.output, HasSubstr(R"("type":"set_calendar")"));
}

TEST(Start, TakesTheCalendarOfAFile) {
  const store::TemporaryFolder folder;
  const std::string file = (folder.path() / "mine.csv").string();
  std::ofstream(file) << "date,kind,name\n2026-10-01,holiday,National Day\n";
  for (const Timers timers : {Timers::off, Timers::on}) {
    Platform platform({"--calendar", file}, timers);
    platform.start();
    Client admin(platform.port(), platform.make_token("admin"));
    EXPECT_TRUE(await([&] {
      const Answer shown = admin.get("/v1/calendar");
      return shown.status == 200 && shown.body.contains("file: mine.csv");
    })) << admin.get("/v1/calendar");
  }
}

TEST(Start, OnAPortThatIsTakenMakesNoFolder) {
  Platform first;
  first.start();
  const store::TemporaryFolder folder;
  Platform second(folder.path() / "data",
                  {"--listen", "127.0.0.1:" + std::to_string(first.port())});
  second.launch();
  EXPECT_EQ(second.wait_for_end(), 1);
  EXPECT_THAT(second.errors(), HasSubstr("tributary serve: --listen: cannot listen on "));
  EXPECT_FALSE(fs::exists(folder.path() / "data"));
}

/// Half of what may be open is for clients, and half of that for live streams.
TEST(Start, WithFewOpenFilesTakesFewConnections) {
  Platform platform;
  platform.limit_open_files(200);
  platform.start();
  EXPECT_THAT(platform.errors(),
              HasSubstr("warning open_files: at most 200 open files, too few for 16000 "
                        "connections: raise the hard limit (ulimit -Hn, or LimitNOFILE= of "
                        "systemd) to 16512\n"));
  Market market(platform);
  const std::string loan = market.open_loan(market.member("borrower"), 1'000'000);
  const std::string token = market.admin().client().token();
  {
    std::deque<EventStream> streams;
    int opened = 0;
    for (int i = 0; i < 55; ++i) {
      streams.emplace_back(platform.port(), token, "/v1/loans/" + loan + "/stream");
      opened += streams.back().opening().status == 200 ? 1 : 0;
    }
    EXPECT_EQ(opened, 50);
  }
  EXPECT_TRUE(await([&] { return metric(platform, "tributary_http_streams") == 0; }));
  std::deque<Connection> idle;
  for (int i = 0; i < 110; ++i) {
    idle.emplace_back(platform.port());
    idle.back().send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    idle.back().receive();
  }
  EXPECT_GE(metric(platform, "tributary_http_evicted_connections_total"), 10);
  EXPECT_LE(metric(platform, "tributary_http_connections"), 100);
  EXPECT_GE(metric(platform, "tributary_http_connections"), 99);
}

TEST(Start, WithEnoughOpenFilesWarnsOfNothing) {
  Platform platform;
  platform.limit_open_files(16'512);
  platform.start();
  EXPECT_THAT(platform.errors(), HasSubstr(" info open_files: at most 16512 open files\n"));
}

/// A machine without a battery. All that a new platform needs is made once its clock is right.
TEST(Start, InDoubtOfTheClockIsCompletedWhenItIsRight) {
  OtherClock clock;
  clock.set("1999-01-01T00:00:00Z");
  Platform platform;
  platform.run_by(clock);
  platform.start();
  EXPECT_THAT(warnings_of(platform),
              ElementsAre(HasSubstr("clock: the machine's clock shows 1999")));
  platform.stop();
  platform.start();
  Client admin(platform.port(), platform.make_token("admin"));
  const std::string account = R"({"party":"1001"})";
  expect_problem(admin.post("/v1/accounts", "k", account), 503, "clock_not_confirmed");
  EXPECT_FALSE(admin.get("/v1/business-days/status").json().contains("today"));
  EXPECT_EQ(metric(platform, "tributary_commands_total"), 0);
  clock.set("2026-03-10T04:00:00Z");
  EXPECT_TRUE(await([&] { return metric(platform, "tributary_commands_total") == 9; }));
  EXPECT_EQ(admin.get("/v1/business-days/status").json().at("today"), "2026-03-10");
  EXPECT_EQ(admin.post("/v1/accounts", "k", account).status, 201);
  EXPECT_TRUE(warnings_of(platform).empty());
}

TEST(Start, AfterADayAsksWhereNoneMayBeMissed) {
  OtherClock clock;
  clock.set("2026-03-10T04:00:00Z");
  Platform platform({"--catch-up-days", "0"});
  platform.run_by(clock);
  platform.start();
  for (const auto& [time, doubted] :
       {std::pair{"2026-03-11T03:00:00Z", 0}, std::pair{"2026-03-12T05:00:00Z", 1}}) {
    platform.stop();
    clock.set(time);
    platform.start();
    EXPECT_EQ(metric(platform, "tributary_clock_in_doubt"), doubted) << time;
  }
}

/// A platform that remembers few request ids, and snapshots soon.
class OldIds : public testing::Test {
 protected:
  OldIds() { platform_.start(); }

  /// Asks for an account that is there, under so many ids. Refused commands are remembered too.
  void refuse(int count) {
    for (int i = 0; i < count; ++i) {
      market_->admin().send("/v1/accounts", {{"party", std::to_string(member_.party)}});
    }
  }
  void begin() {
    market_.emplace(platform_);
    member_ = market_->member("investor");
  }
  fs::path index() const { return platform_.data() / "request-index"; }

  Platform platform_{{"--remember-requests", "100", "--snapshot-every", "400"}};
  std::optional<Market> market_;
  Member member_;
};

TEST_F(OldIds, LeaveMemoryForFilesAndAreKnownForEver) {
  begin();
  refuse(650);
  EXPECT_TRUE(await([&] { return metric(platform_, "tributary_request_index_requests") >= 500; }));
  EXPECT_TRUE(await([&] { return platform_.errors().contains(" info snapshot_written: "); }));
  market_->admin().ask_again();
  EXPECT_GE(metric(platform_, "tributary_request_index_found_total"), 400);
  platform_.kill();
  platform_.start();
  // What a stop or a kill left unwritten, without a new command.
  EXPECT_TRUE(await([&] { return metric(platform_, "tributary_request_index_unwritten") == 0; }));
  EXPECT_GE(metric(platform_, "tributary_request_index_requests"), 500);
  market_->admin().ask_again();
  platform_.stop();
  const Ending verified = platform_.tool({"verify"});
  EXPECT_EQ(verified.code, 0) << verified.output;
  EXPECT_THAT(verified.output,
              testing::ContainsRegex("\nok    index of old request ids +[0-9]+ ids in [0-9]+ files "
                                     "are those of the journal, and no id was executed twice\n"));
  EXPECT_THAT(
      verified.output,
      testing::ContainsRegex("\nok    snapshot +of sequence [0-9]+ leads to the same state\n"));
  for (const auto& file : fs::directory_iterator(index())) fs::resize_file(file.path(), 100);
  const Ending damaged = platform_.tool({"verify"});
  EXPECT_EQ(damaged.code, 1);
  EXPECT_THAT(damaged.output, HasSubstr("\nWRONG index of old request ids "));
}

TEST_F(OldIds, ThatCannotBeWrittenAreToldToWhoWatches) {
  begin();
  fs::remove_all(index());
  std::ofstream(index()) << "no folder";
  refuse(350);
  EXPECT_TRUE(await([&] { return !warnings_of(platform_).empty(); }));
  EXPECT_THAT(warnings_of(platform_),
              ElementsAre(testing::StartsWith("The index of old request ids cannot be kept, what "
                                              "it lacks stays in memory: ")));
  EXPECT_EQ(Client(platform_.admin_port(), "").get("/readyz").status, 200);
}

/// What the bank took back after it was paid on.
TEST(Watching, TellsWhatPeopleAreOwedBeyondWhatTheBankHolds) {
  Platform platform;
  platform.start();
  Market market(platform);
  const Member payer = market.member("investor");
  const Member other = market.member("investor");
  const Answer& deposit =
      market.admin().send(payer.path("/deposits"), {{"amount", "100.00"}, {"reference", "R1"}});
  const std::string posting = std::to_string(deposit.json().at("sequence").as_int64());
  event_of(market.admin().send(
      "/v1/transfers", {{"from", payer.account}, {"to", other.account}, {"amount", "60.00"}}));
  EXPECT_TRUE(warnings_of(platform).empty());
  event_of(market.admin().send("/v1/postings/" + posting + "/bounce", {}));
  EXPECT_THAT(warnings_of(platform),
              ElementsAre("people are owed 60.00 CNY more than the bank holds: pay in own money"));
}

}  // namespace
}  // namespace tributary::http_test
