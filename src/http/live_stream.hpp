#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/server.hpp"

namespace tributary::http {

/// One server-sent event. A later event of the same topic and name makes it obsolete.
struct LiveEvent {
  std::string_view name;  ///< no line breaks
  std::string_view data;
  std::uint64_t id = 0;                ///< comes back as Last-Event-ID after a reconnect; 0: none
  std::chrono::milliseconds retry{0};  ///< how long to wait with a reconnect; 0: nothing is said
};

struct LiveOptions {
  std::chrono::milliseconds pace{100};  ///< a topic is sent at once, then at most this often
  std::chrono::milliseconds heartbeat{15'000};
  std::size_t event_bytes = 64 * 1024;
  std::size_t names_of_a_topic = 16;
  /// Whether an owner may go on listening; asked now and then on a shard's thread. None: for ever.
  std::function<bool(std::uint64_t owner)> may_listen{};
  std::chrono::milliseconds ask_owners{400};
  /// Told how many streams of one owner were ended, on a shard's thread.
  std::function<void(std::uint64_t owner, std::size_t streams)> on_ended{};
};

/// Tells many browsers what changes, by topics. Holds only the latest event of each name, so that
/// a publisher in a hurry and a reader that is slow cost neither time nor memory: whoever falls
/// behind gets the latest and misses what it made obsolete.
///
/// Whoever subscribes hears what is published from then on. To begin with the present state:
/// subscribe first, then ask for the state, then `send` it.
class LiveStreams final : private StreamObserver {
 public:
  explicit LiveStreams(LiveOptions options = {});
  ~LiveStreams() override;

  /// Before `server.start()`; the server must end before this object does.
  void attach(Server& server);

  /// Any thread. Whether anyone listens: ask before composing an event.
  bool watched(std::string_view topic) const;
  /// Any thread; never waits for a client. False: longer than `event_bytes`, not sent.
  bool publish(std::string_view topic, const LiveEvent& event);

  /// On the ticket's shard, for an owner that `end_streams` may ask for; 0: nobody. False: the
  /// client is gone, or refused with 503.
  bool subscribe(const Ticket& ticket, std::string_view topic, std::uint64_t owner = 0);
  /// On the ticket's shard, to this one stream. False: gone, or behind, and then not sent.
  bool send(const Ticket& stream, const LiveEvent& event);

  /// Any thread. Whether an owner may listen now.
  bool may_listen(std::uint64_t owner) const {
    return !options_.may_listen || options_.may_listen(owner);
  }
  /// On the shard: ends those of its streams whose owner is somebody who `is_out`.
  void end_streams(unsigned shard, const std::function<bool(std::uint64_t owner)>& is_out);

  std::size_t subscribers() const { return subscribers_.load(std::memory_order_acquire); }

 private:
  using Time = std::chrono::steady_clock::time_point;

  /// The latest event of one name, ready for the wire.
  struct Frame {
    std::string name;
    std::shared_ptr<const std::string> text;
    std::uint64_t version = 0;
  };
  struct Topic {
    std::vector<Frame> latest;
    std::uint64_t version = 0;  ///< of the newest frame
    std::size_t subscribers = 0;
    Time quiet_until{};  ///< until then the next tick is early enough, no shard need wake
  };
  struct Subscriber {
    Ticket stream;
    std::uint64_t seen = 0;
    std::uint64_t owner = 0;
  };
  /// The subscribers of one topic on one shard; only that shard's thread touches it.
  struct Audience {
    std::shared_ptr<Topic> topic;
    std::vector<Subscriber> subscribers;
    std::uint64_t offered = 0;  ///< the version that was last offered to all of them
    Time quiet_until{};
  };
  struct Room {
    std::unordered_map<std::string, Audience> audiences;
    std::unordered_map<std::uint32_t, std::string> topic_by_slot;
    Time last_heartbeat = std::chrono::steady_clock::now();
    Time owners_asked = std::chrono::steady_clock::now();
    bool woken = false;  ///< guarded by mutex_
  };
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  void on_ready(Ticket stream) override;
  void on_gone(Ticket stream) override;
  void on_tick(unsigned shard, Time now) override;

  void deliver(unsigned shard, Time now);
  void offer(Subscriber& subscriber, const std::vector<Frame>& frames);
  void beat(Room& room, Time now);
  void wake_shards();
  Audience* audience_of(Ticket stream);

  const LiveOptions options_;
  Server* server_ = nullptr;
  std::vector<std::unique_ptr<Room>> rooms_;  ///< by shard
  std::atomic<std::size_t> subscribers_{0};

  mutable std::mutex mutex_;  ///< for topics_ and what they point to
  std::unordered_map<std::string, std::shared_ptr<Topic>, TextHash, std::equal_to<>> topics_;
  std::uint64_t version_ = 0;
};

}  // namespace tributary::http
