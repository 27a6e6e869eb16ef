#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>

#include "base/flags.hpp"
#include "base/test_terminal.hpp"
#include "command_line/commands.hpp"
#include "command_line/test_web_platform.hpp"

namespace tributary::command_line {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using WordList = std::vector<std::string_view>;
using Command = int (*)(Words, std::ostream&, std::ostream&);

constexpr const char* status = "GET /v1/business-days/status";

class DayCommandTest : public testing::Test {
 protected:
  DayCommandTest() {
    ::unsetenv("TRIBUTARY_TOKEN");
    ::unsetenv("TRIBUTARY_APPROVAL");
  }
  int run(Command command, WordList words) {
    const auto flags = platform_.flags();
    words.insert(words.end(), flags.begin(), flags.end());
    out_.str("");
    err_.str("");
    return command(words, out_, err_);
  }
  int items(WordList words) { return run(day_items_command, std::move(words)); }
  int end(WordList words) { return run(day_end_command, std::move(words)); }
  template <class Fault = std::runtime_error>
  std::string fault_of(Command command, const WordList& words) {
    try {
      run(command, words);
    } catch (const Fault& fault) {
      return fault.what();
    }
    return "nothing is wrong";
  }
  /// What was printed, with one blank for many.
  std::string out() const {
    std::string text = out_.str();
    const auto are_blanks = [](char one, char next) { return one == ' ' && next == ' '; };
    text.erase(std::unique(text.begin(), text.end(), are_blanks), text.end());
    return text;
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> asked;
    for (const auto& one : platform_.asked()) asked.push_back(one.what);
    return asked;
  }

