#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/connection.hpp"
#include "http/event_loop.hpp"
#include "http/server.hpp"

namespace tributary::http {

class Shard;

/// A place to connect to.
struct Listener {
  FileDescriptor socket;
  std::shared_ptr<const Tls> tls;  ///< nothing: plain HTTP
};

/// What the shards of a server share. A listener's connections go to whichever shard wakes.
struct ServerCore {
  Options options;
  Router router;
  Server& server;
  TrustedProxies proxies{};
  std::vector<Listener> listeners{};
  std::uint16_t port = 0;
  /// The last shard that stops listening closes the sockets, so that who comes then is refused.
  std::atomic<unsigned> listening_shards{0};
  std::atomic<std::int64_t> stop_at_ns{std::numeric_limits<std::int64_t>::max()};
  StreamObserver* observer = nullptr;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> streams{0};
  std::atomic<std::size_t> buffered{0};  ///< memory in the buffers of all connections
  std::vector<std::unique_ptr<Shard>> shards{};
  std::vector<std::thread> threads{};
};

/// One thread's share of a server: its connections and the loop that serves them. What throws costs
/// one answer or one connection, is reported and counted, and nobody else notices.
class Shard {
 public:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  Shard(std::uint32_t index, ServerCore& core);
  ~Shard();

  void run();
  /// The calling thread is the shard's from now on, and no longer.
  void take_thread();
  void leave_thread();
  void post(Functor work) { loop_.post(std::move(work)); }
  /// On the shard's own thread, like all that follows.
  void begin_stop();
  const ShardStats& stats() const { return stats_; }

  void respond(const Ticket& ticket, Response&& response);
  void hold(const Ticket& ticket, Lease&& lease);
  void note_known(const Ticket& ticket);
  void note_quota(const Ticket& ticket, QuotaNote note);
  bool begin_stream(const Ticket& ticket, std::string_view content_type);
  StreamState write_stream(const Ticket& stream, std::string_view bytes);
  StreamState stream_state(const Ticket& stream) const;
  void end_stream(const Ticket& stream);

 private:
  // The round: shard.cpp.
  void turn(std::chrono::milliseconds patience);
  void turn_at_once() { turn(std::chrono::milliseconds(0)); }
  void advance_again();
  std::chrono::milliseconds patience() const;
  void tick();
  /// Does what may fail for a reason of its own. False: it threw, which was reported.
  template <class Step>
  bool attempt(Step&& step) {
    try {
      step();
      return true;
    } catch (const std::exception& fault) {
      report_fault(fault.what());
      return false;
    }
  }
  /// Likewise, at the price of the connection.
  template <class Step>
  void attempt(Connection& connection, Step&& step) {
    if (attempt(step)) return;
    connection.busy = false;
    close(connection);
  }
  bool watch_listeners();
  void forget_listeners();
  bool accept_some(const Listener& listener);
  void say_last(Connection& connection);
  Connection* open(std::unique_ptr<Wire> wire, const PeerAddress& peer);
  bool make_room();
  void shed_memory();
  void shed(Connection& connection);
  void tell_of_memory();
  void expire(Connection& connection);

  // The way of a request: shard_requests.cpp.
  void on_ready(Connection& connection, std::uint32_t events);
  void advance(Connection& connection);
  void take_pending(Connection& connection);
  void take_requests(Connection& connection, std::string_view& bytes);
  void settle(Connection& connection);
  void dispatch(Connection& connection);
  Request request_of(const ParsedRequest& parsed);
  std::size_t body_limit(const ParsedRequest& head);
  void run_handler(const Handler& handler, const Request& request, Connection& connection);
  void line_up(Connection& connection);
  void answer(Connection& connection, Response&& response);
  void refuse(Connection& connection, int status);
  void report_fault(std::string_view what);

  // The socket: shard_sockets.cpp.
  std::string_view receive(Connection& connection);
  bool send(Connection& connection, std::string_view bytes, std::size_t& sent);
  void flush(Connection& connection);
  void count_memory(Connection& connection);
  void rest(Connection& connection);
  void finish(Connection& connection);
  void drain(Connection& connection);
  void close(Connection& connection);
  void count_off_stream(const Ticket& stream);
  void recycle(std::string& output);

  /// After this many full reads of one connection the others have their turn.
  static constexpr int reads_at_once = 1;
  /// So many connections that have more to read take a part in a round.
  static constexpr std::ptrdiff_t again_at_once = 64;

  Connection* find(const Ticket& ticket);
  const Connection* find(const Ticket& ticket) const;
  Ticket ticket_of(const Connection& connection) const;
  void set_deadline(const Connection& connection, std::chrono::milliseconds from_now);
  void clear_deadline(const Connection& connection);
  bool on_own_thread() const;

  friend class ShardStage;

  const std::uint32_t index_;
  ServerCore& core_;
  const Limits& limits_;
  EventLoop loop_;
  ShardStats stats_;

  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Time> deadlines_;  ///< by slot, dense for the sweep
  std::vector<Time> since_;      ///< by slot: when that deadline was set
  std::vector<std::uint32_t> free_slots_;
  std::vector<std::uint32_t> closed_;  ///< free after this round: events may still name them
  std::vector<std::uint32_t> again_;   ///< to be advanced once the stack is unwound
  std::vector<std::uint32_t> advancing_;
  std::uint64_t generation_ = 0;

  Time now_ = Clock::now();
  Time next_tick_ = now_;
  bool listening_ = true;
  bool stopping_ = false;
  bool handled_ = false;  ///< some handler ran in this round
  std::uint64_t shed_told_ = 0;
  Time tell_of_shed_at_;

  // Reused by every request.
  std::array<char, 64 * 1024> scratch_;
  ParsedRequest parsed_;
  PeerAddress client_;  ///< of the request in hand
  Connection* in_hand_ = nullptr;
  RequestReader::BodyLimit body_limit_;
  std::vector<std::string> spares_;  ///< buffers for answers, so that who is idle holds none
  Router::Match match_;
  DateLine date_;
};

}  // namespace tributary::http
