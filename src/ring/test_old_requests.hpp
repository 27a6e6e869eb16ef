#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "ring/local_outlet.hpp"
#include "ring/old_requests.hpp"
#include "ring/pipeline.hpp"
#include "ring/recovery.hpp"

/// For tests: a platform that remembers few request ids, without the web.
namespace tributary::ring {

using namespace protocol;

inline constexpr Sender staff = Sender::staff(1);
inline constexpr Sender channel = Sender::partner(7);
inline constexpr std::size_t generation = 20;

inline engine::Engine& bounded(engine::Engine& engine) {
  engine.bound_requests(generation);
  return engine;
}

/// Keeps what it is handed, for a test that knows the requests by their numbers.
class Kept final : public Outlet {
 public:
  static constexpr std::uint32_t number = 1U << 20;

  void deliver(const std::shared_ptr<const GroupInFlight>& group) override {
    const std::lock_guard lock(mutex_);
    for (const Reply& reply : group->replies) {
      if (reply.origin.outlet != number) continue;
      replies_[reply.origin.generation] = reply;
      if (reply.kind == Reply::Kind::answer) {
        answers_[reply.origin.generation] = group->answers.at(reply.offset);
      }
    }
  }
  /// Once so many have come.
  std::map<std::uint64_t, Reply> replies(std::size_t count) const {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (;;) {
      {
        const std::lock_guard lock(mutex_);
        if (replies_.size() >= count) return replies_;
      }
      if (std::chrono::steady_clock::now() > give_up) return {};
      std::this_thread::yield();
    }
  }
  Answer answer(std::uint64_t item) const {
    const std::lock_guard lock(mutex_);
    return answers_.at(item);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Reply> replies_;
  std::map<std::uint64_t, Answer> answers_;
};

/// A pipeline with its index over a real journal, as a process has it, without the web. It
/// remembers few ids, so that most are old.
struct Process {
  explicit Process(const std::filesystem::path& path, bool use_snapshot = true)
      : folder(path),
        journal((folder.create(), folder.journal_url())),
        archive(folder),
        old_requests(archive, std::chrono::milliseconds(1)),
        recovered(recover(bounded(engine), folder, use_snapshot, {},
                          [this](engine::Engine& told) { archive.follow(told); })),
        pipeline(engine, journal,
                 {.queue_age_max = std::chrono::hours(1),
                  .epoch = journal.begin_epoch(),
                  .clock = [] { return Time{1'700'000'000'000}; },
                  .old_requests = &old_requests,
                  .on_durable =
                      [this](const GroupInFlight& group) {
                        if (group.record_count != 0) old_requests.durable(group.last_sequence());
                      }}),
        repeats(folder.journal_url()),
        local(std::make_shared<LocalOutlet>(pipeline, repeats)) {
    pipeline.add(local);
    pipeline.add(kept);
    old_requests.durable(recovered.end.last_sequence);
    old_requests.start(pipeline.inbox());
    pipeline.start();
  }
  ~Process() { stop(); }

  void stop() {
    pipeline.stop();
    old_requests.stop();
  }
  void stop_with_a_snapshot() {
    stop();
    write_snapshot(engine.state(), journal.position(), folder);
  }

  LocalOutlet::Outcome open_account(std::uint64_t number, std::uint64_t party) const {
    return local->call(staff, "open-" + std::to_string(number), OpenAccount{{party}});
  }
  LocalOutlet::Outcome open_account(std::uint64_t number) const {
    return open_account(number, 1000 + number);
  }
  /// What a deposit needs: four commands, of which the last opens account 4.
  void open_accounts_for_deposits() const {
    for (const AccountKind kind :
         {AccountKind::custodian, AccountKind::own_money, AccountKind::gap}) {
      local->call(staff, "kind-" + std::to_string(static_cast<int>(kind)),
                  OpenAccount{platform_party, kind, Currency::CNY});
    }
    local->call(staff, "member", OpenAccount{{1000}});
  }
  /// Under the bank's reference of that number.
  LocalOutlet::Outcome deposit(const char* id, std::uint64_t number) const {
    return local->call(channel, id + std::to_string(number),
                       RecordDeposit{{4}, {100}, {"R" + std::to_string(number)}});
  }
  void open_accounts(std::uint64_t first, std::uint64_t last) const {
    for (auto number = first; number <= last; ++number) {
      const auto outcome = open_account(number);
      ASSERT_EQ(outcome.refusal, Refusal::none);
      ASSERT_FALSE(outcome.repeated) << number;
      ASSERT_EQ(outcome.sequence, number);
    }
  }
  /// All that was opened is answered as it was the first time, or that its id was used.
  void expect_known(std::uint64_t first, std::uint64_t last) const {
    for (auto number = first; number <= last; ++number) {
      const auto again = open_account(number);
      ASSERT_TRUE(again.repeated) << number;
      ASSERT_EQ(again.sequence, number);
      ASSERT_EQ(open_account(number, 5'000'000).refusal, Refusal::request_id_reused) << number;
    }
  }
  /// Until the files hold all that was closed, in as few files as can be.
  void settle() const {
    const std::size_t closed = engine.state().sequence / generation;
    const Sequence wanted = closed == 0 ? 0 : (closed - 1) * generation;
    while (old_requests.files()->through() < wanted) std::this_thread::yield();
  }

  DataFolder folder;
  journal::Journal journal;
  engine::Engine engine;
  RequestArchive archive;
  OldRequests old_requests;
  Recovered recovered;
  Pipeline pipeline;
  RepeatReader repeats;
  std::shared_ptr<LocalOutlet> local;
  std::shared_ptr<Kept> kept = std::make_shared<Kept>();
};

}  // namespace tributary::ring
