#include "http/shard.hpp"

#include <cerrno>
#include <system_error>

#include "base/assert.hpp"

namespace tributary::http {

namespace {

constexpr std::chrono::milliseconds tick_every{50};
/// Of the first listener; the next ones count down from it.
constexpr std::uint32_t listener_key = ~std::uint32_t{0} - 1;
constexpr int accepts_a_round = 32;
/// What a stop leaves to a client in the midst of a request.
constexpr std::chrono::milliseconds half_request_at_stop{800};

/// Connections beyond the limit that may stay until they have read why they are refused.
constexpr std::size_t refused_at_once = 256;

thread_local const Shard* this_threads_shard = nullptr;

}  // namespace

Shard::Shard(std::uint32_t index, ServerCore& core)
    : index_(index), core_(core), limits_(core.options.limits) {
  if (!watch_listeners()) throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

Shard::~Shard() = default;

void Shard::run() {
  this_threads_shard = this;
  while (!stopping_ || (stats_.connections.read() > 0 && now_ < stop_at_)) turn();
  for (const auto& connection : connections_) close(*connection);
  loop_.close();
  this_threads_shard = nullptr;
}

/// One round: what the sockets say, what other threads sent, what became possible by it.
void Shard::turn() {
  const auto events = loop_.wait(patience());
  now_ = Clock::now();
  date_.refresh();
  for (const epoll_event& event : events) {
    const std::uint32_t key = event.data.u32;
    if (const std::size_t number = listener_key - key; number < core_.listeners.size()) {
      accept_some(core_.listeners[number]);
    } else {
      on_ready(*connections_[key], event.events);
    }
  }
  // What is posted may ask for something too: a stream asks for its loan a second time.
  if (loop_.run_posted()) handled_ = true;
  if (now_ >= next_tick_) tick();
  advance_again();
  if (std::exchange(handled_, false) && core_.options.after_round) {
    core_.options.after_round(index_);
  }
  free_slots_.insert(free_slots_.end(), closed_.begin(), closed_.end());
  closed_.clear();
}

void Shard::advance_again() {
  advancing_.swap(again_);
  for (const std::uint32_t slot : advancing_) {
    connections_[slot]->waits_again = false;
    advance(*connections_[slot]);
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
    if (deadlines_[slot] <= now_) expire(*connections_[slot]);
  }
  if (!listening_ && !stopping_) listening_ = watch_listeners();
  if (core_.observer != nullptr && stats_.streams.read() > 0) {
    core_.observer->on_tick(index_, now_);
  }
}

/// Level-triggered and exclusive: a new connection wakes one shard, not all.
bool Shard::watch_listeners() {
  std::uint32_t key = listener_key;
  for (const FileDescriptor& listener : core_.listeners) {
    if (loop_.watch(listener.get(), EPOLLIN | EPOLLEXCLUSIVE, key--)) continue;
    forget_listeners();
    return false;
  }
  return true;
}

void Shard::forget_listeners() {
  for (const FileDescriptor& listener : core_.listeners) loop_.forget(listener.get());
  listening_ = false;
}

void Shard::accept_some(const FileDescriptor& listener) {
  for (int i = 0; i < accepts_a_round && !stopping_; ++i) {
    Accepted accepted = accept_on(listener);
    if (accepted.out_of_files) {
      // The backlog waits until the next tick; asking again at once would only spin.
      forget_listeners();
    }
    if (!accepted.socket) return;
    open_connection(std::move(accepted));
  }
}

void Shard::open_connection(Accepted&& accepted) {
  const std::size_t others = core_.connections.fetch_add(1, std::memory_order_relaxed);
  const bool too_many = others >= limits_.connections;
  stats_.accepted.add();
  if (too_many) stats_.refused_connections.add();
  if (others >= limits_.connections + refused_at_once) {
    core_.connections.fetch_sub(1, std::memory_order_relaxed);
    return;
  }
  if (free_slots_.empty()) {
    free_slots_.push_back(static_cast<std::uint32_t>(connections_.size()));
    connections_.push_back(std::make_unique<Connection>());
    deadlines_.push_back(Time::max());
  }
  Connection& connection = *connections_[free_slots_.back()];
  connection.slot = free_slots_.back();
  free_slots_.pop_back();
  connection.state = Connection::State::receiving;
  connection.socket = std::move(accepted.socket);
  connection.peer = accepted.peer;
  stats_.connections.add();
  constexpr std::uint32_t all = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  if (!loop_.watch(connection.socket.get(), all, connection.slot)) return close(connection);
  if (too_many) {
    refuse(connection, 503);
    flush(connection);
  } else {
    set_deadline(connection, limits_.idle);
  }
}

void Shard::expire(Connection& connection) {
  const bool slow = connection.partial || connection.blocked;
  if (slow) stats_.timeouts.add();
  if (connection.partial && !connection.blocked &&
      connection.state == Connection::State::receiving) {
    refuse(connection, 408);
    flush(connection);
    if (stopping_) close(connection);
  } else {
    close(connection);
  }
}

void Shard::stop_by(Time deadline) {
  ASSERT(on_own_thread());
  stopping_ = true;
  hurry(deadline);
  if (listening_) forget_listeners();
  for (const auto& connection : connections_) {
    connection->form.keep_alive = false;
    if (connection->owes_nothing()) {
      close(*connection);
    } else if (connection->state == Connection::State::receiving && !connection->partial) {
      connection->close_after = true;  // its answers are on their way
    } else if (connection->state == Connection::State::receiving) {
      set_deadline(*connection, half_request_at_stop);  // not accepted yet
    } else if (connection->state == Connection::State::streaming) {
      end_stream(ticket_of(*connection));
    }
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
}

void Shard::clear_deadline(const Connection& connection) {
  deadlines_[connection.slot] = Time::max();
}

}  // namespace tributary::http
