#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/event_loop.hpp"
#include "http/lease.hpp"
#include "http/limits.hpp"
#include "http/message.hpp"
#include "http/router.hpp"
#include "http/stats.hpp"
#include "http/tls.hpp"
#include "http/trusted_proxies.hpp"

namespace tributary::http {

struct ServerCore;

/// Who sends a request that has come in part.
struct Sender {
  std::size_t body_bytes = 0;  ///< how large a body they may send, within `Limits`
  std::uint64_t name = 0;      ///< whose memory it takes, on whatever connection; 0: the address's
};

struct Options {
  std::string address = "127.0.0.1";  ///< empty: none, but for the socket
  std::uint16_t port = 0;             ///< 0: any free one, see `Server::port`
  /// A Unix socket to listen on besides, made at the start and removed at the stop; empty: none.
  std::filesystem::path socket{};
  std::shared_ptr<const Tls> tls{};    ///< spoken on the address; nothing: plain HTTP
  std::vector<std::string> proxies{};  ///< whose word counts, see TrustedProxies
  std::string name = "http";           ///< of its threads
  unsigned shards = 1;                 ///< threads, each with its own connections
  Limits limits{};
  /// On the shard's thread, after each round that ran handlers or posted work: the place to hand
  /// over in one go what they collected.
  std::function<void(unsigned shard)> after_round{};
  /// Who sends the request whose head is here while its body is not: asked of each that comes in
  /// part, so that strangers cannot fill the memory.
  std::function<Sender(const Request& head)> sender{};
  /// A handler threw or answered beyond all bounds; any shard's thread. Default: to stderr.
  std::function<void(std::string_view what)> on_fault{};
  /// So many connections had to give memory back since it was last told, at most once a minute; any
  /// shard's thread.
  std::function<void(std::uint64_t connections)> on_memory_short{};
};

enum class StreamState {
  gone,     ///< the client is no longer there
  waiting,  ///< bytes of before still wait for the client
  ready,
};

/// Hears of endless answers, on the thread of their shard.
class StreamObserver {
 public:
  virtual ~StreamObserver() = default;
  /// A stream that was `waiting` is `ready` again.
  virtual void on_ready(Ticket stream) = 0;
  virtual void on_gone(Ticket stream) = 0;
  /// Every 50 ms while the shard has streams.
  virtual void on_tick(unsigned shard, std::chrono::steady_clock::time_point now) = 0;
};

/// An HTTP/1.1 server: sockets in, handlers called, answers out. See README.md for its main path.
class Server {
 public:
  /// Listens at once; requests wait until `start`. Errors: std::system_error.
  Server(Options options, Router router);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void start();
  /// Closes the listeners, ends idle connections and streams, answers what is in flight, and
  /// returns when all is answered or after `patience`. A request of which only a part came is not
  /// waited for. Work posted later is dropped. Not on a shard.
  void stop(std::chrono::milliseconds patience);
  /// Any thread: a `stop` that runs, or comes, waits at most so long from now.
  void hurry(std::chrono::milliseconds patience);

  unsigned shards() const;
  std::uint16_t port() const;
  Stats stats() const;

  /// Runs `work` on the shard's thread, in the order of posting. Any thread. `work` may not throw.
  void post(unsigned shard, Functor work);

  // The rest is for the thread of the ticket's shard alone; asserted.

  /// Answers. Without effect when the client is gone or has its answer already.
  void respond(const Ticket& ticket, Response&& response);

  /// Keeps the lease until the ticket's answer was given, its stream has ended or its client left.
  void hold(const Ticket& ticket, Lease&& lease);
  /// The ticket's client has shown who it is: its connection gives way to others' last.
  void note_known(const Ticket& ticket);
  /// The ticket's answer says what its caller may still send.
  void note_quota(const Ticket& ticket, QuotaNote note);

  /// Hears of all streams from now on. Before `start`; at most one observer, or nullptr.
  void observe_streams(StreamObserver* observer);
  /// Makes the answer an endless one. False: gone, a HEAD (answered), too many streams (503).
  bool begin_stream(const Ticket& ticket, std::string_view content_type);
  /// Sends `bytes` at once or as soon as the client takes them; call it for `ready` streams only,
  /// or the memory of a slow client grows.
  StreamState write_stream(const Ticket& stream, std::string_view bytes);
  StreamState stream_state(const Ticket& stream) const;
  void end_stream(const Ticket& stream);

 private:
  friend class ShardStage;
  std::unique_ptr<ServerCore> core_;
};

}  // namespace tributary::http