  TestWebPlatform platform_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(DayCommandTest, ARetryAsksForWhatItsKindNeeds) {
  const std::vector<std::pair<WordList, std::string_view>> cases{
      {{"retry"}, "retry needs --kind"},
      {{"retry", "--loan", "5"}, "retry needs --kind"},
      {{"retry", "--kind", "write_off_loan"}, "retry of write_off_loan needs --loan"},
      {{"retry", "--kind", "collect_receivable", "--loan", "5"},
       "retry of collect_receivable needs --account"},
      {{"retry", "--kind", "collect_instalment", "--loan", "5"},
       "retry of collect_instalment needs --period"},
      {{"retry", "--kind", "remind_instalment", "--loan", "5", "--period", "0"},
       "retry of remind_instalment needs --period"},
      {{"retry", "--kind", "write_off_loan", "--loan", "5", "--day", "2026-11-25"},
       "'--day' is not known here"},
  };
  for (const auto& [words, why] : cases) {
    EXPECT_EQ(fault_of<base::FlagError>(day_items_command, words), why);
  }
  EXPECT_TRUE(asked().empty());
}

TEST_F(DayCommandTest, ARetrySendsWhatItWasGiven) {
  platform_.answers("POST /v1/business-days/items/retry", R"({"request_id":"r1","sequence":"17"})");
  EXPECT_EQ(items({"retry", "--kind", "collect_instalment", "--loan", "5", "--period", "3",
                   "--amount", "100.00", "--request-id", "r1"}),
            0);
  EXPECT_EQ(out(), "r1: done at sequence 17\n");
  ASSERT_EQ(platform_.asked().size(), 1U);
  EXPECT_EQ(platform_.asked()[0].request_id, "r1");
  EXPECT_EQ(platform_.asked()[0].body,
            R"({"kind":"collect_instalment","loan":"5","amount":"100.00","period":3})");

  EXPECT_EQ(items({"retry", "--kind", "collect_receivable", "--account", "9"}), 0);
  EXPECT_EQ(items({"retry", "--kind", "write_off_loan", "--loan", "9"}), 0);
  EXPECT_EQ(platform_.asked()[1].body, R"({"kind":"collect_receivable","account":"9"})");
  EXPECT_FALSE(platform_.asked()[1].request_id.empty());
  EXPECT_NE(platform_.asked()[1].request_id, platform_.asked()[2].request_id);
}

TEST_F(DayCommandTest, ARetryThatIsRefusedSaysWhy) {
  platform_.answers(
      "POST /v1/business-days/items/retry",
      R"({"request_id":"r1","refusal":"insufficient_funds","reason":"Not enough money"})");
  EXPECT_EQ(items({"retry", "--kind", "collect_receivable", "--account", "9"}), 1);
  EXPECT_EQ(out(), "r1: refused, insufficient_funds (Not enough money)\n");
}

TEST_F(DayCommandTest, ItemsAreThoseOfThePresentDayPageByPage) {
  platform_.answers(status, R"({"business_day":"2026-11-25"})");
  const std::string page =
      "GET /v1/business-days/2026-11-25/items?limit=1000&state=refused&kind=collect_instalment";
  platform_.answers(
      page, R"({"lines":[{"sequence":"12","kind":"collect_instalment","loan":"5","period":3,)"
            R"("amount":"100.00","round":1,"refusal":"insufficient_funds"}],"next_cursor":"c"})");
  platform_.answers(page + "&cursor=c", R"({"lines":[{"sequence":"9","account":"4"}]})");
  EXPECT_EQ(items({"--kind", "collect_instalment", "--state", "refused"}), 0);
  const std::string heading = "sequence kind loan account posting period amount round refusal\n";
  EXPECT_EQ(out(), heading + " 12 collect_instalment 5 - - 3 100.00 1 insufficient_funds\n" +
                       heading + " 9 - - 4 - - - - -\n");
  EXPECT_THAT(asked(), ElementsAre(status, page, page + "&cursor=c"));
}

TEST_F(DayCommandTest, ItemsOfANamedDayNeedNoPresentOne) {
  const std::string page = "GET /v1/business-days/2026-11-20/items?limit=1000";
  platform_.answers(page, R"({"lines":[]})");
  EXPECT_EQ(items({"--day", "2026-11-20"}), 0);
  EXPECT_THAT(asked(), ElementsAre(page));
  EXPECT_EQ(fault_of<base::FlagError>(day_items_command, {"--day", "2026-11-31"}),
            "--day needs a day such as 2026-11-30");
  EXPECT_EQ(fault_of<base::FlagError>(day_items_command, {"--loan", "5"}),
            "'--loan' is not known here");
  platform_.answers(status, "{}");
  EXPECT_EQ(fault_of(day_items_command, {}), "no business day has begun");
}

TEST_F(DayCommandTest, HelpAsksNobody) {
  EXPECT_EQ(items({"--help"}), 0);
  EXPECT_THAT(out_.str(), StartsWith("usage: tributary day-items"));
  EXPECT_EQ(items({"retry", "--help"}), 0);
  EXPECT_THAT(out_.str(), StartsWith("usage: tributary day-items"));
  EXPECT_EQ(end({"--help"}), 0);
  EXPECT_THAT(out_.str(), StartsWith("usage: tributary day-end"));
  EXPECT_THAT(out_.str(), HasSubstr("--certificates"));
  EXPECT_TRUE(asked().empty());
}

TEST_F(DayCommandTest, ADryRunTellsOfTheNextDayAlsoBeforeItComes) {
  platform_.answers(status, R"({"business_day":"2026-11-25","today":"2026-11-25"})");
  const std::string plan = "GET /v1/business-days/2026-11-26/plan";
  platform_.answers(plan, R"({"dry_run":true,"planned":[]})");
  EXPECT_EQ(end({"--dry-run"}), 0);
  EXPECT_EQ(out(), "2026-11-26 would do, as things are now:\nnothing\n");
  EXPECT_THAT(asked(), ElementsAre(status, plan));

  const std::string first = "GET /v1/business-days/2026-11-02/plan";
  platform_.answers(first, R"({"dry_run":true,"planned":[{"kind":"collect_instalment","items":2,)"
                           R"("amount":"30.00","lacking":1,"amount_lacking":"10.00",)"
                           R"("currency":"USD"}]})");
  EXPECT_EQ(end({"--dry-run", "--to", "2026-11-02"}), 0);
  EXPECT_EQ(out(),
            "2026-11-02 would do, as things are now:\nkind currency items amount lacking "
            "amount_lacking\ncollect_instalment USD 2 30.00 1 10.00\n");
}

TEST_F(DayCommandTest, ADryRunOfADayThatIsOverTellsWhatWasNotDone) {
  platform_.answers(status, R"({"today":"2026-11-25"})");
  platform_.answers("GET /v1/business-days/2026-11-25/plan",
                    R"({"dry_run":false,"planned":[{"kind":"write_off_loan","items":2,)"
                    R"("amount":"30.00","lacking":0,"amount_lacking":"0.00"}],)"
                    R"("difference":[{"kind":"write_off_loan","items":-1,"amount":"-5.00"}]})");
  EXPECT_EQ(end({"--dry-run"}), 0) << "the first day is today";
  EXPECT_EQ(out(),
            "2026-11-25 is over; planned when it began:\n"
            "kind currency items amount lacking amount_lacking\n"
            "write_off_loan - 2 30.00 0 0.00\n"
            "not done of it (less than none: more was done):\n"
            "kind currency items amount\nwrite_off_loan - -1 -5.00\n");
}

TEST_F(DayCommandTest, TheFirstDayIsNamedWhereNobodyKnowsTheDate) {
  platform_.answers(status, "{}");
  EXPECT_EQ(fault_of(day_end_command, {}),
            "no business day has begun: name the first one with --to");
  EXPECT_EQ(fault_of<base::FlagError>(day_end_command, {"--to", "tomorrow"}),
            "--to needs a day such as 2026-11-30");
  EXPECT_EQ(fault_of<base::FlagError>(day_end_command, {"--confirm", "tomorrow"}),
            "--confirm needs a day such as 2026-11-30");
}

constexpr const char* order = "POST /v1/business-days/run";
constexpr const char* days = "GET /v1/business-days?limit=1000";

TEST_F(DayCommandTest, ARunGoesToTheNextDayAndTellsWhatWasRefused) {
  const auto status_with = [](const std::string& runs) {
    return R"({"state":"following","business_day":"2026-11-25","today":"2026-11-27","runs":[)" +
           runs + "]}";
  };
  const std::string earlier = R"({"run":3,"state":"failed","fault":"another one"})";
  platform_.answers(status, status_with(earlier));
  platform_.answers(order, R"({"run":4})");
  platform_.answers(status, status_with(R"({"run":4,"state":"running","day":"2026-11-26",)"
                                        R"("finished":1,"listed":2},)" +
                                        earlier));
  platform_.answers(status, status_with(R"({"run":4,"state":"done",)"
                                        R"("worked":[{"refused":1},{"refused":2}]},)" +
                                        earlier));
  platform_.answers(days, R"({"lines":[
    {"day":"2026-11-26","done":[{"kind":"collect_instalment","currency":"CNY","accepted":7,"amount":"70.00",
      "refused":4,"refusals":[{"refusal":"insufficient_funds"},{"refusal":"party_blocked"}]}]},
    {"day":"2026-11-25","done":[{"kind":"write_off_loan","currency":"CNY","accepted":1,"amount":"5.00",
      "refused":1,"refusals":[]}]},
    {"day":"2026-11-24","done":[{"kind":"write_off_loan","currency":"CNY","accepted":1,"amount":"5.00",
      "refused":8,"refusals":[]}]}]})");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(end({}), 1);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(100))
      << "it asks again after a pause";
  EXPECT_EQ(out(),
            " day kind currency done amount refused why\n"
            "2026-11-25 write_off_loan CNY 1 5.00 1\n"
            "2026-11-26 collect_instalment CNY 7 70.00 4 insufficient_funds, party_blocked\n"
            "business day 2026-11-26, 3 refused in this run, 5 on these days\n"
            "which: tributary day-items --state refused [--day DATE]\n");
  EXPECT_THAT(asked(), ElementsAre(status, order, status, status, days));
  EXPECT_EQ(platform_.asked()[1].body, R"({"to":"2026-11-26","round":1})");
  EXPECT_FALSE(platform_.asked()[1].request_id.empty());
}

