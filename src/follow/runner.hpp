#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "follow/follower.hpp"
#include "follow/generation.hpp"

namespace tributary::follow {

struct RunnerOptions {
  std::filesystem::path folder;  ///< Its files are `read-<generation>.db`.
  std::string journal_url;
  MakeFollowers make_followers;
  store::Durability durability = store::Durability::off;
  std::uint64_t records_per_transaction = 50'000;
  /// Of a file that is built beside the served one, so that this one gets its turn often.
  std::uint64_t records_per_rebuilding_step = 10'000;
  /// Transactions begin at least so far apart: alone, a group is seen at once; in a stream, many
  /// share one transaction.
  std::chrono::milliseconds gather{5};
  std::chrono::milliseconds poll{100};  ///< How often to look without being notified.
  std::chrono::milliseconds back_off_min{100};
  std::chrono::milliseconds back_off_max{10'000};
  /// So long a stop goes on following, to end where the journal ends.
  std::chrono::milliseconds stop_patience{2'000};
  std::function<void(std::string_view)> log{};  ///< One line about what an operator should know.
  std::string url_suffix{};                     ///< Of the files' URLs; for tests.
};

enum class State {
  following,
  rebuilding,  ///< A new file is being filled; the old one, if any, is served and followed on.
  faulted,     ///< Waiting to try again; `reason` says why.
};

struct Status {
  State state = State::rebuilding;
  std::string reason;
  std::uint64_t cursor = 0;    ///< The last record that the served file includes.
  std::uint64_t notified = 0;  ///< The last record known to be durable.
  std::uint64_t generation = 0;

  std::uint64_t lag() const { return notified > cursor ? notified - cursor : 0; }
};

/// Runs a set of followers on a thread of its own, each group once for ever: cursor and output are
/// one transaction. Faults of the world are waited out; a file that cannot be gone on with is built
/// anew.
class Runner {
 public:
  explicit Runner(RunnerOptions options);
  ~Runner();  ///< Stops.

  /// Returns when the file that is served is open, or could not be opened: whoever reads it from
  /// now on finds one, if it is there. Following goes on on a thread of its own.
  void start();
  /// Follows what it was notified of before, unless that takes long or faults.
  void stop();

  /// Says that the journal is durable up to `sequence`. From any thread; cheap.
  void notify(std::uint64_t sequence);

  /// Waits until the served file includes `sequence`; false when `timeout` is over.
  bool wait_for(std::uint64_t sequence, std::chrono::milliseconds timeout) const;

  std::uint64_t cursor() const { return status().cursor; }
  Status status() const;

  /// The file to read, for a read-only connection. It changes with the generation. Empty before
  /// the first.
  std::string read_url() const;

  /// Builds a new file from the beginning of the journal beside the served one, then swaps them.
  void rebuild();

 private:
  void open_at_first();
  void run();
  void follow();
  bool step_served();
  void open_served();
  void adopt(std::unique_ptr<Generation> generation, std::uint64_t number);
  void step_rebuilding();
  void discard(std::uint64_t number, const Spoiled& spoiled) const;
  void back_off(const std::string& reason);
  void follow_the_rest();
  void wait_for_more(std::chrono::steady_clock::time_point began, bool moved);
  std::unique_ptr<Generation> open_generation(std::uint64_t number, Serving serving) const;
  std::string url(std::uint64_t number) const;
  void publish_progress();
  void publish(State state, const std::string& reason);
  bool take_rebuild_wish();
  bool stopping() const;
  void log(const std::string& line) const;

  const RunnerOptions options_;

  // Of the thread alone.
  std::unique_ptr<Generation> served_;
  std::uint64_t served_number_ = 0;
  std::uint64_t catch_up_to_ = 0;  ///< Where the journal ended when the served file was opened.
  std::unique_ptr<Generation> building_;
  std::string rebuild_fault_;
  std::chrono::milliseconds pause_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;              ///< For the thread.
  mutable std::condition_variable advanced_;  ///< For those who wait for the cursor.
  Status status_;
  bool rebuild_wanted_ = false;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace tributary::follow
