// The way of a request through a shard, from readiness to the answer's bytes.

#include <boost/url/parse.hpp>
#include <cstdio>
#include <exception>

#include "http/problem.hpp"
#include "http/shard.hpp"

namespace tributary::http {

namespace {

using State = Connection::State;

/// Answers of a pipeline are sent together up to about this many bytes.
constexpr std::size_t answers_at_once = 128 * 1024;

/// Nobody holds up a stop by half a request.
constexpr std::chrono::milliseconds rest_at_a_stop{1000};

bool can_take(const Connection& connection) {
  return connection.state == State::receiving && !connection.blocked && !connection.close_after &&
         connection.page == nullptr;
}

struct Target {
  std::string_view path;
  std::string_view query;
};

std::string_view view(boost::urls::string_view text) { return {text.data(), text.size()}; }

/// Takes apart "/path?query"; of "http://host/path?query" the host is dropped.
Target split_target(std::string_view target) {
  if (target.starts_with('/')) {
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) return {target, {}};
    return {target.substr(0, mark), target.substr(mark + 1)};
  }
  const auto absolute = boost::urls::parse_absolute_uri(target);
  if (!absolute || !absolute->has_authority()) return {target, {}};
  const std::string_view path = view(absolute->encoded_path());
  return {path.empty() ? "/" : path, view(absolute->encoded_query())};
}

thread_local std::string type_scratch;

struct TypeFault {
  std::string_view english;
  std::string_view chinese;
};

/// What is wrong with what the head says of the body; nothing when it is good. Bodies are JSON, as
/// they are.
const TypeFault* fault_of_type(const Request& request) {
  static constexpr TypeFault other_type{
      "Content-Type has to be application/json, with no charset but utf-8",
      "Content-Type 须为 application/json，字符集只能是 utf-8"};
  static constexpr TypeFault other_coding{
      "Content-Encoding has to be identity or absent: the body is application/json as it is",
      "Content-Encoding 须为 identity 或不填：正文为未压缩的 application/json"};
  if (request.body.empty()) return nullptr;
  std::string_view type = request.header("Content-Type");
  if (type != json_type) {
    const std::string_view name = type.substr(0, type.find_first_of("; \t"));
    if (!equal_ignoring_case(name, json_type)) return &other_type;
    // The one parameter that is in use says what JSON is anyhow (RFC 8259 section 8.1).
    type.remove_prefix(name.size());
    std::erase_if(type_scratch.assign(type), [](char c) { return c == ' ' || c == '"'; });
    if (!type_scratch.empty() && !equal_ignoring_case(type_scratch, ";charset=utf-8")) {
      return &other_type;
    }
  }
  const std::string_view coding = request.header("Content-Encoding");
  return coding.empty() || equal_ignoring_case(coding, "identity") ? nullptr : &other_coding;
}

}  // namespace

void Shard::on_ready(Connection& connection, std::uint32_t events) {
  if (connection.state == State::closed) return;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return close(connection);
  if ((events & EPOLLRDHUP) != 0) {
    connection.peer_done = true;
    if (connection.state == State::streaming) return close(connection);
  }
  // A handshake may wait for either.
  if ((events & EPOLLIN) != 0 || !connection.wire->is_open()) connection.unread = true;
  if ((events & EPOLLOUT) != 0 && connection.blocked) flush(connection);
  advance(connection);
}

/// Takes requests, answers them and receives more, until one side has to wait.
void Shard::advance(Connection& connection) {
  if (connection.busy || connection.state == State::closed) return;
  if (connection.state == State::lingering) return drain(connection);
  connection.busy = true;
  take_pending(connection);
  for (int reads = 0; connection.unread && can_take(connection); ++reads) {
    if (reads == reads_at_once) {
      line_up(connection);
      break;
    }
    std::string_view bytes = receive(connection);
    if (bytes.empty()) continue;  // Nothing came, or the end: what is known of requests stays.
    take_requests(connection, bytes);
    if (!bytes.empty() && connection.state != State::closed) connection.pending.assign(bytes);
    settle(connection);
  }
  connection.busy = false;
  if (connection.state == State::lingering) drain(connection);
}

/// Serves what waited for the answer that was given.
void Shard::take_pending(Connection& connection) {
  if (connection.pending.empty() || !can_take(connection)) return;
  std::string bytes = std::exchange(connection.pending, {});
  std::string_view rest = std::string_view(bytes).substr(connection.taken);
  connection.taken = 0;
  take_requests(connection, rest);
  if (!rest.empty() && connection.state != State::closed) {
    connection.taken = bytes.size() - rest.size();
    connection.pending = std::move(bytes);
  }
  settle(connection);
}