TEST_F(DayCommandTest, ARunWithoutRefusalsIsGood) {
  platform_.answers(status, R"({"state":"following","business_day":"2026-11-25",
    "today":"2026-11-25","runs":[{"run":4,"state":"done","worked":[{"refused":0}]}]})");
  platform_.answers(order, R"({"run":4})");
  platform_.answers(days, R"({"lines":[]})");
  EXPECT_EQ(end({}), 0);
  EXPECT_THAT(out(),
              HasSubstr("\nbusiness day 2026-11-25, 0 refused in this run, 0 on these days\n"))
      << "the next day has not come: the present one is worked once more";
  EXPECT_EQ(out().find("which:"), std::string::npos);
  EXPECT_EQ(end({"--to", "2026-12-01", "--confirm", "2026-12-01", "--round", "2"}), 0);
  const auto all = platform_.asked();
  const auto ordered = std::ranges::find_if(all.rbegin(), all.rend(),
                                            [](const auto& one) { return one.what == order; });
  ASSERT_NE(ordered, all.rend());
  EXPECT_EQ(ordered->body, R"({"to":"2026-12-01","round":2,"confirmed_on":"2026-12-01"})");
}

/// A day that has come is begun, also on its first morning.
TEST_F(DayCommandTest, ARunBeginsTheNextDayOnceItIsToday) {
  platform_.answers(status, R"({"state":"following","business_day":"2026-11-25",
    "today":"2026-11-26","runs":[{"run":4,"state":"done","worked":[{"refused":0}]}]})");
  platform_.answers(order, R"({"run":4})");
  platform_.answers(days, R"({"lines":[]})");
  EXPECT_EQ(end({}), 0);
  EXPECT_EQ(platform_.asked()[1].body, R"({"to":"2026-11-26","round":1})");
}

