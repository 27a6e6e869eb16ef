// Bytes in and out of a shard's sockets, and how connections end.

#include "http/problem.hpp"
#include "http/shard.hpp"

namespace tributary::http {

namespace {

using State = Connection::State;

constexpr std::chrono::milliseconds linger_for{1000};

}  // namespace

/// The bytes that came just now, in the shard's scratch memory; empty when none came.
std::string_view Shard::receive(Connection& connection) {
  const Wire::Moved came = connection.wire->read(scratch_);
  if (came.state != Wire::State::moved) {
    connection.unread = false;
    if (came.state != Wire::State::blocked) close(connection);
    return {};
  }
  // A short read has emptied a socket; whatever comes next rings again (epoll(7), question 9).
  connection.unread = came.count == scratch_.size() || connection.peer_done ||
                      !connection.wire->short_read_is_all();
  stats_.bytes_in.add(came.count);
  return {scratch_.data(), came.count};
}

/// Sends what of `bytes` is not yet `sent`. False: the client must take some first, or is gone.
bool Shard::send(Connection& connection, std::string_view bytes, std::size_t& sent) {
  while (sent < bytes.size()) {
    const Wire::Moved went = connection.wire->write(bytes.substr(sent));
    if (went.state == Wire::State::blocked) {
      count_memory(connection);
      if (!std::exchange(connection.blocked, true)) set_deadline(connection, limits_.whole_answer);
      return false;
    }
    if (went.state != Wire::State::moved) {
      close(connection);
      return false;
    }
    sent += went.count;
    stats_.bytes_out.add(went.count);
  }
  sent = 0;
  return true;
}

/// Sends what is there to send, as far as the client takes it.
void Shard::flush(Connection& connection) {
  if (!send(connection, connection.output, connection.sent)) return;
  recycle(connection.output);
  if (connection.page != nullptr) {
    if (!send(connection, *connection.page, connection.page_sent)) return;
    connection.page.reset();
    if (connection.unread || !connection.pending.empty()) line_up(connection);
  }
  if (connection.held != 0) count_memory(connection);
  if (connection.close_after) return finish(connection);
  if (std::exchange(connection.blocked, false)) rest(connection);
}

/// Keeps the emptied buffer for the next answer, whoever gets it.
void Shard::recycle(std::string& output) {
  constexpr std::size_t spares_max = 64;
  constexpr std::size_t spare_bytes_max = 64 * 1024;
  constexpr std::size_t spare_bytes_min = 256;
  output.clear();
  if (output.capacity() < spare_bytes_min) return;
  if (output.capacity() <= spare_bytes_max && spares_.size() < spares_max) {
    spares_.push_back(std::move(output));
  }
  output = std::string();
}

/// Counts the memory that waits with the connection. What is too much together is given back at the
/// end of the step: `shed_memory`.
void Shard::count_memory(Connection& connection) {
  const bool is_idle =
      !connection.reader.has_part() && connection.pending.empty() && connection.output.empty();
  const std::size_t held = is_idle
                               ? 0
                               : connection.reader.held_bytes() + connection.pending.capacity() +
                                     connection.output.capacity();
  if (held == connection.held) return;
  const std::size_t change = held - connection.held;  // modulo 2^64
  if (held < connection.held) stats_.bytes_given_back.add(connection.held - held);
  connection.held = held;
  core_.buffered.fetch_add(change, std::memory_order_relaxed);
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
  if (!connection.lingers && !connection.unread && !connection.reader.has_part() &&
      connection.pending.empty()) {
    return close(connection);
  }
  connection.wire->end_writing();
  if (connection.state == State::streaming) count_off_stream(ticket_of(connection));
  connection.reader.reset();
  give_up(connection.pending);
  connection.taken = 0;
  count_memory(connection);
  connection.state = State::lingering;
  connection.blocked = false;
  connection.close_after = false;
  set_deadline(connection, linger_for);
}

void Shard::drain(Connection& connection) {
  for (int reads = 0; reads < reads_at_once; ++reads) {
    const auto [state, count] = connection.wire->read(scratch_);
    if (state == Wire::State::blocked) return;
    if (state != Wire::State::moved) return close(connection);
  }
  line_up(connection);
}

void Shard::close(Connection& connection) {
  if (connection.state == State::closed) return;
  const bool was_stream = connection.state == State::streaming;
  const Ticket ticket = ticket_of(connection);
  const std::uint32_t slot = connection.slot;
  const bool busy = connection.busy;
  connection.reader.reset();
  give_up(connection.pending);
  give_up(connection.output);
  count_memory(connection);
  stats_.bytes_given_back.add(connection.wire->held_bytes());
  connection = Connection{};
  connection.slot = slot;
  connection.busy = busy;
  clear_deadline(connection);
  closed_.push_back(slot);
  if (was_stream) count_off_stream(ticket);
  stats_.connections.subtract();
  core_.connections.fetch_sub(1, std::memory_order_relaxed);
}

/// Once for each stream, when its connection closes or lingers.
void Shard::count_off_stream(const Ticket& stream) {
  stats_.streams.subtract();
  core_.streams.fetch_sub(1, std::memory_order_relaxed);
  if (core_.observer != nullptr) core_.observer->on_gone(stream);
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
