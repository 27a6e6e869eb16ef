#include "http/shard.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <system_error>

#include "base/assert.hpp"

namespace tributary::http {

namespace {

constexpr std::chrono::milliseconds tick_every{50};
/// Of the first listener; the next ones count down from it.
constexpr std::uint32_t listener_key = ~std::uint32_t{0} - 1;
constexpr int accepts_a_round = 32;

/// At a stop, who has connected so shortly before still sends a request.
constexpr std::chrono::milliseconds first_request_patience{1000};

/// Connections beyond the limit that may stay until they have read why they are refused.
constexpr std::size_t refused_at_once = 256;

thread_local const Shard* this_threads_shard = nullptr;

}  // namespace

Shard::Shard(std::uint32_t index, ServerCore& core)
    : index_(index), core_(core), limits_(core.options.limits) {
  if (core_.options.sender) {
    body_limit_ = [this](const ParsedRequest& head) { return body_limit(head); };
  }
  if (!watch_listeners()) throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

Shard::~Shard() = default;

void Shard::run() {
  take_thread();
  const auto has_time = [this] {
    return now_.time_since_epoch().count() < core_.stop_at_ns.load();
  };
  while (!stopping_ || (stats_.connections.read() > 0 && has_time())) turn(patience());
  for (const auto& connection : connections_) close(*connection);
  loop_.close();
  leave_thread();
}

void Shard::take_thread() { this_threads_shard = this; }

void Shard::leave_thread() { this_threads_shard = nullptr; }

/// One round: what the sockets say, what other threads sent, what became possible by it.
void Shard::turn(std::chrono::milliseconds patience) {
  const auto events = loop_.wait(patience);
  now_ = Clock::now();
  date_.refresh();
  for (const epoll_event& event : events) {
    const std::uint32_t key = event.data.u32;
    if (const std::size_t number = listener_key - key; number < core_.listeners.size()) {
      attempt([&] { accept_some(core_.listeners[number]); });
    } else {
      Connection& connection = *connections_[key];
      attempt(connection, [&] { on_ready(connection, event.events); });
      shed_memory();
    }
  }
  // What is posted may ask for something too: a stream asks for its loan a second time.
  if (loop_.run_posted([this](Functor& work) { attempt(work); })) handled_ = true;
  if (now_ >= next_tick_) tick();
  advance_again();
  shed_memory();
  if (std::exchange(handled_, false) && core_.options.after_round) {
    attempt([&] { core_.options.after_round(index_); });
  }
  free_slots_.insert(free_slots_.end(), closed_.begin(), closed_.end());
  closed_.clear();
}

void Shard::advance_again() {
  const auto turns = std::min(again_at_once, std::ssize(again_));
  advancing_.assign(again_.begin(), again_.begin() + turns);
  again_.erase(again_.begin(), again_.begin() + turns);
  for (const std::uint32_t slot : advancing_) {
    Connection& connection = *connections_[slot];
    connection.waits_again = false;
    attempt(connection, [&] { advance(connection); });
  }
  advancing_.clear();
}

std::chrono::milliseconds Shard::patience() const {
  if (!again_.empty()) return std::chrono::milliseconds(0);
  const bool asleep = stats_.connections.read() == 0 && listening_;
  return asleep ? std::chrono::milliseconds(-1) : tick_every;
}

void Shard::tick() {
  next_tick_ = now_ + tick_every;
  for (std::size_t slot = 0; slot < deadlines_.size(); ++slot) {
    if (deadlines_[slot] > now_) continue;
    Connection& connection = *connections_[slot];
    attempt(connection, [&] { expire(connection); });
  }
  if (!listening_ && !stopping_) listening_ = watch_listeners();
  tell_of_memory();
  if (core_.observer != nullptr && stats_.streams.read() > 0) {
    attempt([&] { core_.observer->on_tick(index_, now_); });
  }
}

/// Level-triggered and exclusive: a new connection wakes one shard, not all.
bool Shard::watch_listeners() {
  std::uint32_t key = listener_key;
  for (const Listener& listener : core_.listeners) {
    if (loop_.watch(listener.socket.get(), EPOLLIN | EPOLLEXCLUSIVE, key--)) continue;
    forget_listeners();
    return false;
  }
  return true;
}

void Shard::forget_listeners() {
  for (const Listener& listener : core_.listeners) loop_.forget(listener.socket.get());
  listening_ = false;
}

/// False: nobody waits any more, or there is no room.
bool Shard::accept_some(const Listener& listener) {
  for (int i = 0; i < accepts_a_round && !stopping_; ++i) {
    Accepted accepted = accept_on(listener.socket);
    if (accepted.out_of_files) {
      // The backlog waits until the next tick; asking again at once would only spin.
      forget_listeners();
    }
    if (!accepted.socket) return false;
    Connection* const connection =
        open(listener.tls ? listener.tls->wire(std::move(accepted.socket))
                          : plain_wire(std::move(accepted.socket)),
             accepted.peer);
    if (connection == nullptr) return false;
  }
  return true;
}

/// Nothing when there are too many connections even to say so.
Connection* Shard::open(std::unique_ptr<Wire> wire, const PeerAddress& peer) {
  const std::size_t others = core_.connections.fetch_add(1, std::memory_order_relaxed);
  stats_.accepted.add();
  const bool too_many = others >= limits_.connections && !make_room();
  if (too_many) stats_.refused_connections.add();
  if (others >= limits_.connections + refused_at_once) {
    core_.connections.fetch_sub(1, std::memory_order_relaxed);
    return nullptr;
  }
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(connections_.size()));
    connections_.push_back(std::make_unique<Connection>());
    deadlines_.push_back(Time::max());
    since_.push_back(now_);
  }
  Connection& connection = *connections_[free_slots_.back()];
  connection.slot = free_slots_.back();
  free_slots_.pop_back();
  connection.state = Connection::State::receiving;
  connection.wire = std::move(wire);
  connection.peer = peer;
  connection.holder = std::hash<std::string_view>{}(peer.view());
  connection.is_behind_proxy = core_.proxies.trusts(peer.view());
  stats_.connections.add();
  constexpr std::uint32_t all = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  const int descriptor = connection.wire->descriptor();
  if (descriptor >= 0 && !loop_.watch(descriptor, all, connection.slot)) {
    close(connection);
    return nullptr;
  }
  if (too_many) {
    refuse(connection, 503);
    flush(connection);
  } else {
    set_deadline(connection, connection.wire->is_open() ? limits_.idle : limits_.whole_request);
  }
  return &connection;
}