/// On a terminal, which a test has to make first.
TEST_F(DayCommandTest, ARunTellsATerminalHowFarItIs) {
  const base::TestTerminal terminal;
  const auto run_on = [](const char* day) {
    return R"({"state":"following","business_day":"2026-11-25","today":"2026-11-29","runs":[)"
           R"({"run":4,"state":"running","day":")" +
           std::string(day) + R"(","finished":3,"listed":7}]})";
  };
  platform_.answers(status, run_on("2026-11-24"));
  platform_.answers(order, R"({"run":4})");
  platform_.answers(status, run_on("2026-11-24"));
  platform_.answers(status, run_on("2026-11-24"));
  platform_.answers(status, run_on("2026-11-27"));
  platform_.answers(status, R"({"runs":[{"run":4,"state":"done","worked":[]}]})");
  platform_.answers(days, R"({"lines":[]})");
  EXPECT_EQ(end({"--to", "2026-11-28"}), 0);
  const std::string what = "\rworking business days up to 2026-11-28  ";
  EXPECT_THAT(err_.str(), StartsWith(what + "0 of 4  0 %  2026-11-24, 3 of 7\x1b[K"));
  EXPECT_THAT(err_.str(),
              testing::EndsWith(what + "2 of 4  50 %  2026-11-27, 3 of 7\x1b[K\r\x1b[K"));
}

TEST_F(DayCommandTest, ARunThatFailsOrIsForgottenIsNoGoodOne) {
  platform_.answers(status, R"({"state":"following","business_day":"2026-11-25",
    "runs":[{"run":4,"state":"failed","fault":"the disk is full"}]})");
  platform_.answers(order, R"({"run":4})");
  platform_.answers(order, R"({"run":5})");
  EXPECT_EQ(end({"--to", "2026-11-26"}), 1);
  EXPECT_EQ(err_.str(), "the run failed: the disk is full\n");
  EXPECT_EQ(fault_of(day_end_command, {"--to", "2026-11-26"}),
            "the platform was started again: run it again");
}

TEST_F(DayCommandTest, NothingIsOrderedWhereTheTimersDoNotRun) {
  platform_.answers(status, R"({"state":"off","business_day":"2026-11-25"})");
  EXPECT_THAT(fault_of(day_end_command, {"--to", "2026-11-26"}), HasSubstr("--no-timers"));
  EXPECT_THAT(asked(), ElementsAre(status));
}

}  // namespace
}  // namespace tributary::command_line
