#include "rows/committer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows/test_notes.hpp"
#include "store/fault_disk.hpp"
#include "store/test_databases.hpp"

namespace tributary::rows {
namespace {

using namespace test_notes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// On whatever holds the rows.
template <class Base>
class WithCommitter : public Base {
 protected:
  RowsWorld world() {
    return {.clock = [this] { return now_; },
            .shown = [] { return protocol::Time{77}; },
            .journal_end = [this] { return journal_; },
            .chance = counting_chance()};
  }
  Committer& committer() {
    if (!committer_) committer_.emplace(this->url_, std::span(&schema, 1), world());
    return *committer_;
  }
  Outcome commit(Order order) { return std::move(committer().commit({&order, 1}).front()); }
  store::Database read() {
    return store::Database(this->url_, {.access = store::Access::read_only});
  }
  std::vector<AuditLine> audit() {
    store::Database database = read();
    std::vector<AuditLine> lines;
    store::Statement rows =
        database.prepare("SELECT " + columns_of<AuditLine>() + " FROM audit_line ORDER BY number");
    while (rows.step()) lines.push_back(read_row<AuditLine>(rows));
    return lines;
  }
  std::uint64_t note(std::string_view title) {
    store::Database database = read();
    return note_called(database, title).value();
  }
  std::int64_t rows_of(std::string_view table) {
    store::Database database = read();
    return count(database, table);
  }
  std::optional<std::string> audit_fault() {
    store::Database database = read();
    const RowsState state = *read_rows_state(database);
    return check_audit(database, {state.audit, state.audit_hash});
  }

  std::optional<protocol::Time> now_ = protocol::Time{1'000'000};
  JournalEnd journal_{41, Bytes(32)};
  std::optional<Committer> committer_;
};

class CommitterTest : public WithCommitter<store::EachBackend> {
 protected:
  void TearDown() override { committer_.reset(); }
};

INSTANTIATE_TEST_SUITE_P(Each, CommitterTest, store::each_backend(), store::name_of_backend);

class CommitterOnAFileTest : public WithCommitter<store::StoreTest> {
 protected:
  void SetUp() override { make(store::Backend::sqlite); }
};

TEST_P(CommitterTest, KeepsTheRowTheAuditLineAndTheFactOfWhatIsAccepted) {
  const Outcome outcome = commit(order_of(WriteNote{"tea", "green"}, "a"));
  EXPECT_TRUE(outcome.accepted);
  EXPECT_EQ(outcome.response.status, 201);
  EXPECT_THAT(outcome.response.body, HasSubstr(R"("title":"tea","opened_by":"sesame")"));
  EXPECT_THAT(outcome.response.headers, ElementsAre(std::pair("ETag", "\"1\"")));

  store::Database database = read();
  const auto row = Table<NoteRow>(database).find(note_called(database, "tea").value());
  ASSERT_TRUE(row);
  EXPECT_EQ(row->text, "green");
  const FactRow fact = Table<FactRow>(database).get(1);
  EXPECT_EQ(fact.word, "note_written");
  EXPECT_EQ(decoded<NoteWritten>(fact.body).note, row->note);
  ASSERT_EQ(audit().size(), 1);
  const AuditLine line = audit().front();
  EXPECT_EQ(line.order_name, "write_note");
  EXPECT_EQ(line.actor, protocol::ActorId::of(protocol::ActorKind::staff, 3));
  EXPECT_EQ(line.address, "192.0.2.1");
  EXPECT_EQ(line.time.ms, 1'000'000);
  EXPECT_EQ(line.changes,
            R"([{"table":"test_note","key":")" + std::to_string(row->note) +
                R"(","after":{"note":)" + std::to_string(row->note) +
                R"(,"version":1,"title":"tea","text":"green","opened_by":"hidden"}}])");
}

TEST_P(CommitterTest, SaysWhereTheJournalWas) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  journal_ = {42, Bytes(32, std::byte{7})};
  commit(order_of(WriteNote{"milk", {}}, "b"));
  store::Database database = read();
  const RowsState state = *read_rows_state(database);
  EXPECT_EQ(state.number, 2);
  EXPECT_EQ(state.journal_sequence, 42);
  EXPECT_EQ(state.journal_hash, Bytes(32, std::byte{7}));
}

