#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "rows/committer.hpp"

namespace tributary::rows {

/// The one writer of the platform's rows: a queue and a thread. What waits is committed together.
class Writer {
 public:
  struct Options {
    std::size_t orders_max = 8'192;  ///< that wait
    std::size_t orders_of_group_max = 512;
  };
  using Done = std::function<void(Outcome&&)>;

  /// Any thread, for as long as this lives.
  struct Figures {
    std::atomic<std::uint64_t> groups = 0;
    std::atomic<std::uint64_t> accepted = 0;
    std::atomic<std::uint64_t> refused = 0;
    std::atomic<std::uint64_t> repeated = 0;
    std::atomic<std::uint64_t> unavailable = 0;  ///< for a fault of the world
  };

  /// Makes what tables are missing. Errors: StoreFault.
  Writer(std::string url, std::span<const Schema> schemas, RowsWorld world)
      : Writer(std::move(url), schemas, std::move(world), Options()) {}
  Writer(std::string url, std::span<const Schema> schemas, RowsWorld world, Options options);
  ~Writer();  ///< Stops.

  using Keys = std::vector<std::string>;
  /// Calls `call` on the writer's thread after each commit that changed rows of the table, with
  /// their keys, before anybody is told of it; without keys where any may have changed. Before
  /// `start`.
  void on_change(std::string_view table, std::function<void(const Keys&)> call);

  void start();
  /// What waits is still decided, and its senders are told. A second call does nothing.
  void stop();

  /// Any thread. `done` is called on the writer's thread once the outcome is durable. False: too
  /// many wait, or the writer has stopped; `done` is not called.
  bool submit(Order order, Done done);
  /// Waits for the outcome; nothing where `submit` says false. Not on the writer's thread.
  std::optional<Outcome> submit_and_wait(Order order);

  /// The key that digests of what is asked are made with. The same for as long as the rows are.
  std::span<const std::byte> digest_key() const { return digest_key_; }
  const Figures& figures() const { return figures_; }
  /// Since when rows cannot be written, and why; nothing while they can. Any thread.
  std::optional<std::string> trouble() const { return committer_.trouble().words(); }
  /// Writes what the log has left out of what was quiet for a minute. Any thread; now and then.
  void tell_what_was_left_out();

 private:
  struct Waiting {
    Order order;
    Done done;
  };

  void run();
  bool take(std::vector<Waiting>& group);
  void commit(std::vector<Waiting>& group);
  void tell_listeners();
  void count(const Outcome& outcome);

  const Options options_;
  Committer committer_;
  const Bytes digest_key_;
  std::multimap<std::string, std::function<void(const Keys&)>, std::less<>>
      listeners_;  ///< by table
  Figures figures_;

  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<Waiting> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tributary::rows
