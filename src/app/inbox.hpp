#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "app/group_in_flight.hpp"
#include "protocol/known_request.hpp"

namespace tributary::app {

/// Commands and questions in the order of their arrival, packed into one run of bytes.
struct Batch {
  struct Item {
    Origin origin;
    protocol::RequestKey key;
    protocol::Sender sender;
    std::uint64_t digest = 0;
    std::uint32_t offset = 0;  ///< of the framed command; of a question, its number
    std::uint32_t length = 0;  ///< 0: a question
    std::uint32_t lookup = 0;  ///< 1 and its place in `lookups`; 0: nobody looked yet
  };
  /// What was found of a request among those that the engine no longer remembers.
  struct Lookup {
    protocol::Sequence through = 0;  ///< how far those went that were looked at
    protocol::KnownRequest known;    ///< sequence 0: it is not among them
    bool failed = false;             ///< nobody can tell now
  };
  std::vector<Item> items;
  std::vector<Lookup> lookups;
  base::ByteBuffer commands;
  std::vector<protocol::Query> questions;

  bool empty() const { return items.empty(); }
  std::span<const std::byte> command(const Item& item) const {
    return commands.view(item.offset, item.length);
  }
  protocol::Request request(const Item& item) const {
    return {item.key, item.sender, item.digest, command(item)};
  }
  void add(const Origin& origin, const protocol::Request& request) {
    items.push_back({origin, request.key, request.sender, request.digest,
                     static_cast<std::uint32_t>(commands.size()),
                     static_cast<std::uint32_t>(request.command.size())});
    commands.append(request.command);
  }
  void ask(const Origin& origin, const protocol::Sender& sender, const protocol::Query& question) {
    items.push_back({origin, {}, sender, 0, static_cast<std::uint32_t>(questions.size()), 0});
    questions.push_back(question);
  }
  void append(const Batch& other);
  /// An item of another batch, as if nobody had looked it up.
  void add_again(Item item, std::span<const std::byte> command) {
    item.offset = static_cast<std::uint32_t>(commands.size());
    item.lookup = 0;
    items.push_back(item);
    commands.append(command);
  }
  void clear() {
    items.clear();
    lookups.clear();
    commands.clear();
    questions.clear();
  }
};

/// The bounded queue in front of the engine. Many threads put batches in, one takes all that waits.
class Inbox {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t items_max = 1U << 18;
  /// What is decided while the writer is busy waits for it anyhow: below this it is not worth a
  /// change of threads.
  static constexpr std::size_t enough_for_later = 256;

  /// `age_max`: how long the oldest command may have waited for the writer while new ones come in.
  explicit Inbox(std::chrono::milliseconds age_max) : age_max_(age_max) {}

  /// Whether a command may come in now. Cheap; any thread.
  bool admits() const;
  /// Any thread. What was admitted is never turned away here.
  void put(const Batch& batch);
  /// Swaps what waits into `batch`, which must be empty. Waits for something, while the writer is
  /// busy for `enough_for_later` of it, for `until` to hold, or for `close`. False: closed and
  /// nothing left.
  template <class Until>
  bool take(Batch& batch, Until&& until) {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return waiting_.items.size() >= enough_ || closed_ || until(); });
    std::swap(batch, waiting_);
    // What is taken goes on ageing: on a slow disk it waits for the writer, not here.
    if (oldest_taken_ns_.load(std::memory_order_relaxed) == 0) {
      oldest_taken_ns_.store(oldest_ns_.load(std::memory_order_relaxed), std::memory_order_relaxed);
    }
    oldest_ns_.store(0, std::memory_order_relaxed);
    crowded_.store(closed_, std::memory_order_relaxed);
    return !(closed_ && batch.empty());
  }
  /// What was taken is with the writer now, which is busy until it says otherwise. By the taker.
  void handed_over();
  bool empty() const;
  /// The writer waits for a group: whatever there is, is enough. Any thread.
  void writer_is_free();
  void close();
  /// How long the oldest command that the writer does not have yet has waited.
  std::chrono::nanoseconds age() const;

 private:
  const std::chrono::nanoseconds age_max_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  Batch waiting_;
  std::size_t enough_ = 1;  ///< items for which the taker is woken
  bool closed_ = false;
  // When the oldest command came, of those here and of those taken; 0: there is none.
  std::atomic<std::int64_t> oldest_ns_{0};
  std::atomic<std::int64_t> oldest_taken_ns_{0};
  std::atomic<bool> crowded_{false};
};

}  // namespace tributary::app