TEST_P(CommitterTest, ChangesNothingForARefusedOne) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  const Outcome outcome = commit(order_of(WriteNote{"tea", {}}, "b"));
  EXPECT_FALSE(outcome.accepted);
  EXPECT_EQ(outcome.response.status, 409);
  EXPECT_EQ(outcome.response.content_type, http::problem_type);
  EXPECT_THAT(outcome.response.body, HasSubstr(R"("code":"test_title_taken")"));
  store::Database database = read();
  EXPECT_THAT(outcome.response.body,
              HasSubstr("note " + std::to_string(*note_called(database, "tea")) + " has it"));
  EXPECT_EQ(count(database, "test_note"), 1);
  EXPECT_EQ(count(database, "audit_line"), 1);
  EXPECT_EQ(count(database, "fact"), 1);
}

TEST_P(CommitterTest, TellsARepeatItsFirstAnswerWithoutSecrets) {
  const Outcome first = commit(order_of(WriteNote{"tea", {}}, "a"));
  const Outcome again = commit(order_of(WriteNote{"tea", {}}, "a"));
  EXPECT_TRUE(again.repeated);
  EXPECT_TRUE(again.accepted);
  EXPECT_EQ(again.response.status, 201);
  EXPECT_EQ(again.response.headers, first.response.headers);
  EXPECT_THAT(again.response.body, HasSubstr(R"("opened_by":"secret_shown")"));
  store::Database database = read();
  EXPECT_EQ(count(database, "test_note"), 1);
}

TEST_P(CommitterTest, TellsARepeatOfARefusedOneTheSameBytes) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  const Outcome first = commit(order_of(WriteNote{"tea", {}}, "b"));
  commit(order_of(EraseNote{note("tea")}, "c"));
  const Outcome again = commit(order_of(WriteNote{"tea", {}}, "b"));
  EXPECT_TRUE(again.repeated);
  EXPECT_FALSE(again.accepted);
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_EQ(again.response.content_type, http::problem_type);
}

TEST_P(CommitterTest, SendsNoAnswerThatNobodyWrote) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  for (const char* status : {"0", "302", "99999"}) {
    Order damage = order_of(WriteNote{"tea", {}}, "");
    damage.decide = [=](Work& work) {
      work.database().execute("UPDATE order_answer SET status = " + std::string(status));
      return Accepted();
    };
    ASSERT_TRUE(commit(std::move(damage)).accepted);
    const std::vector<Order> orders{order_of(WriteNote{"tea", {}}, "a"),
                                    order_of(WriteNote{status, {}}, status)};
    const auto outcomes = committer().commit(orders);
    EXPECT_EQ(outcomes[0].response.status, 503) << status;
    EXPECT_TRUE(outcomes[1].accepted);
  }
}

TEST_P(CommitterTest, RefusesAnotherOrderUnderAKeyThatWasUsed) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  const Outcome other = commit(order_of(WriteNote{"milk", {}}, "a"));
  EXPECT_FALSE(other.accepted);
  EXPECT_THAT(other.response.body, HasSubstr("request_id_reused"));
  EXPECT_EQ(rows_of("test_note"), 1);
}

