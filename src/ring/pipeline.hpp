#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "engine/engine.hpp"
#include "journal/journal.hpp"
#include "ring/calendar_board.hpp"
#include "ring/inbox.hpp"
#include "ring/old_requests.hpp"

namespace tributary::ring {

/// Takes the replies of a durable group to those of its waiters that belong to it. Called on the
/// journal's thread, in the order of the groups; must not block for long.
class Outlet {
 public:
  virtual ~Outlet() = default;
  virtual void deliver(const std::shared_ptr<const GroupInFlight>& group) = 0;
};

/// What the pipeline has done, for metrics; each readable from any thread.
struct PipelineFigures {
  std::atomic<std::uint64_t> groups{0};
  std::atomic<std::uint64_t> records{0};
  std::atomic<std::uint64_t> refusals{0};
  std::atomic<std::uint64_t> repeats{0};
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<std::uint64_t> durable_sequence{0};
  /// Of each currency, in the order of `engine::currencies`: as it was decided last.
  struct Standing {
    std::atomic<std::int64_t> gap_minor{0};
    std::atomic<std::int64_t> debts_minor{0};
    std::atomic<std::int64_t> cash_minor{0};
  };
  std::array<Standing, engine::currencies.size()> standings;
  std::atomic<std::int64_t> engine_time_ms{0};  ///< that of the last group; never goes back
  std::atomic<std::int32_t> business_day{0};    ///< days since 1970-01-01; 0: none has begun
  CalendarBoard calendar;                       ///< as it was decided last
  std::function<void(std::size_t records, double seconds)> on_group;
};

/// The main path: inbox → engine → journal → outlets. One thread decides, one writes; the next
/// group is decided while this one is written, and closes when the disk is free. A journal that
/// cannot write stops the process.
class Pipeline {
 public:
  struct Options {
    std::chrono::milliseconds queue_age_max{1000};
    std::uint64_t epoch = 0;  ///< of `Journal::begin_epoch`
    /// The engine's time comes from here alone. Nothing: the clock is in doubt, and no command is
    /// decided but those that do not depend on it.
    std::function<std::optional<protocol::Time>()> clock;
    /// Asked before the engine; nothing: the engine remembers all requests.
    OldRequests* old_requests = nullptr;
    /// After each durable group, on the journal's thread.
    std::function<void(const GroupInFlight&)> on_durable;
  };

  Pipeline(engine::Engine& engine, journal::Journal& journal, Options options);
  ~Pipeline();

  /// Before `start`. Each is handed every group, in the order of adding.
  void add(std::shared_ptr<Outlet> outlet);
  void start();
  /// Decides and writes what waits, then ends. New batches are turned away.
  void stop();

  Inbox& inbox() { return inbox_; }
  const PipelineFigures& figures() const { return figures_; }
  PipelineFigures& figures() { return figures_; }

 private:
  static constexpr std::size_t group_bytes_max = 4U << 20;
  static constexpr std::size_t slice_items = 512;

  void decide_groups();
  void decide(const Batch& batch, std::size_t from, std::size_t to, GroupInFlight& group);
  void decide(const Batch& batch, const Batch::Item& item, GroupInFlight& group);
  void execute(const Batch& batch, const Batch::Item& item, Reply reply, GroupInFlight& group);
  void begin(GroupInFlight& group);
  void set_time_back(protocol::Time now, GroupInFlight& group);
  /// Finds out which of these may be old requests.
  void screen(const Batch& batch, std::size_t from, std::size_t to);
  /// Whether a request has to be looked up before it is decided.
  bool goes_aside(const Batch& batch, const Batch::Item& item, bool maybe) const;
  void look_up_aside();
  bool wait_for_lookups();
  void answer_looked_up(const Batch::Lookup& lookup, std::uint64_t body_hash, Reply& reply);
  void close(GroupInFlight& group);
  void tell_figures();
  bool writer_is_free() const { return !handed_.load(std::memory_order_acquire); }
  void hand_over(std::shared_ptr<GroupInFlight> group);
  void write_groups();
  void write(const std::shared_ptr<GroupInFlight>& group);

  engine::Engine& engine_;
  journal::Journal& journal_;
  Options options_;
  Inbox inbox_;
  std::vector<std::shared_ptr<Outlet>> outlets_;
  PipelineFigures figures_;

  // One place between the two threads: full from hand-over until the group is durable.
  std::atomic<bool> handed_{false};
  std::shared_ptr<GroupInFlight> between_;
  GroupPool groups_;
  bool clock_is_in_doubt_ = false;  ///< for the group that is being decided
  std::atomic<bool> ended_{false};
  std::vector<protocol::LoanId> loans_changed_;
  // The decider's: what it asks about old requests, and what of them is being looked up.
  std::vector<protocol::RequestKey> keys_;
  std::vector<std::uint8_t> maybe_;
  std::vector<std::size_t> referring_;  ///< of a slice: items with a bank's reference
  Batch aside_;
  std::size_t looked_up_ = 0;
  std::thread decider_;
  std::thread writer_;
};

}  // namespace tributary::ring
