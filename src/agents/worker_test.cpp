#include "agents/worker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agents/test_clerk.hpp"
#include "agents/test_engine.hpp"
#include "store/test_databases.hpp"

namespace tributary::agents {
namespace {

using namespace test_clerk;
using protocol::Refusal;
using rows::test_notes::NoteRow;
using testing::ElementsAre;
using testing::FieldsAre;

struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

/// A platform of one agent, whose process can be killed at any of its steps.
class WorkerTest : public store::EachBackend {
 protected:
  void SetUp() override {
    EachBackend::SetUp();
    open();
  }

  /// From here on the process lives again.
  void open() {
    worker_.reset();
    writer_.reset();
    const std::array schemas{rows::test_notes::schema, agents::schema(), test_clerk::schema};
    rows::RowsWorld rows_world{.clock = [this] { return clock_; },
                               .shown = [this] { return clock_.value_or(protocol::Time{}); },
                               .journal_end =
                                   [this] {
                                     burn();
                                     return rows::JournalEnd{};
                                   },
                               .chance = rows::test_notes::counting_chance()};
    writer_.emplace(url_, schemas, std::move(rows_world));
    writer_->start();
    World world;
    world.journal_url = engine_.url();
    world.rows_url = url_;
    world.rows = &*writer_;
    world.clock = [this] { return clock_; };
    world.send = [this](const protocol::RequestKey& key, const protocol::Sender& sender,
                        std::span<const std::byte> command, const Answered& answered) {
      burn();
      engine_.send(key, sender, command, answered);
      burn();
    };
    worker_.emplace(make_agent<Clerk>(), std::move(world), [] {}, limits_);
  }

  /// Each is a point at which the process may be killed.
  void burn() {
    if (fuse_ && (*fuse_)-- == 0) throw Killed();
  }

  /// Rounds until there is nothing to do.
  void work() {
    for (int rounds = 0; rounds < 100; ++rounds) {
      worker_->round(now_);
      now_ += std::chrono::seconds(40);
    }
  }

  void write_note(std::uint64_t note) {
    rows::Order order;
    order.name = "write_note";
    order.by.sender = protocol::Sender::staff(3);
    order.decide = [note](rows::Work& work) -> rows::Or<rows::Accepted> {
      NoteRow row;
      row.note = note;
      row.title = std::to_string(note);
      work.add(row);
      work.tell(rows::test_notes::NoteWritten{note});
      return rows::Accepted();
    };
    ASSERT_TRUE(writer_->submit_and_wait(std::move(order))->accepted);
  }

  std::vector<ApprovalRow> approvals() {
    store::Database database(url_, {.access = store::Access::read_only});
    std::vector<ApprovalRow> all;
    rows::for_each_row<ApprovalRow>(database, [&](const ApprovalRow& row) { all.push_back(row); });
    std::ranges::sort(all, {}, &ApprovalRow::listing);
    return all;
  }
  std::int64_t rows_of(std::string_view table) {
    store::Database database(url_, {.access = store::Access::read_only});
    return rows::test_notes::count(database, table);
  }