/// Closes some of those that have waited longest for a request or for its rest, and first of those
/// who never sent one: they lose nothing, and nobody can keep others out by holding connections
/// open. False: there are none.
bool Shard::make_room() {
  std::vector<std::uint32_t> idle;
  for (const auto& connection : connections_) {
    if (connection->state == Connection::State::receiving && !connection->busy &&
        !connection->has_output()) {
      idle.push_back(connection->slot);
    }
  }
  if (idle.empty()) return false;
  const auto rank = [this](std::uint32_t slot) {
    const Connection& connection = *connections_[slot];
    return std::tuple(connection.is_known, connection.generation != 0, since_[slot]);
  };
  // Many at a time: finding them costs a look at all.
  const auto last = idle.begin() + static_cast<std::ptrdiff_t>((idle.size() + 63) / 64);
  std::ranges::nth_element(idle, last - 1, {}, rank);
  for (auto slot = idle.begin(); slot != last; ++slot) {
    stats_.evicted.add();
    close(*connections_[*slot]);
  }
  return true;
}

/// While all hold more memory than they may: takes back that of whoever holds most, what has waited
/// longest first. Strangers are asked first as long as they hold half of it, so that many of them
/// cannot make one look greedy who is known. Called when no connection is in hand.
void Shard::shed_memory() {
  const auto held_by_all = [this] { return core_.buffered.load(std::memory_order_relaxed); };
  if (held_by_all() <= limits_.buffered_bytes) return;
  struct Holding {
    std::size_t bytes = 0;
    std::vector<std::uint32_t> slots;
  };
  std::array<std::map<std::uint64_t, Holding>, 2> holdings;  // of strangers, of those who are known
  std::array<std::size_t, 2> sums{};
  for (const auto& connection : connections_) {
    if (!connection->can_be_shed()) continue;
    Holding& holding = holdings[connection->is_known ? 1 : 0][connection->holder];
    holding.bytes += connection->held;
    holding.slots.push_back(connection->slot);
    sums[connection->is_known ? 1 : 0] += connection->held;
  }
  auto& givers = holdings[sums[0] > limits_.buffered_bytes / 2 || holdings[1].empty() ? 0 : 1];
  std::vector<Holding*> in_order;
  for (auto& [holder, holding] : givers) in_order.push_back(&holding);
  std::ranges::sort(in_order, std::greater(), &Holding::bytes);
  // Much at a time, of however many: finding it costs a look at all.
  const std::size_t enough = limits_.buffered_bytes - limits_.buffered_bytes / 32;
  for (Holding* const holding : in_order) {
    std::ranges::sort(holding->slots, {}, [this](std::uint32_t slot) { return since_[slot]; });
    for (const std::uint32_t slot : holding->slots) {
      if (held_by_all() <= enough) return;
      shed(*connections_[slot]);
    }
  }
}

