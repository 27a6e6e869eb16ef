#include "agents/crew.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "agents/test_clerk.hpp"
#include "agents/test_engine.hpp"

namespace tributary::agents {
namespace {

using namespace test_clerk;
using rows::test_notes::NoteWritten;
using testing::ElementsAre;
using testing::HasSubstr;

class CrewTest : public testing::Test {
 protected:
  CrewTest() {
    writer_.on_change(rows::FactRow::table,
                      [this](const rows::Writer::Keys&) { crew_->hear_facts(); });
    writer_.start();
    open();
  }
  ~CrewTest() override {
    crew_.reset();
    writer_.stop();
  }

  void open(Crew::Pauses pauses = {}) {
    World world;
    world.journal_url = engine_.url();
    world.rows_url = folder_.url("platform.db");
    world.rows = &writer_;
    world.send = [this](const protocol::RequestKey& key, const protocol::Sender& sender,
                        std::span<const std::byte> command, const Answered& answered) {
      const std::lock_guard lock(engine_mutex_);
      engine_.send(key, sender, command, answered);
    };
    world.clock = [this] {
      ++looks_at_clock_;
      return std::optional(protocol::Time{now_ms_});
    };
    crew_.emplace(std::vector{make_agent<Clerk>()}, std::move(world), pauses);
    crew_->start();
  }

  void write_note(std::uint64_t note) {
    rows::Order order;
    order.name = "write_note";
    order.decide = [note](rows::Work& work) -> rows::Or<rows::Accepted> {
      work.tell(NoteWritten{note});
      return rows::Accepted();
    };
    ASSERT_TRUE(writer_.submit_and_wait(std::move(order))->accepted);
  }
  void approve(std::uint64_t loan) {
    const std::lock_guard lock(engine_mutex_);
    engine_.approve(protocol::LoanId{loan});
    crew_->hear_journal();
  }
  std::optional<ApprovalRow> approval(std::uint64_t listing) {
    store::Database database(folder_.url("platform.db"), {.access = store::Access::read_only});
    return rows::Table<ApprovalRow>(database).find(listing);
  }
  template <class Condition>
  void await(Condition&& condition) {
    while (!condition()) std::this_thread::yield();
  }

  const std::array<rows::Schema, 3> schemas_{rows::test_notes::schema, agents::schema(),
                                             test_clerk::schema};
  const store::TemporaryFolder folder_;
  std::mutex engine_mutex_;
  TestEngine engine_;
  std::atomic<std::int64_t> now_ms_ = 2'000'000;
  std::atomic<int> looks_at_clock_ = 0;  ///< one a round, and more
  rows::Writer writer_{folder_.url("platform.db"), schemas_,
                       rows::RowsWorld{.clock = [this] { return protocol::Time{now_ms_}; },
                                       .shown = [this] { return protocol::Time{now_ms_}; },
                                       .journal_end = [] { return rows::JournalEnd{}; },
                                       .chance = rows::test_notes::counting_chance()}};
  std::optional<Crew> crew_;
};

TEST_F(CrewTest, DoesWhatIsToBeDoneWithoutBeingAskedAgain) {
  for (std::uint64_t note = 2; note <= 40; note += 2) write_note(note);
  for (std::uint64_t note = 2; note <= 40; note += 2) {
    await([&] {
      crew_->hear_journal();
      const auto row = approval(note);
      return row && row->ended == 1 && row->woken == 1;
    });
  }
  EXPECT_THAT(crew_->warnings(), testing::IsEmpty());
  crew_->stop();
  const auto figures = crew_->figures();
  ASSERT_EQ(figures.size(), 1U);
  EXPECT_EQ(figures.front().agent, "test_clerk");
  EXPECT_EQ(figures.front().status.waiting, 0U);
  EXPECT_FALSE(figures.front().is_held_up);
}

TEST_F(CrewTest, SaysWhoIsHeldUpAndGoesOnWhenItCan) {
  write_note(2);
  await([&] { return approval(2).has_value(); });
  approve(666);
  await([&] { return !crew_->warnings().empty(); });
  EXPECT_THAT(crew_->warnings(),
              ElementsAre(HasSubstr("agent test_clerk is held up, and tries again")));
  EXPECT_TRUE(crew_->figures().front().is_held_up);
}

TEST_F(CrewTest, OneThatIsHeldUpIsNotHurriedByWhatHappens) {
  crew_->stop();
  open({.min = std::chrono::hours(1), .max = std::chrono::hours(1)});
  write_note(2);
  await([&] { return approval(2).has_value(); });
  approve(666);
  await([&] { return crew_->figures().front().is_held_up; });
  const int looks = looks_at_clock_;
  for (int i = 0; i < 1'000; ++i) {
    crew_->hear_journal();
    std::this_thread::yield();
  }
  EXPECT_EQ(looks_at_clock_, looks);
}

TEST_F(CrewTest, SaysWhatWaitsForLong) {
  {
    const std::lock_guard lock(engine_mutex_);
    engine_.set_unavailable(protocol::Refusal::overloaded);
  }
  write_note(2);
  await([&] { return crew_->figures().front().status.why == protocol::Refusal::overloaded; });
  EXPECT_THAT(crew_->warnings(), testing::IsEmpty());
  now_ms_ += 61'000;
  EXPECT_THAT(crew_->warnings(),
              ElementsAre("agent test_clerk: 1 commands wait, the oldest for 61 s: overloaded"));
}

TEST_F(CrewTest, AnAnswerThatComesWhenItHasGoneDoesNoHarm) {
  std::vector<Answered> answers;
  World world;
  world.journal_url = engine_.url();
  world.rows_url = folder_.url("platform.db");
  world.rows = &writer_;
  std::mutex mutex;
  world.send = [&](const protocol::RequestKey&, const protocol::Sender&, std::span<const std::byte>,
                   Answered answered) {
    const std::lock_guard lock(mutex);
    answers.push_back(std::move(answered));
  };
  world.clock = [] { return std::optional(protocol::Time{2'000'000}); };
  crew_->stop();
  crew_.emplace(std::vector{make_agent<Clerk>()}, std::move(world));
  crew_->start();
  write_note(2);
  await([&] {
    const std::lock_guard lock(mutex);
    return !answers.empty();
  });
  crew_->stop();
  open();
  for (const Answered& answered : answers) answered({.refusal = protocol::Refusal::unavailable});
  await([&] { return approval(2)->ended == 1; });
}

}  // namespace
}  // namespace tributary::agents