  TestEngine engine_;
  std::optional<protocol::Time> clock_ = protocol::Time{2'000'000};
  Worker::Clock::time_point now_{};
  Worker::Limits limits_;
  std::optional<int> fuse_;  ///< so many points until it is killed
  std::optional<rows::Writer> writer_;
  std::optional<Worker> worker_;
};

TEST_P(WorkerTest, TellsItsLineWhatBecameOfACommand) {
  write_note(2);
  write_note(3);
  work();
  EXPECT_EQ(engine_.decided(), 2);
  EXPECT_THAT(approvals(), ElementsAre(FieldsAre(2, 4, 1, 1, 1, 1, "none"),
                                       FieldsAre(3, 2, 1, 0, 1, 0, "loan_not_found")));
  EXPECT_EQ(rows_of(WaitingCommand::table), 0);
  EXPECT_EQ(rows_of(WakeUp::table), 0);
}

TEST_P(WorkerTest, GoesByItsOwnNameAndSaysWhatItAnswers) {
  write_note(2);
  work();
  journal::Reader reader(engine_.url());
  const auto group = reader.group_holding(1);
  ASSERT_TRUE(group);
  protocol::Reader body(group->body);
  const protocol::Record record = protocol::read_record(body);
  EXPECT_EQ(record.sender.actor, protocol::Sender::agent(77).actor);
  EXPECT_EQ(record.sender.origin, 1);  // the fact
  EXPECT_EQ(record.key, protocol::request_key(record.sender.actor, "note:2:1"));
}

// The law of this room.
TEST_P(WorkerTest, DoesEachThingOnceWhereverItIsKilled) {
  int points = 0;
  for (bool was_killed = true; was_killed; ++points) {
    const auto listing = static_cast<std::uint64_t>(10 + 10 * points);
    write_note(listing);
    write_note(listing + 1);
    fuse_ = points;
    was_killed = false;
    try {
      work();
      was_killed = *fuse_ < 0;
    } catch (const std::exception&) {
      was_killed = true;
    }
    fuse_.reset();
    open();
    work();
    const auto all = approvals();
    ASSERT_EQ(all.size(), 2 * static_cast<std::size_t>(points + 1));
    EXPECT_THAT(all[all.size() - 2], FieldsAre(listing, 4, 1, 1, 1, 1, "none")) << points;
    EXPECT_THAT(all.back(), FieldsAre(listing + 1, 2, 1, 0, 1, 0, "loan_not_found")) << points;
    EXPECT_EQ(rows_of(WaitingCommand::table), 0);
  }
  EXPECT_GE(points, 7);
}

TEST_P(WorkerTest, SendsAgainUntilTheEngineDecides) {
  engine_.set_unavailable(Refusal::unavailable);
  write_note(2);
  work();
  EXPECT_EQ(worker_->status().waiting, 1);
  EXPECT_EQ(worker_->status().why, Refusal::unavailable);
  EXPECT_EQ(worker_->status().since, clock_);
  open();  // what waits is not forgotten
  engine_.set_unavailable(Refusal::none);
  work();
  EXPECT_EQ(worker_->status().waiting, 0);
  EXPECT_THAT(approvals(), ElementsAre(FieldsAre(2, 4, 1, 1, 1, 1, "none")));
}

TEST_P(WorkerTest, WaitsLongerEachTime) {
  engine_.set_unavailable(Refusal::overloaded);
  write_note(2);
  worker_->round(now_);
  worker_->round(now_);  // takes the answer
  EXPECT_EQ(worker_->next_look(now_), now_ + limits_.pause_min);
  now_ += limits_.pause_min;
  worker_->round(now_);
  worker_->round(now_);
  EXPECT_EQ(worker_->next_look(now_), now_ + 2 * limits_.pause_min);
}

TEST_P(WorkerTest, EndsWithAnIdThatIsAnothers) {
  engine_.set_unavailable(Refusal::request_id_reused);
  write_note(2);
  work();
  EXPECT_THAT(approvals(), ElementsAre(FieldsAre(2, 2, 1, 0, 1, 0, "request_id_reused")));
  EXPECT_EQ(worker_->status().waiting, 0);
}

TEST_P(WorkerTest, HearsNothingWhileTheClockIsInDoubt) {
  write_note(2);
  clock_.reset();
  work();
  clock_ = protocol::Time{2'000'000};
  EXPECT_THAT(approvals(), testing::IsEmpty());
  work();
  EXPECT_EQ(approvals().size(), 1);
}

TEST_P(WorkerTest, IsWokenWhenItIsTimeAndNotBefore) {
  clock_ = protocol::Time{1'000'000};
  worker_->round(now_);
  engine_.approve({2});
  work();
  EXPECT_THAT(approvals(), ElementsAre(FieldsAre(2, 1, 0, 1, 0, 0, "")));
  EXPECT_EQ(rows_of(WakeUp::table), 1);
  clock_ = protocol::Time{1'000'000 + look_again_after_ms - 1};
  work();
  EXPECT_EQ(worker_->next_look(now_), now_ + std::chrono::milliseconds(1));
  EXPECT_EQ(approvals().front().woken, 0);
  clock_ = protocol::Time{1'000'000 + look_again_after_ms};
  work();
  EXPECT_EQ(approvals().front().woken, 1);
}

TEST_P(WorkerTest, ANewOneHearsOfTheJournalWhatComesAfterItsStart) {
  engine_.approve({2});
  work();
  engine_.approve({4});
  work();
  EXPECT_THAT(approvals(), ElementsAre(FieldsAre(4, 2, 0, 1, 0, 1, "")));
}

TEST_P(WorkerTest, HearsWhatComesInThePlaceOfCommandsThatWereLost) {
  work();
  rows::Order order;
  order.name = "as if more had been heard";
  order.decide = [](rows::Work& work) -> rows::Or<rows::Accepted> {
    work.keep(AgentPlace{"test_clerk", 1'000, 0});
    return rows::Accepted();
  };
  ASSERT_TRUE(writer_->submit_and_wait(std::move(order))->accepted);
  open();
  work();
  EXPECT_EQ(worker_->status().place.journal, 0U);
  engine_.approve({2});
  work();
  EXPECT_EQ(approvals().front().approved, 1U);
}

TEST_P(WorkerTest, StandsBeforeWhatItCannotDo) {
  worker_->round(now_);
  engine_.approve({666});
  engine_.approve({2});
  EXPECT_THROW(work(), StepFailed);
  EXPECT_THROW(work(), StepFailed);
  EXPECT_THAT(approvals(), testing::IsEmpty());
  EXPECT_EQ(rows_of("fact"), 0);
}

TEST_P(WorkerTest, GoesNoFurtherWhereAnotherHasGoneOn) {
  work();
  write_note(2);
  rows::Order order;
  order.name = "another";
  order.by.sender = protocol::Sender::agent(77);
  order.decide = [](rows::Work& work) -> rows::Or<rows::Accepted> {
    work.keep(AgentPlace{"test_clerk", 0, 1});
    return rows::Accepted();
  };
  ASSERT_TRUE(writer_->submit_and_wait(std::move(order))->accepted);
  EXPECT_THROW(worker_->round(now_), StepFailed);
  work();  // it has read again how far they are
  EXPECT_THAT(approvals(), testing::IsEmpty());
}

TEST_P(WorkerTest, TakesManyThingsAPartAtATime) {
  limits_ = {.steps = 3, .waiting = 5, .under_way = 2};
  open();
  engine_.set_unavailable(Refusal::unavailable);
  for (std::uint64_t note = 2; note < 22; ++note) write_note(note);
  work();
  EXPECT_EQ(worker_->status().waiting, 6);  // it hears no more
  engine_.set_unavailable(Refusal::none);
  work();
  EXPECT_EQ(approvals().size(), 20);
  for (const ApprovalRow& row : approvals()) EXPECT_EQ(row.ended, 1);
  EXPECT_EQ(engine_.decided(), 20);
}

TEST_P(WorkerTest, NotesHowFarItHasReadWhereThereWasNothingToDo) {
  limits_.unkept = 4;
  open();
  worker_->round(now_);
  base::ByteBuffer command;
  protocol::encode_framed(command, protocol::ApproveListing{{3}});
  const auto refuse = [&](std::uint64_t key) {
    engine_.send({key, 9}, protocol::Sender::staff(1), command.view(), [](const Answer&) {});
  };
  for (std::uint64_t key = 1; key <= 3; ++key) refuse(key);
  worker_->round(now_);
  EXPECT_EQ(worker_->status().place.journal, 0);
  refuse(4);
  worker_->round(now_);
  EXPECT_EQ(worker_->status().place.journal, 4);
  refuse(5);
  worker_->round(now_);
  worker_->keep_place();
  open();
  worker_->round(now_);
  EXPECT_EQ(worker_->status().place.journal, 5);
}

INSTANTIATE_TEST_SUITE_P(Each, WorkerTest, store::each_backend(), store::name_of_backend);

}  // namespace
}  // namespace tributary::agents