TEST_P(CommitterTest, DecidesEachOrderOfAGroupAfterTheOnesBeforeIt) {
  const std::vector<Order> orders{
      order_of(WriteNote{"tea", {}}, "a"), order_of(WriteNote{"tea", {}}, "b"),
      order_of(WriteNote{"tea", {}}, "a"), order_of(WriteNote{"milk", {}}, "c")};
  const auto outcomes = committer().commit(orders);
  ASSERT_EQ(outcomes.size(), 4);
  EXPECT_TRUE(outcomes[0].accepted);
  EXPECT_EQ(outcomes[1].response.status, 409);
  EXPECT_TRUE(outcomes[2].repeated);
  EXPECT_TRUE(outcomes[3].accepted);
  EXPECT_EQ(committer().state().number, 1);
  EXPECT_EQ(committer().state().audit, 2);
  EXPECT_EQ(committer().state().fact, 2);
  EXPECT_EQ(audit_fault(), std::nullopt);
}

TEST_P(CommitterTest, LetsNoOrderThatCannotBeDoneTakeOthersWithIt) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  const std::vector<Order> orders{
      order_of(WriteNote{"milk", {}}, "b"), order_of(WriteNote{"tea", "forgetful"}, "c"),
      order_of(WriteNote{"broken", {}}, "d"), order_of(WriteNote{"rum", {}}, "e")};
  const auto outcomes = committer().commit(orders);
  EXPECT_TRUE(outcomes[0].accepted);
  EXPECT_EQ(outcomes[1].response.status, 503);
  EXPECT_EQ(outcomes[2].response.status, 503);
  EXPECT_TRUE(outcomes[3].accepted);
  EXPECT_EQ(rows_of("test_note"), 3);
  EXPECT_EQ(rows_of("order_answer"), 3) << "who asks again may be lucky";
  EXPECT_THAT(
      committer().changed_rows(),
      ElementsAre(ChangedRow{"fact", "2"}, ChangedRow{"test_note", std::to_string(note("milk"))},
                  ChangedRow{"fact", "3"}, ChangedRow{"test_note", std::to_string(note("rum"))}));
  EXPECT_EQ(audit_fault(), std::nullopt);
}

TEST_P(CommitterTest, ChangesARowThatIsStillTheOneThatWasRead) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  const std::uint64_t tea = note("tea");
  const Outcome changed = commit(order_of(ChangeNote{tea, "black"}, "b", 1));
  EXPECT_TRUE(changed.accepted);
  EXPECT_THAT(changed.response.headers, ElementsAre(std::pair("ETag", "\"2\"")));
  const Outcome late = commit(order_of(ChangeNote{tea, "white"}, "c", 1));
  EXPECT_EQ(late.response.status, 412);
  EXPECT_THAT(late.response.body, HasSubstr("it is at version 2 now"));
  EXPECT_TRUE(commit(order_of(ChangeNote{tea, "white"}, "d")).accepted) << "any version";
  EXPECT_EQ(commit(order_of(ChangeNote{tea + 1, "white"}, "e")).response.status, 404);
  EXPECT_THAT(audit()[1].changes, HasSubstr(R"("before":{"note":)"));
  EXPECT_THAT(audit()[1].changes, HasSubstr(R"("text":"black")"));
}

TEST_P(CommitterTest, DecidesNothingWhileTheClockIsInDoubt) {
  committer();
  now_.reset();
  EXPECT_THAT(commit(order_of(WriteNote{"tea", {}}, "a")).response.body,
              HasSubstr("clock_not_confirmed"));
  Order urgent = order_of(WriteNote{"milk", {}}, "b");
  urgent.even_in_doubt = true;
  EXPECT_TRUE(commit(std::move(urgent)).accepted);
  EXPECT_EQ(audit().front().time.ms, 77);
  now_ = protocol::Time{5};
  EXPECT_TRUE(commit(order_of(WriteNote{"tea", {}}, "a")).accepted) << "it was not decided before";
}

/// A clock that was wrong for an hour holds no later time up: lines are in the order of numbers.
TEST_P(CommitterTest, TimeIsThatOfTheClock) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  committer_.reset();
  now_ = protocol::Time{5};
  commit(order_of(WriteNote{"milk", {}}, "b"));
  EXPECT_EQ(audit()[1].time.ms, 5);
  EXPECT_EQ(audit()[1].number, 2);
  EXPECT_EQ(audit_fault(), std::nullopt);
}

