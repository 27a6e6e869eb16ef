#include "verticals/clock/timers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "money/test_values.hpp"
#include "verticals/clock/holidays.hpp"
#include "verticals/clock/toy_platform.hpp"

namespace tributary::clock {
namespace {

using money::day;

/// Timers on a toy platform, with a clock that the test sets.
class TimersTest : public testing::Test {
 protected:
  TimersTest() {
    options_.timetable.offset = {0};
    options_.calendar.calendar = read_holidays("date,kind,name\n2026-01-01,holiday,x\n", "test");
    platform_.state.accounts = {{{1}, 1'000}, {{2}, 0}};
    platform_.state.loans[{1}] = {{1}, {2}, {}, {{day("2026-03-10"), {100}}}, 0, 0, {}};
  }

  Timers timers(Ring& ring) {
    Timers::World world;
    world.ring = &ring;
    world.clock = [this] { return now_; };
    world.calendar = [this] { return calendar_; };
    world.keep_plan = [this](Date date, const std::vector<PlannedKind>&) {
      if (plans_cannot_be_kept_) throw std::runtime_error("somebody else writes the file");
      plans_.push_back(date);
    };
    return Timers(std::move(world), options_);
  }
  void set_clock(std::string_view date, std::int32_t hour) {
    now_ = Time{(day(date).days * std::int64_t{24} + hour) * 3'600'000};
  }

  ToyPlatform platform_;
  Timers::Options options_;
  std::optional<Time> now_ = Time{};
  std::optional<CalendarInForce> calendar_;
  std::vector<Date> plans_;
  bool plans_cannot_be_kept_ = false;
};

TEST_F(TimersTest, KeepAPlanAsSoonAsItCanBe) {
  set_clock("2026-03-10", 1);
  Timers timers = this->timers(platform_);
  plans_cannot_be_kept_ = true;
  timers.tick();
  EXPECT_EQ(platform_.ids.back(), "collect:loan-1:period-1:2026-03-10:r1") << "people are paid";
  set_clock("2026-03-11", 1);
  timers.tick();
  EXPECT_TRUE(plans_.empty());
  plans_cannot_be_kept_ = false;
  timers.tick();
  EXPECT_EQ(plans_, (std::vector{day("2026-03-10"), day("2026-03-11")}));
  timers.tick();
  EXPECT_EQ(plans_.size(), 2U);
}

TEST_F(TimersTest, BeginTodayAndCollectWhenItsHourHasCome) {
  set_clock("2026-03-10", 0);
  Timers timers = this->timers(platform_);
  timers.tick();
  EXPECT_EQ(platform_.ids, (std::vector<std::string>{"begin:2026-03-10:first"}));
  set_clock("2026-03-10", 1);
  timers.tick();
  EXPECT_EQ(platform_.ids.back(), "collect:loan-1:period-1:2026-03-10:r1");
  timers.tick();
  EXPECT_EQ(platform_.ids.size(), 2U);
  EXPECT_EQ(plans_, std::vector{day("2026-03-10")});
  const TimersView view = timers.view();
  EXPECT_EQ(view.state, TimersState::following);
  EXPECT_EQ(view.business_day, day("2026-03-10"));
  ASSERT_EQ(view.worked.size(), 1U);
  EXPECT_EQ(view.worked.front().accepted, 1U);
  EXPECT_EQ(timers.trouble(), std::nullopt);
}

TEST_F(TimersTest, CatchUpDayAfterDay) {
  platform_.state.day = day("2026-03-08");
  set_clock("2026-03-08", 1);
  Timers timers = this->timers(platform_);
  timers.tick();
  platform_.ids.clear();
  set_clock("2026-03-11", 1);
  timers.tick();
  EXPECT_EQ(platform_.ids,
            (std::vector<std::string>{
                "begin:2026-03-09:after-2026-03-08", "begin:2026-03-10:after-2026-03-09",
                "collect:loan-1:period-1:2026-03-10:r5", "begin:2026-03-11:after-2026-03-10"}));
}

TEST_F(TimersTest, StopWhenTheClockJumpsUntilSomebodyConfirms) {
  platform_.state.day = day("2026-03-01");
  set_clock("2026-03-20", 12);
  Timers timers = this->timers(platform_);
  timers.tick();
  EXPECT_TRUE(platform_.ids.empty());
  EXPECT_EQ(timers.view().state, TimersState::stopped);
  EXPECT_EQ(*timers.trouble(),
            "timers: stopped (the clock says 2026-03-20, the business day is 2026-03-01: if the "
            "clock is right, work the days up to it by `tributary day-end --to 2026-03-20`)");
  EXPECT_TRUE(timers.run_to({1}, {day("2026-03-20")}));
  timers.tick();
  EXPECT_EQ(platform_.state.day, day("2026-03-20"));
  EXPECT_EQ(timers.view().state, TimersState::following);
  EXPECT_EQ(timers.view().runs.front().state, RunState::done);
  EXPECT_EQ(platform_.state.accounts.at({2}), 100);
  EXPECT_EQ(timers.trouble(), std::nullopt);
}

/// What a stop looks like, a clock that is wrong by some days at the start does too.
TEST_F(TimersTest, WorkOneMissingDayUnaskedAfterAStart) {
  platform_.state.day = day("2026-03-08");
  set_clock("2026-03-10", 12);
  Timers timers = this->timers(platform_);
  timers.tick();
  EXPECT_TRUE(platform_.ids.empty()) << platform_.ids.front();
  EXPECT_EQ(timers.view().state, TimersState::stopped);
  EXPECT_NE(timers.trouble()->find("`tributary day-end --to 2026-03-10`"), std::string::npos);
  set_clock("2026-03-09", 12);
  timers.tick();
  EXPECT_EQ(platform_.state.day, day("2026-03-09")) << "one day is within the bound";
  set_clock("2026-03-12", 12);
  timers.tick();
  EXPECT_EQ(platform_.state.day, day("2026-03-12")) << "and once caught up, some days are";
}

TEST_F(TimersTest, DoNothingWhileTheClockIsInDoubt) {
  set_clock("2026-03-09", 12);
  Timers timers = this->timers(platform_);
  timers.tick();
  now_.reset();
  timers.run_to({1}, {day("2026-03-10")});
  timers.tick();
  EXPECT_EQ(platform_.ids, (std::vector<std::string>{"begin:2026-03-09:first",
                                                     "remind:loan-1:period-1:2026-03-10"}));
  EXPECT_EQ(*timers.trouble(), "timers: stopped (the machine's clock is in doubt)");
  set_clock("2026-03-10", 0);
  timers.tick();
  EXPECT_EQ(timers.view().runs.front().state, RunState::done) << "the order has waited";
  EXPECT_EQ(timers.trouble(), std::nullopt);
}

/// A platform that refuses everything, as the pipeline does while the clock is in doubt.
struct DoubtingRing final : Ring {
  explicit DoubtingRing(ToyPlatform& asked) : platform(asked) {}
  void send(const protocol::Sender&, std::string_view, std::span<const std::byte>,
            Told told) override {
    told({0, protocol::Refusal::clock_not_confirmed, false});
  }
  void ask(const protocol::Sender& sender, const protocol::Query& query,
           Answered answered) override {
    platform.ask(sender, query, std::move(answered));
  }
  void find(protocol::Sequence, Found) override {}
  ToyPlatform& platform;
};

/// The clock jumps in the middle of a round: what was not even recorded is not over for the round.
TEST_F(TimersTest, TryAgainWhatTheDoubtRefused) {
  platform_.state.day = day("2026-03-10");
  set_clock("2026-03-10", 1);
  DoubtingRing doubting(platform_);
  EXPECT_THROW(timers(doubting).tick(), std::runtime_error);
  platform_.state.day = day("2026-03-09");
  EXPECT_THROW(timers(doubting).tick(), std::runtime_error) << "no day begins";
  timers(platform_).tick();
  EXPECT_EQ(platform_.ids.back(), "collect:loan-1:period-1:2026-03-10:r1");
}

TEST_F(TimersTest, BeginADayThatIsNotPresentOnlyForWhoConfirmsIt) {
  platform_.state.day = day("2026-03-10");
  platform_.day_max = day("2026-03-10");
  set_clock("2026-03-10", 0);
  Timers timers = this->timers(platform_);
  timers.run_to({1}, {day("2026-03-12")});
  timers.tick();
  EXPECT_EQ(timers.view().runs.front().fault, "2026-03-11 cannot be begun");
  timers.run_to({2}, {day("2026-03-12"), 1, day("2026-03-12")});
  timers.tick();
  EXPECT_EQ(platform_.state.day, day("2026-03-12"));
  EXPECT_EQ(timers.view().runs.front().state, RunState::done);
}

/// An id that was refused is refused for ever.
TEST_F(TimersTest, BeginADayThatWasRefusedBeforeItsTime) {
  platform_.state.day = day("2026-03-09");
  platform_.day_max = day("2026-03-09");
  set_clock("2026-03-10", 0);
  Timers timers = this->timers(platform_);
  EXPECT_THROW(timers.tick(), std::runtime_error);
  platform_.day_max = day("2026-03-10");
  set_clock("2026-03-10", 1);
  timers.tick();
  EXPECT_EQ(platform_.state.day, day("2026-03-10"));
}

/// Another scheduler's first day came second and was refused: that day begins when it is its turn.
TEST_F(TimersTest, ARefusedFirstDayBeginsLater) {
  set_clock("2026-03-01", 1);
  Timers timers = this->timers(platform_);
  timers.tick();
  base::ByteBuffer late;
  protocol::encode_framed(late, protocol::BeginBusinessDay{day("2026-03-03")});
  EXPECT_EQ(platform_.execute(begin_id(day("2026-03-03"), {}), late.view()).refusal,
            protocol::Refusal::business_day_skipped);
  set_clock("2026-03-04", 1);
  timers.tick();
  EXPECT_EQ(platform_.state.day, day("2026-03-04"));
}

TEST_F(TimersTest, NeverGoBack) {
  platform_.state.day = day("2026-03-10");
  set_clock("2026-03-09", 23);
  Timers timers = this->timers(platform_);
  timers.run_to({1}, {day("2026-03-08")});
  timers.tick();
  EXPECT_EQ(platform_.state.day, day("2026-03-10"));
  EXPECT_TRUE(platform_.ids.empty()) << "nothing is collected before the clock is there";
  EXPECT_EQ(timers.view().runs.front().state, RunState::failed);
  EXPECT_EQ(timers.view().runs.front().fault, "the business day is 2026-03-10");
}

TEST_F(TimersTest, RefuseTooManyOrders) {
  Timers timers = this->timers(platform_);
  for (std::uint64_t i = 0; i < 16; ++i) EXPECT_TRUE(timers.run_to({i}, {day("2026-03-10")}));
  EXPECT_FALSE(timers.run_to({16}, {day("2026-03-10")}));
  EXPECT_FALSE(timers.ordered({16})) << "its key is unused";
  EXPECT_EQ(timers.run_to({3}, {day("2026-03-10")})->run, 4U) << "it is known";
}

/// The run is there again as it was ordered; after a restart it is another run, which finds
/// everything done.
TEST_F(TimersTest, AnOrderThatComesAgainDoesNothingTwice) {
  platform_.state.day = day("2026-03-08");
  set_clock("2026-03-10", 0);
  const auto order = [&](Timers& timers) { return *timers.run_to({7}, {day("2026-03-10"), 2}); };
  Timers timers = this->timers(platform_);
  const RunView first = order(timers);
  timers.tick();
  EXPECT_EQ(timers.view().runs.front().state, RunState::done);
  const std::vector<std::string> sent = platform_.ids;
  EXPECT_EQ(sent.back(), "collect:loan-1:period-1:2026-03-10:m2");
  const RunView again = order(timers);
  EXPECT_EQ(again.run, first.run);
  EXPECT_EQ(again.state, RunState::waiting);
  timers.tick();
  EXPECT_EQ(timers.view().runs.size(), 1U);

  Timers restarted = this->timers(platform_);
  EXPECT_FALSE(restarted.ordered({7}));
  order(restarted);
  restarted.tick();
  EXPECT_EQ(restarted.view().runs.front().state, RunState::done);
  EXPECT_EQ(platform_.ids, sent);
}

TEST_F(TimersTest, SetTheCalendarWhereItDiffers) {
  struct Case {
    const char* what;
    CalendarInForce in_force;
    bool wished;
    bool sets;
  };
  const std::string same = digest_of(options_.calendar.calendar);
  for (const Case& now : {Case{"none yet", {0, "", false}, false, true},
                          Case{"the same", {7, same, true}, false, false},
                          Case{"an older one of ours", {7, "other", true}, false, true},
                          Case{"one set by hand", {7, "other", false}, false, false},
                          Case{"by hand, but a file is named", {7, "other", false}, true, true}}) {
    ToyPlatform platform = platform_;
    set_clock("2026-03-01", 0);
    calendar_ = now.in_force;
    options_.calendar.in_any_place = now.wished;
    timers(platform).tick();
    const std::string id = calendar_id(options_.calendar.calendar, now.in_force.sequence);
    EXPECT_EQ(platform.ids.front() == id, now.sets) << now.what;
  }
}

/// A platform that never answers.
struct SilentRing final : Ring {
  void send(const protocol::Sender&, std::string_view, std::span<const std::byte>, Told) override {}
  void ask(const protocol::Sender&, const protocol::Query&, Answered) override {}
  void find(protocol::Sequence, Found) override {}
};

TEST_F(TimersTest, EndThoughNobodyAnswers) {
  SilentRing ring;
  Timers timers = this->timers(ring);
  timers.start();
  timers.stop();
  EXPECT_EQ(timers.view().business_day, std::nullopt);
}

TEST_F(TimersTest, SayThatNothingRuns) {
  options_.list_every = std::chrono::milliseconds(0);
  Timers timers = this->timers(platform_);
  EXPECT_TRUE(timers.trouble()->starts_with("timers: late (nothing ran for "));
}

}  // namespace
}  // namespace tributary::clock
