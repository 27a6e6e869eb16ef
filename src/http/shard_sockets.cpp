// Bytes in and out of a shard's sockets, and how connections end.

#include <sys/socket.h>

#include <cerrno>

#include "http/problem.hpp"
#include "http/shard.hpp"

namespace tributary::http {

namespace {

using State = Connection::State;

constexpr std::chrono::milliseconds linger_for{1000};

}  // namespace

/// All bytes that are not yet part of a request, with those that came just now; empty when none
/// came. What fits is left in the shard's scratch memory: it is mostly used up at once.
std::string_view Shard::receive(Connection& connection) {
  const ssize_t size = ::recv(connection.socket.get(), scratch_.data(), scratch_.size(), 0);
  if (size <= 0) {
    connection.unread = size < 0 && errno == EINTR;
    if (!connection.unread && (size == 0 || errno != EAGAIN)) close(connection);
    return {};
  }
  // A short read has emptied the socket; whatever comes next rings again (epoll(7), question 9).
  const auto count = static_cast<std::size_t>(size);
  connection.unread = count == scratch_.size() || connection.peer_done;
  stats_.bytes_in.add(count);
  const std::string_view received(scratch_.data(), count);
  if (connection.input.empty()) return received;
  return connection.input.append(received);
}

/// Sends what is there to send, as far as the client takes it.
void Shard::flush(Connection& connection) {
  std::string& output = connection.output;
  while (connection.sent < output.size()) {
    const ssize_t size = ::send(connection.socket.get(), output.data() + connection.sent,
                                output.size() - connection.sent, MSG_NOSIGNAL);
    if (size < 0 && errno == EAGAIN) {
      if (!within_memory(connection)) return close(connection);
      if (!std::exchange(connection.blocked, true)) set_deadline(connection, limits_.whole_answer);
      return;
    }
    if (size < 0 && errno != EINTR) return close(connection);
    if (size > 0) {
      connection.sent += static_cast<std::size_t>(size);
      stats_.bytes_out.add(static_cast<std::uint64_t>(size));
    }
  }
  connection.sent = 0;
  give_up(output);
  within_memory(connection);
  if (connection.close_after) return finish(connection);
  if (std::exchange(connection.blocked, false)) rest(connection);
}

/// Counts what the connection's buffers hold. False when it grew and all together hold too much.
bool Shard::within_memory(Connection& connection) {
  const std::size_t held = connection.input.size() + connection.output.size();
  if (held == connection.held) return true;
  const std::size_t change = held - connection.held;  // modulo 2^64
  const bool grew = held > connection.held;
  connection.held = held;
  const std::size_t all = core_.buffered.fetch_add(change, std::memory_order_relaxed) + change;
  return !grew || all <= limits_.buffered_bytes;
}

/// The client has taken all: the clock runs for its next request, or not at all.
void Shard::rest(Connection& connection) {
  if (connection.state == State::receiving) {
    set_deadline(connection, limits_.idle);
  } else {
    clear_deadline(connection);
  }
  if (connection.state == State::streaming && core_.observer != nullptr) {
    core_.observer->on_ready(ticket_of(connection));
  }
}

/// All is said. Closing at once would reset the connection if the client has sent more than was
/// read, and the last answer with it.
void Shard::finish(Connection& connection) {
  if (!connection.lingers && !connection.unread && connection.input.empty()) {
    return close(connection);
  }
  ::shutdown(connection.socket.get(), SHUT_WR);
  give_up(connection.input);
  within_memory(connection);
  connection.state = State::lingering;
  connection.blocked = false;
  connection.close_after = false;
  set_deadline(connection, linger_for);
}

void Shard::drain(Connection& connection) {
  for (int reads = 0; reads < reads_at_once; ++reads) {
    const ssize_t size = ::recv(connection.socket.get(), scratch_.data(), scratch_.size(), 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size == 0 || (size < 0 && errno != EINTR)) return close(connection);
  }
  line_up(connection);
}

void Shard::close(Connection& connection) {
  if (connection.state == State::closed) return;
  const bool was_stream = connection.state == State::streaming;
  const Ticket ticket = ticket_of(connection);
  const std::uint32_t slot = connection.slot;
  const bool busy = connection.busy;
  give_up(connection.input);
  give_up(connection.output);
  within_memory(connection);
  connection = Connection{};
  connection.slot = slot;
  connection.busy = busy;
  clear_deadline(connection);
  closed_.push_back(slot);
  stats_.connections.subtract();
  core_.connections.fetch_sub(1, std::memory_order_relaxed);
  if (!was_stream) return;
  stats_.streams.subtract();
  core_.streams.fetch_sub(1, std::memory_order_relaxed);
  if (core_.observer != nullptr) core_.observer->on_gone(ticket);
}

bool Shard::begin_stream(const Ticket& ticket, std::string_view content_type) {
  Connection* const connection = find(ticket);
  if (connection == nullptr || connection->state != State::answering) return false;
  if (connection->form.head_only) {
    respond(ticket, {.content_type = content_type});
    return false;
  }
  if (core_.streams.fetch_add(1, std::memory_order_relaxed) >= limits_.streams) {
    core_.streams.fetch_sub(1, std::memory_order_relaxed);
    respond(ticket, problem_of(503).response());
    return false;
  }
  append_stream_head(connection->output, content_type, date_.text());
  stats_.by_class[2].add();
  stats_.streams.add();
  connection->state = State::streaming;
  if (!connection->busy) flush(*connection);
  return connection->state == State::streaming;
}

StreamState Shard::write_stream(const Ticket& stream, std::string_view bytes) {
  Connection* const connection = find(stream);
  if (connection == nullptr || connection->state != State::streaming) return StreamState::gone;
  connection->output += bytes;
  if (!connection->busy) flush(*connection);
  return stream_state(stream);
}

StreamState Shard::stream_state(const Ticket& stream) const {
  const Connection* const connection = find(stream);
  if (connection == nullptr || connection->state != State::streaming) return StreamState::gone;
  return connection->blocked ? StreamState::waiting : StreamState::ready;
}

void Shard::end_stream(const Ticket& stream) {
  Connection* const connection = find(stream);
  if (connection == nullptr || connection->state != State::streaming) return;
  connection->close_after = true;
  if (!connection->busy) flush(*connection);
}

}  // namespace tributary::http
