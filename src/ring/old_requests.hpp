#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "ring/inbox.hpp"
#include "ring/request_archive.hpp"

namespace tributary::ring {

/// What the pipeline asks before the engine: requests that the engine no longer remembers. Two
/// threads of its own: one writes, merges and mends files, one reads them, so that nobody else
/// waits for the disk.
class OldRequests {
 public:
  struct Figures {
    std::uint64_t requests = 0;
    std::uint64_t files = 0;
    std::uint64_t file_bytes = 0;
    std::uint64_t memory_bytes = 0;  ///< of their filters
    std::uint64_t unwritten = 0;     ///< generations that wait for the disk
    std::uint64_t lookups = 0;       ///< requests that went aside
    std::uint64_t found = 0;         ///< of those, the ones that were old
  };

  /// `patience`: how long a step that failed waits for its next try.
  explicit OldRequests(RequestArchive& archive,
                       std::chrono::milliseconds patience = std::chrono::seconds(10));
  ~OldRequests();

  /// Looked-up requests go back to this inbox. Before `screen`.
  void start(Inbox& inbox);
  void stop();

  // By the decider alone.

  /// Lets the engine forget what files hold, and takes note of what it has closed. To be called
  /// before `screen`, so that each request is in the one or the other.
  void relieve(engine::Engine& engine);
  bool holds_any() const { return files_ != nullptr && !files_->files.empty(); }
  /// Sets `maybe[i]` where `keys[i]` may be an old request. Touches no disk.
  void screen(std::span<const protocol::RequestKey> keys, std::span<std::uint8_t> maybe) const {
    files_->screen(keys, maybe);
  }
  /// Looks requests up in the files and puts them into the inbox again, in the same order.
  void look_up(const Batch& batch);
  /// Waits until everything that was given to `look_up` is back in the inbox.
  void finish_lookups();

  // Any thread.

  /// All up to here is on the disk.
  void durable(protocol::Sequence sequence);
  /// What an operator has to look at, if anything.
  std::optional<std::string> trouble() const;
  Figures figures() const;
  std::shared_ptr<const request_index::FileSet> files() const { return archive_.index().files(); }

 private:
  using Generation = engine::RequestWindow::Generation;
  using Generations = engine::RequestWindow::Generations;

  void note_closed(const engine::RequestWindow& window);
  void keep_files();
  bool has_durable_generation() const {
    return !closed_.empty() && closed_.front().last <= durable_;
  }
  /// One piece of work; false: there is none.
  bool work(const Generation* generation);
  void read_files();
  void look_up(Batch& batch, std::size_t item);

  RequestArchive& archive_;
  const std::chrono::milliseconds patience_;
  Inbox* inbox_ = nullptr;

  // The decider's own.
  std::shared_ptr<const request_index::FileSet> files_;
  std::uint64_t version_ = 0;
  protocol::Sequence noted_through_ = 0;

  /// A generation of the engine; it stays there until a file holds it.
  struct Closed {
    const Generation* generation = nullptr;
    protocol::Sequence last = 0;
  };
  mutable std::mutex keeping_;
  std::condition_variable to_keep_;
  std::deque<Closed> closed_;
  Generations forgotten_;  ///< destroyed by the keeper: giving back memory takes time
  std::optional<std::string> trouble_;
  bool is_unreadable_ = false;  ///< a lookup met what the keeper has to mend
  bool stopping_ = false;
  std::atomic<protocol::Sequence> durable_ = 0;
  std::atomic<protocol::Sequence> wanted_durable_ = UINT64_MAX;

  std::mutex reading_;
  std::condition_variable to_read_;
  std::condition_variable all_read_;
  Batch asked_;
  bool is_reading_ = false;
  std::atomic<std::uint64_t> lookups_ = 0;
  std::atomic<std::uint64_t> found_ = 0;

  std::thread keeper_;
  std::thread reader_;
};

}  // namespace tributary::ring
