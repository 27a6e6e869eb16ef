#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "protocol/known_request.hpp"
#include "ring/group_in_flight.hpp"

namespace tributary::ring {

/// Commands and questions in the order of their arrival. A command is packed at once into the bytes
/// that the journal will keep: what crosses three threads is then small, and encoded once.
struct Batch {
  struct Item {
    Origin origin;
    std::uint32_t offset = 0;  ///< in `requests`; of a question, its number
    std::uint32_t length = 0;  ///< 0: a question
    std::uint32_t lookup = 0;  ///< 1 and its place in `lookups`; 0: nobody looked yet
  };
  /// What was found of a request among those that the engine no longer remembers.
  struct Lookup {
    protocol::Sequence through = 0;   ///< how far those went that were looked at
    protocol::KnownRequest known;     ///< sequence 0: it is not among them
    protocol::Sequence referred = 0;  ///< what was booked under its reference; 0: nothing
    bool failed = false;              ///< nobody can tell now
  };
  struct Question {
    protocol::Sender sender;
    protocol::Query query;
  };
  std::vector<Item> items;
  std::vector<Lookup> lookups;
  base::ByteBuffer requests;  ///< each as `protocol::write_request` writes it
  std::vector<Question> questions;

  bool empty() const { return items.empty(); }
  // Needs of those below: an item that is no question.
  std::span<const std::byte> written(const Item& item) const {
    ASSERT(item.length != 0);
    return requests.view(item.offset, item.length);
  }
  protocol::RequestKey key(const Item& item) const {
    return protocol::key_of_written(written(item));
  }
  std::span<const std::byte> command(const Item& item) const {
    return protocol::command_of_written(written(item));
  }
  protocol::Request request(const Item& item) const {
    return protocol::read_request(written(item));
  }
  void add(const Origin& origin, const protocol::Request& request) {
    const std::size_t offset = requests.size();
    protocol::write_request(requests, request);
    items.push_back({origin, static_cast<std::uint32_t>(offset),
                     static_cast<std::uint32_t>(requests.size() - offset)});
  }
  void ask(const Origin& origin, const protocol::Sender& sender, const protocol::Query& question) {
    items.push_back({origin, static_cast<std::uint32_t>(questions.size())});
    questions.push_back({sender, question});
  }
  void append(const Batch& other);
  /// An item of another batch, as if nobody had looked it up.
  void add_again(const Batch& other, const Item& item) { add(item.origin, other.request(item)); }
  void clear() {
    items.clear();
    lookups.clear();
    requests.clear();
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

}  // namespace tributary::ring
