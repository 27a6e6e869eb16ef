#include "ring/pipeline.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stop_token>
#include <thread>

#include "journal/reader.hpp"
#include "ring/local_outlet.hpp"
#include "ring/platform_accounts.hpp"
#include "ring/recovery.hpp"
#include "store/temporary_folder.hpp"

namespace tributary::ring {
namespace {

using namespace protocol;

constexpr Sender staff = Sender::staff(1);

/// A pipeline over a real journal, as a process has it, without the web.
struct Process {
  explicit Process(const std::filesystem::path& path)
      : folder(path),
        journal((folder.create(), folder.journal_url())),
        epoch(journal.begin_epoch()),
        recovered(recover(engine, folder, true)),
        pipeline(engine, journal,
                 {.queue_age_max = std::chrono::hours(1),
                  .epoch = epoch,
                  .clock = [this] { return clock; },
                  .on_durable = {}}),
        repeats(folder.journal_url()),
        local(std::make_shared<LocalOutlet>(pipeline, repeats)) {
    pipeline.add(local);
    pipeline.start();
  }

  std::optional<Time> clock{{1'700'000'000'000}};  ///< set between two calls only
  DataFolder folder;
  journal::Journal journal;
  std::uint64_t epoch;
  engine::Engine engine;
  Recovered recovered;
  Pipeline pipeline;
  RepeatReader repeats;
  std::shared_ptr<LocalOutlet> local;
};

/// Counts what it is handed and in which order.
struct Counter final : Outlet {
  static constexpr std::uint32_t number = 1U << 20;
  void deliver(const std::shared_ptr<const GroupInFlight>& group) override {
    for (const Reply& reply : group->replies) {
      if (reply.origin.outlet != number) continue;
      in_order = in_order && reply.origin.generation == answered + 1;
      ++answered;
    }
  }
  std::uint64_t answered = 0;
  bool in_order = true;
};

TEST(Pipeline, AnswersWithWhatIsDurable) {
  const store::TemporaryFolder folder;
  Process process(folder.path());
  const auto outcome = process.local->call(staff, "open", OpenAccount{{7}});
  EXPECT_EQ(outcome.refusal, Refusal::none);
  EXPECT_EQ(outcome.sequence, 1U);
  EXPECT_EQ(process.journal.position().last_sequence, 1U);
}

TEST(Pipeline, TellsARepeatedAndAReusedRequest) {
  const store::TemporaryFolder folder;
  Process process(folder.path());
  process.local->call(staff, "open", OpenAccount{{7}});
  const auto again = process.local->call(staff, "open", OpenAccount{{7}});
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.sequence, 1U);
  const auto other = process.local->call(staff, "open", OpenAccount{{8}});
  EXPECT_EQ(other.refusal, Refusal::request_id_reused);
  EXPECT_EQ(process.journal.position().last_sequence, 1U);
}

TEST(Pipeline, DecidesNothingWhileTheClockIsInDoubt) {
  const store::TemporaryFolder folder;
  Process process(folder.path());
  process.local->call(staff, "open", OpenAccount{{7}});
  process.clock.reset();
  const auto outcome = process.local->call(staff, "other", OpenAccount{{8}});
  EXPECT_EQ(outcome.refusal, Refusal::clock_not_confirmed);
  EXPECT_EQ(outcome.sequence, 0U);
  const auto again = process.local->call(staff, "open", OpenAccount{{7}});
  EXPECT_TRUE(again.repeated && again.sequence == 1) << "what was decided before has its answer";
  EXPECT_EQ(process.journal.position().last_sequence, 1U) << "there is no record of it";
  std::promise<Answer> answer;
  process.local->ask(staff, AccountQuery{{1}}, [&](const Answer& told) { answer.set_value(told); });
  EXPECT_TRUE(std::holds_alternative<AccountView>(answer.get_future().get()));

  process.clock = Time{1'700'000'000'001};
  EXPECT_EQ(process.local->call(staff, "other", OpenAccount{{8}}).sequence, 2U) << "unused before";
}

/// A wrong clock was confirmed, then the right one: from the first command on that counts, and it
/// is said once a minute.
TEST(Pipeline, TellsTheEngineAClockThatWasSetBack) {
  const store::TemporaryFolder folder;
  Process process(folder.path());
  const Time right{1'700'000'000'000};
  const Time wrong{right.ms + 8 * 86'400'000};
  process.clock = wrong;
  process.local->call(staff, "open", OpenAccount{{7}});
  process.clock = right;
  const auto day = process.local->call(staff, "day", BeginBusinessDay{money::Date{19'675 + 8}});
  EXPECT_EQ(day.refusal, Refusal::business_day_not_confirmed) << "that day was the wrong clock's";
  EXPECT_EQ(day.sequence, 3U);
  EXPECT_EQ(process.local->call(staff, "next", OpenAccount{{8}}).sequence, 4U);
}

/// A question alone is enough, and small corrections of a clock are nothing to tell.
TEST(Pipeline, TellsItBeforeAQuestionIsAnswered) {
  const store::TemporaryFolder folder;
  Process process(folder.path());
  process.local->call(staff, "open", OpenAccount{{7}});
  const auto ask = [&] {
    std::promise<Answer> answer;
    process.local->ask(staff, AccountQuery{{1}},
                       [&](const Answer& told) { answer.set_value(told); });
    answer.get_future().get();
    return process.journal.position().last_sequence;
  };
  const Time ahead = *process.clock;
  process.clock = Time{ahead.ms - 60'000};
  EXPECT_EQ(ask(), 1U);
  process.clock = Time{ahead.ms - 3'600'000};
  EXPECT_EQ(ask(), 2U);
  process.clock->ms += 59'999;
  EXPECT_EQ(ask(), 2U);
  process.clock->ms += 1;
  EXPECT_EQ(ask(), 3U);
  process.clock = Time{ahead.ms - 2 * 3'600'000};
  EXPECT_EQ(ask(), 4U);
  process.pipeline.stop();
  EXPECT_EQ(process.engine.state().now, ahead);
  EXPECT_EQ(process.engine.state().time(), *process.clock);
}

TEST(Pipeline, AnswersEveryoneInTheOrderOfArrival) {
  const store::TemporaryFolder folder;
  auto process = std::make_unique<Process>(folder.path());
  // Outlets come before the start; this one stands beside the process's own.
  process->pipeline.stop();
  engine::Engine engine;
  journal::Journal& journal = process->journal;
  Pipeline pipeline(engine, journal,
                    {.queue_age_max = std::chrono::hours(1),
                     .epoch = journal.begin_epoch(),
                     .clock = [] { return Time{1'700'000'000'000}; },
                     .on_durable = {}});
  const auto counter = std::make_shared<Counter>();
  pipeline.add(counter);
  pipeline.start();
  constexpr std::uint64_t commands = 5000;
  for (std::uint64_t i = 1; i <= commands; ++i) {
    base::ByteBuffer bytes;
    encode_framed(bytes, OpenAccount{{i + 10}});
    Batch batch;
    batch.add({Counter::number, 0, i},
              {request_key(staff.actor, std::to_string(i)), staff, 0, bytes.view()});
    pipeline.inbox().put(batch);
  }
  pipeline.stop();
  EXPECT_EQ(counter->answered, commands);
  EXPECT_TRUE(counter->in_order);
  EXPECT_EQ(journal.position().last_sequence, commands);
  EXPECT_EQ(pipeline.figures().durable_sequence, commands);
}

/// Bytes of all records in a journal.
std::uint64_t bytes_in(const std::string& journal_url) {
  std::uint64_t bytes = 0;
  journal::Reader reader(journal_url);
  for (journal::Group group; reader.next(group);) bytes += group.body.size();
  return bytes;
}

TEST(Pipeline, CountsWhatItHasDone) {
  const store::TemporaryFolder folder;
  Process process(folder.path());
  const PipelineFigures& figures = process.pipeline.figures();
  std::vector<std::size_t> groups;
  process.pipeline.figures().on_group = [&](std::size_t records, double seconds) {
    groups.push_back(records);
    EXPECT_GE(seconds, 0);
    EXPECT_LT(seconds, 60);
  };
  const auto call = [&](std::string_view id, const auto& command) {
    return process.local->call(staff, id, command).refusal;
  };
  open_platform_accounts(*process.local);
  constexpr std::size_t own = platform_account_kinds.size();
  const AccountId payer{own + 1};
  const AccountId other{own + 2};
  EXPECT_EQ(call("payer", OpenAccount{{7}}), Refusal::none);
  EXPECT_EQ(call("other", OpenAccount{{8}}), Refusal::none);
  EXPECT_EQ(call("first", RecordDeposit{payer, {300}, {"1"}}), Refusal::none);
  const PostingId first{own + 3};
  EXPECT_EQ(call("second", RecordDeposit{other, {500}, {"2"}}), Refusal::none);
  EXPECT_EQ(figures.standings[0].cash_minor, 800);
  EXPECT_EQ(call("transfer", TransferFunds{payer, other, {100}, ""}), Refusal::none);
  EXPECT_EQ(call("bounce", BounceDeposit{first, ""}), Refusal::none);
  EXPECT_EQ(figures.business_day, 0);
  EXPECT_EQ(call("day", BeginBusinessDay{money::Date{19'675}}), Refusal::none);
  EXPECT_EQ(figures.refusals, 0U);
  EXPECT_EQ(call("third", RecordDeposit{{99}, {1}, {"3"}}), Refusal::account_not_found);
  constexpr std::size_t commands = own + 8;

  const auto expect_counted = [&](std::size_t written, std::size_t together) {
    EXPECT_EQ(figures.groups, written);
    EXPECT_EQ(figures.records, written + together);
    EXPECT_EQ(figures.durable_sequence, written + together);
    EXPECT_EQ(figures.bytes, bytes_in(process.folder.journal_url()));
    EXPECT_EQ(figures.refusals, 1U);
    EXPECT_EQ(figures.engine_time_ms, process.clock->ms);
    EXPECT_EQ(figures.business_day, 19'675);
    EXPECT_EQ(figures.standings[0].cash_minor, 500) << "of 800 the bank took 300 back";
    EXPECT_EQ(figures.standings[0].debts_minor, 100) << "who paid 100 of it on had 200";
    EXPECT_EQ(figures.standings[0].gap_minor, 100);
    EXPECT_EQ(figures.standings[1].cash_minor, 0);
  };
  expect_counted(commands, 0);
  EXPECT_EQ(figures.repeats, 0U);
  EXPECT_TRUE(process.local->call(staff, "payer", OpenAccount{{7}}).repeated);
  EXPECT_EQ(call("payer", OpenAccount{{9}}), Refusal::request_id_reused);
  expect_counted(commands, 0);
  EXPECT_EQ(figures.repeats, 1U) << "an id for something else is no repeat";

  Batch batch;
  for (std::uint64_t party = 10; party < 13; ++party) {
    base::ByteBuffer bytes;
    encode_framed(bytes, OpenAccount{{party}});
    batch.add({Counter::number, 0, 0},
              {request_key(staff.actor, std::to_string(party)), staff, 0, bytes.view()});
  }
  process.pipeline.inbox().put(batch);
  process.pipeline.stop();
  expect_counted(commands + 1, 2);
  std::vector<std::size_t> expected(commands, 1);
  expected.push_back(3);
  EXPECT_EQ(groups, expected);
}

/// Before anything is written, as after a start.
TEST(Pipeline, TellsWhereItStandsFromItsStart) {
  const store::TemporaryFolder folder;
  {
    Process process(folder.path());
    open_platform_accounts(*process.local);
    process.local->call(staff, "open", OpenAccount{{7}});
    process.local->call(staff, "deposit",
                        RecordDeposit{AccountId{platform_account_kinds.size() + 1}, {300}, {"1"}});
    process.local->call(staff, "day", BeginBusinessDay{money::Date{19'675}});
  }
  const Process process(folder.path());
  const PipelineFigures& figures = process.pipeline.figures();
  EXPECT_EQ(figures.durable_sequence, platform_account_kinds.size() + 3);
  EXPECT_EQ(figures.business_day, 19'675);
  EXPECT_EQ(figures.engine_time_ms, process.clock->ms);
  EXPECT_EQ(figures.standings[0].cash_minor, 300);
  EXPECT_EQ(figures.records, 0U);
}

TEST(Recovery, ComesToTheSameStateWithAndWithoutASnapshot) {
  const store::TemporaryFolder folder;
  std::uint64_t hash = 0;
  {
    Process process(folder.path());
    open_platform_accounts(*process.local);
    for (std::uint64_t party = 1000; party < 1100; ++party) {
      const std::string name = std::to_string(party);
      process.local->call(staff, "open-" + name, protocol::OpenAccount{{party}});
      process.local->call(staff, "cash-" + name,
                          protocol::RecordDeposit{{party - 992}, {100'00}, name});
    }
    process.pipeline.stop();
    hash = process.engine.state().hash.value();
    write_snapshot(process.engine.state(), process.journal.position(), process.folder);
  }
  const DataFolder data(folder.path());
  for (const bool use_snapshot : {true, false}) {
    engine::Engine engine;
    const Recovered recovered = recover(engine, data, use_snapshot);
    EXPECT_EQ(engine.state().hash.value(), hash);
    EXPECT_EQ(recovered.records == 0, use_snapshot);
  }
}

/// Goes on appending one group after the other, as a leader does who has not heard that it is
/// deposed, and counts those that are durable.
void lead_until_fenced(const std::stop_token& stopping, journal::Journal& journal,
                       std::uint64_t epoch, std::atomic<std::uint64_t>& appended) {
  engine::Engine engine;
  try {
    for (std::uint64_t party = 1000; !stopping.stop_requested(); ++party) {
      engine.begin_group({1'700'000'000'000});
      base::ByteBuffer command;
      encode_framed(command, OpenAccount{{party}});
      base::ByteBuffer body;
      engine.execute({request_key(staff.actor, std::to_string(party)), staff, 0, command.view()},
                     body);
      journal.append({.first_sequence = engine.state().sequence,
                      .record_count = 1,
                      .epoch = epoch,
                      .time_ms = engine.state().now.ms,
                      .state_hash = engine.state().hash.value(),
                      .format = record_format,
                      .rules = engine::rules_version},
                     body.view());
      ++appended;
      // Who never lets go of the file is not deposed: SQLite gives nobody a turn.
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  } catch (const journal::JournalFenced&) {
    return;  // now it has heard
  }
}

TEST(Recovery, ATakeoverReadsAllThatTheOldLeaderWroteAndGoesOn) {
  const store::TemporaryFolder folder;
  const DataFolder data(folder.path());
  data.create();
  journal::Journal old(data.journal_url());
  const std::uint64_t old_epoch = old.begin_epoch();
  std::atomic<std::uint64_t> appended{0};
  std::jthread leader([&](const std::stop_token& stopping) {
    lead_until_fenced(stopping, old, old_epoch, appended);
  });
  while (appended < 20) std::this_thread::yield();
  // As on a machine that has lost sight of the other one.
  std::filesystem::remove(folder.path() / "journal.db-writer");
  {
    Process next(folder.path());
    leader.join();
    EXPECT_EQ(next.recovered.records, appended);
    EXPECT_EQ(next.local->call(staff, "mine", OpenAccount{{7}}).sequence, appended + 1);
  }
  engine::Engine engine;
  EXPECT_EQ(recover(engine, data, false).records, appended + 1);
}

TEST(Recovery, ASecondStartOpensNoMoreAccounts) {
  const store::TemporaryFolder folder;
  std::uint64_t sequence = 0;
  {
    Process process(folder.path());
    open_platform_accounts(*process.local);
    sequence = process.journal.position().last_sequence;
  }
  Process process(folder.path());
  open_platform_accounts(*process.local);
  EXPECT_EQ(process.journal.position().last_sequence, sequence);
}

}  // namespace
}  // namespace tributary::ring