/// Serves the complete requests at the front of `bytes` in order. What is left of `bytes` then has
/// to wait for an answer; the part of a request that is not complete is with the reader.
void Shard::take_requests(Connection& connection, std::string_view& bytes) {
  while (can_take(connection) && !bytes.empty()) {
    in_hand_ = &connection;
    const auto outcome = connection.reader.read(bytes, limits_, body_limit_, parsed_);
    if (outcome == RequestReader::Outcome::need_more) {
      if (connection.reader.take_continue()) connection.output += "HTTP/1.1 100 Continue\r\n\r\n";
      break;
    }
    if (outcome == RequestReader::Outcome::refused) {
      refuse(connection, connection.reader.refusal());
      bytes = {};
      break;
    }
    connection.partial = false;
    dispatch(connection);
    connection.reader.reset();
    if (connection.output.size() >= answers_at_once) flush(connection);
  }
}

/// Sends the answers that are there, counts the memory, and sets the clock that runs until the next
/// request or its rest.
void Shard::settle(Connection& connection) {
  flush(connection);
  if (connection.state == State::closed) return;
  count_memory(connection);
  if (connection.state != State::receiving || connection.blocked) return;
  if (!connection.reader.has_part()) {
    set_deadline(connection, limits_.idle);
  } else if (!std::exchange(connection.partial, true)) {
    set_deadline(connection, stopping_ ? rest_at_a_stop : limits_.whole_request);
  }
}

void Shard::dispatch(Connection& connection) {
  connection.state = State::answering;
  connection.generation = ++generation_;
  connection.form = {.head_only = parsed_.method == Method::head,
                     .http_1_0 = parsed_.http_1_0,
                     .keep_alive = parsed_.keep_alive && !stopping_};
  clear_deadline(connection);
  stats_.requests.add();
  if (parsed_.method == Method::options && parsed_.target == "*") {
    return answer(connection, Response{.status = 204});
  }
  Request request = request_of(parsed_);
  core_.router.find(parsed_.method, request.path, match_);
  if (match_.handler == nullptr) {
    Response response =
        match_.status == 204 ? Response{.status = 204} : problem_of(match_.status).response();
    if (match_.status == 204 || match_.status == 405) {
      response.headers.emplace_back("Allow", match_.allow);
    }
    return answer(connection, std::move(response));
  }
  if (const TypeFault* const fault = fault_of_type(request)) {
    return answer(connection, problem_of(415).detail(fault->english, fault->chinese).response());
  }
  request.parameters = match_.parameters();
  request.ticket = ticket_of(connection);
  run_handler(*match_.handler, request, connection);
}

/// The request of the connection in hand, without what its route says.
Request Shard::request_of(const ParsedRequest& parsed) {
  const Target target = split_target(parsed.target);
  client_ = in_hand_->is_behind_proxy ? core_.proxies.client_of(in_hand_->peer, parsed.fields)
                                      : in_hand_->peer;
  return {.method = parsed.method,
          .path = target.path,
          .query = target.query,
          .body = parsed.body,
          .peer = client_.view(),
          .fields = parsed.fields,
          .parameters = {},
          .ticket = {}};
}

std::size_t Shard::body_limit(const ParsedRequest& head) {
  const Sender sender = core_.options.sender(request_of(head));
  if (sender.name != 0) {
    in_hand_->holder = sender.name;
    in_hand_->is_known = true;
  }
  return sender.body_bytes;
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
  if (connection->unread || !connection->pending.empty()) {
    line_up(*connection);
  } else {
    set_deadline(*connection, limits_.idle);
  }
}

void Shard::hold(const Ticket& ticket, Lease&& lease) {
  Connection* const connection = find(ticket);
  if (connection != nullptr) connection->lease = std::move(lease);
}

void Shard::note_known(const Ticket& ticket) {
  Connection* const connection = find(ticket);
  if (connection != nullptr) connection->is_known = true;
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
  if (connection.output.empty() && !spares_.empty()) {
    connection.output.swap(spares_.back());
    spares_.pop_back();
  }
  append_answer(connection.output, response, connection.form, date_.text(), connection.quota);
  if (!connection.form.head_only) connection.page = std::move(response.page);
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
  connection.reader.reset();
  give_up(connection.pending);
  connection.taken = 0;
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