TEST_P(CommitterTest, WritesNothingForRepeats) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  commit(order_of(WriteNote{"tea", {}}, "a"));
  commit(order_of(WriteNote{"milk", {}}, "a"));
  EXPECT_EQ(committer().state().number, 1);
}

TEST_P(CommitterTest, ForgetsAnswersThatAreTooOld) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  now_->ms += answers_kept_ms;
  commit(order_of(WriteNote{"milk", {}}, "b"));
  EXPECT_EQ(rows_of("order_answer"), 2) << "not yet";
  now_->ms += 1'000;
  commit(order_of(WriteNote{"rum", {}}, "c"));
  EXPECT_EQ(rows_of("order_answer"), 2);
  EXPECT_TRUE(commit(order_of(WriteNote{"milk", {}}, "b")).repeated);
}

TEST_P(CommitterTest, GivesWayWhereSomebodyElseHasWritten) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  Order order = order_of(WriteNote{"milk", {}}, "b");
  order.decide = [decide = std::move(order.decide)](Work& work) {
    // As on a disk of the network, whose locks hold nobody off.
    work.database().execute("UPDATE row_state SET number = number + 1");
    return decide(work);
  };
  EXPECT_EQ(commit(std::move(order)).response.status, 503);
  EXPECT_EQ(rows_of("test_note"), 1);
}

TEST_P(CommitterTest, SaysSinceWhenRowsCannotBeWritten) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  EXPECT_EQ(committer().trouble().words(), std::nullopt);
  const auto fail = [&](std::string_view title) {
    Order order = order_of(WriteNote{std::string(title), {}}, title);
    order.decide = [](Work&) -> Or<Accepted> {
      throw store::StoreFault(store::FaultKind::full, 0, "the disk is full");
    };
    const std::vector<Order> orders{order, order};
    for (const Outcome& outcome : committer().commit(orders)) {
      EXPECT_TRUE(outcome.failed);
      EXPECT_EQ(outcome.response.status, 503);
    }
  };
  testing::internal::CaptureStderr();
  for (const char* title : {"milk", "rum", "gin"}) fail(title);
  EXPECT_EQ(committer().trouble().words(),
            "the platform's rows (platform.db: tokens, plans) cannot be written since "
            "1970-01-01T00:00:00.077Z: the disk is full");
  EXPECT_FALSE(commit(order_of(WriteNote{"tea", {}}, "")).accepted);
  EXPECT_NE(committer().trouble().words(), std::nullopt) << "a refusal writes nothing";
  EXPECT_TRUE(commit(order_of(WriteNote{"milk", {}}, "milk")).accepted);
  EXPECT_EQ(committer().trouble().words(), std::nullopt);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(log, '\n'), 2) << log;
  EXPECT_THAT(log, HasSubstr("rows_unavailable"));
  EXPECT_THAT(log, HasSubstr("written again; 6 orders were turned away: the disk is full"));
}

/// Whoever can send an order that cannot be done must not fill the disk with the log of it.
TEST_P(CommitterTest, BoundsTheLogOfAnOrderThatCannotBeDone) {
  committer();
  testing::internal::CaptureStderr();
  for (const char* id : {"a", "b", "c"}) {
    EXPECT_TRUE(commit(order_of(WriteNote{"broken", {}}, id)).failed);
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
  EXPECT_THAT(log, HasSubstr("write_note cannot be done: a note that nobody can write"));
  EXPECT_EQ(committer().trouble().words(), std::nullopt);
}

TEST_P(CommitterTest, KeepsOffTheRowsOfAnotherPlatform) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  committer_.reset();
  const auto of = [&](std::byte platform) {
    RowsWorld whose = world();
    whose.platform = Bytes(16, platform);
    return Committer(url_, std::span(&schema, 1), std::move(whose));
  };
  {
    Committer own = of(std::byte{1});
    Order order = order_of(WriteNote{"milk", {}}, "b");
    EXPECT_TRUE(own.commit({&order, 1}).front().accepted);
  }
  EXPECT_THROW(of(std::byte{2}), store::StoreFault);
  EXPECT_NO_THROW(of(std::byte{1}));
}