void Shard::shed(Connection& connection) {
  stats_.shed.add();
  attempt(connection, [&] {
    if (connection.state != Connection::State::receiving || connection.blocked) {
      return close(connection);
    }
    refuse(connection, 503);
    flush(connection);
  });
}

void Shard::tell_of_memory() {
  const std::uint64_t shed = stats_.shed.read();
  if (shed == shed_told_ || now_ < tell_of_shed_at_ || !core_.options.on_memory_short) return;
  core_.options.on_memory_short(shed - std::exchange(shed_told_, shed));
  tell_of_shed_at_ = now_ + std::chrono::minutes(1);
}

void Shard::expire(Connection& connection) {
  const bool slow = connection.partial || connection.blocked || !connection.wire->is_open();
  if (slow) stats_.timeouts.add();
  if (connection.partial && !connection.blocked &&
      connection.state == Connection::State::receiving) {
    refuse(connection, 408);
    flush(connection);
  } else {
    close(connection);
  }
}

/// Clients who wait to be accepted have connected all the same: the kernel would reset them. What
/// has come from anybody is answered, with the word that it is the last answer (RFC 9112 section
/// 9.6).
void Shard::begin_stop() {
  ASSERT(on_own_thread());
  for (const Listener& listener : core_.listeners) {
    while (accept_some(listener)) {
    }
  }
  stopping_ = true;
  if (listening_) forget_listeners();
  if (core_.listening_shards.fetch_sub(1) == 1) {
    for (Listener& listener : core_.listeners) listener.socket.reset();
  }
  for (const auto& connection : connections_) {
    attempt(*connection, [&] { say_last(*connection); });
  }
}

void Shard::say_last(Connection& connection) {
  if (connection.state == Connection::State::receiving) {
    connection.unread = true;
    advance(connection);
  }
  connection.form.keep_alive = false;
  if (connection.owes_nothing()) {
    const Time last_moment = since_[connection.slot] + first_request_patience;
    const bool just_came = connection.generation == 0 && last_moment > now_;
    if (!just_came) return close(connection);
    deadlines_[connection.slot] = last_moment;
  } else if (connection.state == Connection::State::receiving && !connection.partial) {
    connection.close_after = true;  // its answers are on their way
  } else if (connection.state == Connection::State::receiving) {
    refuse(connection, 503);  // only a part came: nothing was accepted
    flush(connection);
  } else if (connection.state == Connection::State::streaming) {
    end_stream(ticket_of(connection));
  }
}

bool Shard::on_own_thread() const { return this_threads_shard == this; }

Connection* Shard::find(const Ticket& ticket) {
  return const_cast<Connection*>(std::as_const(*this).find(ticket));
}

const Connection* Shard::find(const Ticket& ticket) const {
  ASSERT(on_own_thread());
  if (ticket.shard != index_ || ticket.slot >= connections_.size()) return nullptr;
  const Connection& connection = *connections_[ticket.slot];
  return connection.generation == ticket.generation ? &connection : nullptr;
}

Ticket Shard::ticket_of(const Connection& connection) const {
  return {index_, connection.slot, connection.generation};
}

void Shard::set_deadline(const Connection& connection, std::chrono::milliseconds from_now) {
  deadlines_[connection.slot] = now_ + from_now;
  since_[connection.slot] = now_;
}

void Shard::clear_deadline(const Connection& connection) {
  deadlines_[connection.slot] = Time::max();
}

}  // namespace tributary::http
