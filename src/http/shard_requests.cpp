// The way of a request through a shard, from readiness to the answer's bytes.

#include <cstdio>
#include <exception>

#include "http/problem.hpp"
#include "http/shard.hpp"

namespace tributary::http {

namespace {

using State = Connection::State;

/// Answers of a pipeline are sent together up to about this many bytes.
constexpr std::size_t answers_at_once = 128 * 1024;

bool can_take(const Connection& connection) {
  return connection.state == State::receiving && !connection.blocked && !connection.close_after;
}

struct Target {
  std::string_view path;
  std::string_view query;
};

/// Takes apart "/path?query"; of "http://host/path?query" the host is dropped.
Target split_target(std::string_view target) {
  if (!target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return {target, {}};
    target.remove_prefix(std::min(target.find_first_of("/?", scheme + 3), target.size()));
    if (!target.starts_with('/')) return {"/", target.substr(target.empty() ? 0 : 1)};
  }
  const std::size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

}  // namespace

void Shard::on_ready(Connection& connection, std::uint32_t events) {
  if (connection.state == State::closed) return;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return close(connection);
  if ((events & EPOLLRDHUP) != 0) {
    connection.peer_done = true;
    if (connection.state == State::streaming) return close(connection);
  }
  if ((events & EPOLLIN) != 0) connection.unread = true;
  if ((events & EPOLLOUT) != 0 && connection.blocked) flush(connection);
  advance(connection);
}

/// Takes requests, answers them and receives more, until one side has to wait.
void Shard::advance(Connection& connection) {
  if (connection.busy) return;
  if (connection.state == State::lingering) return drain(connection);
  connection.busy = true;
  if (!connection.input.empty()) take_requests(connection, connection.input);
  for (int reads = 0; connection.unread && can_take(connection); ++reads) {
    if (reads == reads_at_once) {
      line_up(connection);
      break;
    }
    take_requests(connection, receive(connection));
  }
  connection.busy = false;
  if (connection.state == State::lingering) drain(connection);
}

/// Serves the complete requests in `bytes` in order, keeps the rest and sends the answers.
void Shard::take_requests(Connection& connection, std::string_view bytes) {
  while (can_take(connection) && !bytes.empty()) {
    const auto outcome = connection.parser.parse(bytes, limits_, parsed_);
    if (outcome == RequestParser::Outcome::need_more) {
      if (connection.parser.take_continue()) connection.output += "HTTP/1.1 100 Continue\r\n\r\n";
      break;
    }
    if (outcome == RequestParser::Outcome::refused) {
      refuse(connection, connection.parser.refusal());
      bytes = {};
      break;
    }
    bytes.remove_prefix(parsed_.size);
    connection.partial = false;
    dispatch(connection);
    if (connection.output.size() >= answers_at_once) flush(connection);
  }
  if (connection.state == State::closed) return;
  keep_rest(connection, bytes);
  flush(connection);
}

/// Keeps the bytes that no request has used, and sets the clock that runs until the next one.
/// Needs: `rest` is the end of `connection.input`, unless that is empty.
void Shard::keep_rest(Connection& connection, std::string_view rest) {
  std::string& input = connection.input;
  if (rest.empty()) {
    give_up(input);
  } else if (input.empty()) {
    input.assign(rest);
  } else {
    input.erase(0, input.size() - rest.size());
  }
  if (!within_memory(connection)) {
    return connection.state == State::receiving ? refuse(connection, 503) : close(connection);
  }
  if (connection.state != State::receiving || connection.blocked) return;
  if (input.empty()) {
    set_deadline(connection, limits_.idle);
  } else if (!connection.partial) {
    connection.partial = true;
    set_deadline(connection, limits_.whole_request);
  }
}

void Shard::dispatch(Connection& connection) {
  const Target target = split_target(parsed_.target);
  connection.state = State::answering;
  connection.generation = ++generation_;
  connection.form = {.head_only = parsed_.method == Method::head,
                     .http_1_0 = parsed_.http_1_0,
                     .keep_alive = parsed_.keep_alive && !stopping_};
  clear_deadline(connection);
  stats_.requests.add();
  if (parsed_.method == Method::other) return answer(connection, problem_of(501).response());
  if (parsed_.method == Method::options && target.path == "*") {
    return answer(connection, Response{.status = 204});
  }
  core_.router.find(parsed_.method, target.path, match_);
  if (match_.handler == nullptr) {
    Response response =
        match_.status == 204 ? Response{.status = 204} : problem_of(match_.status).response();
    if (match_.status == 204 || match_.status == 405) {
      response.headers.emplace_back("Allow", match_.allow);
    }
    return answer(connection, std::move(response));
  }
  const Request request{.method = parsed_.method,
                        .path = target.path,
                        .query = target.query,
                        .body = parsed_.body,
                        .peer = connection.peer.view(),
                        .fields = parsed_.fields,
                        .parameters = match_.parameters(),
                        .ticket = ticket_of(connection)};
  run_handler(*match_.handler, request, connection);
}

void Shard::run_handler(const Handler& handler, const Request& request, Connection& connection) {
  handled_ = true;
  try {
    handler(request, core_.server);
  } catch (const std::exception& fault) {
    report_fault(fault.what());
    if (connection.generation == request.ticket.generation &&
        connection.state == State::answering) {
      answer(connection, problem_of(503).response());
    }
  }
}

void Shard::respond(const Ticket& ticket, Response&& response) {
  Connection* const connection = find(ticket);
  if (connection == nullptr || connection->state != State::answering) return;
  answer(*connection, std::move(response));
  if (connection->busy) return;  // still in its handler: sent with the answers of its batch
  flush(*connection);
  if (!can_take(*connection)) return;
  if (connection->unread || !connection->input.empty()) {
    line_up(*connection);
  } else {
    set_deadline(*connection, limits_.idle);
  }
}

void Shard::hold(const Ticket& ticket, Lease&& lease) {
  Connection* const connection = find(ticket);
  if (connection != nullptr) connection->lease = std::move(lease);
}

void Shard::note_quota(const Ticket& ticket, QuotaNote note) {
  Connection* const connection = find(ticket);
  if (connection != nullptr) connection->quota = note;
}

/// Takes the connection up again once the stack is unwound.
void Shard::line_up(Connection& connection) {
  if (!std::exchange(connection.waits_again, true)) again_.push_back(connection.slot);
}

/// Puts the answer behind those that wait to be sent; the connection may take its next request.
void Shard::answer(Connection& connection, Response&& response) {
  if (response.body.size() > limits_.answer_bytes) {
    report_fault("an answer of " + std::to_string(response.body.size()) + " bytes");
    response = problem_of(500).response();
  }
  append_answer(connection.output, response, connection.form, date_.text(), connection.quota);
  connection.quota = {};
  connection.lease.reset();
  stats_.by_class[static_cast<std::size_t>(response.status / 100) % 6].add();
  connection.state = State::receiving;
  if (!connection.form.keep_alive) connection.close_after = true;
}

/// Answers what is no acceptable request and ends the connection.
void Shard::refuse(Connection& connection, int status) {
  connection.form = {.keep_alive = false};
  connection.partial = false;
  connection.lingers = true;
  give_up(connection.input);
  Response response = problem_of(status).response();
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  answer(connection, std::move(response));
}

void Shard::report_fault(std::string_view what) {
  stats_.faults.add();
  if (core_.options.on_fault) {
    core_.options.on_fault(what);
  } else {
    std::fprintf(stderr, "http: %.*s\n", static_cast<int>(what.size()), what.data());
  }
}

}  // namespace tributary::http