TEST_P(CommitterTest, LearnsOfACommitThatHappenedAfterAll) {
  commit(order_of(WriteNote{"tea", {}}, "a"));
  EXPECT_FALSE(committer().take_surprise());
  Order broken = order_of(WriteNote{"broken", {}}, "b");
  commit(std::move(broken));  // its connection is left
  {
    store::Database database(url_);  // what was under way is seen once it is opened again
    database.execute("UPDATE row_state SET number = number + 1");
  }
  EXPECT_TRUE(commit(order_of(WriteNote{"milk", {}}, "c")).accepted);
  EXPECT_TRUE(committer().take_surprise());
  EXPECT_FALSE(committer().take_surprise()) << "once";
}

TEST_F(CommitterOnAFileTest, LivesThroughEachFaultOfTheDisk) {
  int requests_left = -1;  // before the disk fails; -1: it does not
  store::FaultDisk disk([&](const store::FaultDisk::Request&) {
    if (requests_left > 0) --requests_left;
    return requests_left == 0 ? store::FaultDisk::Outcome::full : store::FaultDisk::Outcome::good;
  });
  url_ += disk.url_suffix();
  committer();
  bool has_failed = true;
  int faults = 0;
  for (int requests = 1; has_failed; ++requests) {
    const std::string title = "note " + std::to_string(requests);
    requests_left = requests;
    const Outcome first = commit(order_of(WriteNote{title, {}}, title));
    has_failed = !first.accepted;
    requests_left = -1;
    if (!has_failed) break;
    ++faults;
    EXPECT_EQ(first.response.status, 503);
    EXPECT_NE(committer().trouble().words(), std::nullopt);
    const Outcome again = commit(order_of(WriteNote{title, {}}, title));
    EXPECT_TRUE(again.accepted) << again.response.body;
    // What was written after all is found, and not written again.
    EXPECT_EQ(committer().trouble().words().has_value(), again.repeated);
    EXPECT_EQ(rows_of("test_note"), requests);
    EXPECT_EQ(rows_of("audit_line"), requests);
    EXPECT_EQ(rows_of("fact"), requests);
    EXPECT_EQ(audit_fault(), std::nullopt);
  }
  EXPECT_GT(faults, 1);
  committer_.reset();  // before its disk
}

TEST_F(CommitterOnAFileTest, TellsWhatWasDoneToTheAudit) {
  for (const char* title : {"tea", "milk", "rum"}) commit(order_of(WriteNote{title, {}}, title));
  committer_.reset();
  EXPECT_EQ(audit_fault(), std::nullopt);
  const auto told_after = [&](const std::string& sql) {
    store::TemporaryFolder copy;
    std::filesystem::copy(store::file_of(url_), copy.path() / "platform.db");
    store::Database database(copy.url("platform.db"));
    database.execute(sql);
    const RowsState state = *read_rows_state(database);
    return check_audit(database, {state.audit, state.audit_hash}).value_or("");
  };
  EXPECT_EQ(told_after("UPDATE audit_line SET address = '192.0.2.2' WHERE number = 2"),
            "audit line 2 is not what was written");
  EXPECT_EQ(told_after("UPDATE audit_line SET time = time + 1 WHERE number = 3"),
            "audit line 3 is not what was written");
  EXPECT_EQ(told_after("DELETE FROM audit_line WHERE number = 2"),
            "audit line 2 is missing: audit line 3 comes after 1");
  EXPECT_EQ(told_after("DELETE FROM audit_line WHERE number = 3"),
            "the audit ends at line 2, and the last one written is 3");
  EXPECT_EQ(told_after("UPDATE audit_line SET changes = '' WHERE number = 1"),
            "audit line 1 is not what was written");
}

}  // namespace
}  // namespace tributary::rows
