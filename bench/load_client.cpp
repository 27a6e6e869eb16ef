#include "bench/load_client.hpp"

#include <fcntl.h>
#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "bench/interruption.hpp"
#include "bench/stopwatch.hpp"
#include "http/tls_client.hpp"

namespace tributary::bench {
namespace {

constexpr std::uint64_t patience_ns = 30'000'000'000;

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void require_open(http::Wire::Moved moved, const char* what) {
  if (moved.state == http::Wire::State::ended) {
    throw std::runtime_error("the server closed a connection");
  }
  if (moved.state == http::Wire::State::broken) throw_errno(what);
}

std::unique_ptr<http::Wire> wire_to(const Endpoint& server, Secure secure) {
  http::FileDescriptor socket = http::connect_to(server);
  if (secure == Secure::yes) return http::tls_client(std::move(socket));
  const int flags = ::fcntl(socket.get(), F_GETFL);
  if (::fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK) != 0) throw_errno("fcntl");
  return http::plain_wire(std::move(socket));
}

timespec as_timespec(std::uint64_t ns) {
  return {static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
}

}  // namespace

/// The sockets, and what is on its way on each.
struct LoadClient::Connections {
  struct Connection {
    std::unique_ptr<http::Wire> wire;
    std::uint64_t since_ns = 0;  ///< what the latency of its request counts from
    std::string unsent;
    std::string received;  ///< of an answer that is not complete
  };

  Connections(const Endpoint& server, unsigned count, Scan scan, Secure secure);
  /// Sends a request on a connection that waits for nothing.
  void send(Connection& connection, std::string_view request, std::uint64_t since_ns);
  /// Waits up to `timeout_ns` for answers and calls `on_answer(connection, status, now)` for each.
  template <class OnAnswer>
  void receive(std::uint64_t timeout_ns, OnAnswer&& on_answer);
  template <class OnAnswer>
  void await_rest(OnAnswer&& on_answer);

  std::vector<Connection> all;
  unsigned waiting = 0;  ///< connections whose request is not answered

 private:
  template <class OnAnswer>
  void read(Connection& connection, OnAnswer&& on_answer);
  void flush(Connection& connection);
  void listen_for(Connection& connection, std::uint32_t events, int operation);

  const Scan scan_;
  http::FileDescriptor epoll_;
  std::uint64_t silent_since_ns_ = 0;
  std::array<epoll_event, 512> events_{};
  std::array<char, 64 * 1024> bytes_;
};

LoadClient::Connections::Connections(const Endpoint& server, unsigned count, Scan scan,
                                     Secure secure)
    : scan_(scan), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_) throw_errno("epoll_create1");
  if (http::raise_open_file_limit() < count + 64U) {
    throw std::runtime_error("too few open files are allowed for " + std::to_string(count) +
                             " connections: ulimit -n");
  }
  all.resize(count);
  for (Connection& connection : all) {
    connection.wire = wire_to(server, secure);
    listen_for(connection, EPOLLIN | EPOLLET, EPOLL_CTL_ADD);
  }
}

void LoadClient::Connections::listen_for(Connection& connection, std::uint32_t events,
                                         int operation) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &connection;
  if (::epoll_ctl(epoll_.get(), operation, connection.wire->descriptor(), &event) != 0) {
    throw_errno("epoll_ctl");
  }
}

void LoadClient::Connections::send(Connection& connection, std::string_view request,
                                   std::uint64_t since_ns) {
  connection.since_ns = since_ns;
  if (waiting++ == 0) silent_since_ns_ = since_ns;
  const auto sent = connection.wire->write(request);
  if (sent.count == request.size()) [[likely]]
    return;
  require_open(sent, "send");
  connection.unsent = request.substr(sent.count);
  listen_for(connection, EPOLLIN | EPOLLOUT | EPOLLET, EPOLL_CTL_MOD);
}

void LoadClient::Connections::flush(Connection& connection) {
  std::string& unsent = connection.unsent;
  const auto sent = connection.wire->write(unsent);
  require_open(sent, "send");
  unsent.erase(0, sent.count);
  if (unsent.empty()) listen_for(connection, EPOLLIN | EPOLLET, EPOLL_CTL_MOD);
}

template <class OnAnswer>
void LoadClient::Connections::receive(std::uint64_t timeout_ns, OnAnswer&& on_answer) {
  const timespec timeout = as_timespec(timeout_ns);
  const int ready = ::epoll_pwait2(epoll_.get(), events_.data(), static_cast<int>(events_.size()),
                                   &timeout, nullptr);
  if (ready < 0 && errno != EINTR) throw_errno("epoll_pwait2");
  stop_if_interrupted();
  for (int i = 0; i < ready; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    auto& connection = *static_cast<Connection*>(event.data.ptr);
    if ((event.events & EPOLLOUT) != 0) flush(connection);
    if ((event.events & ~std::uint32_t{EPOLLOUT}) != 0) read(connection, on_answer);
  }
  if (ready == 0 && waiting > 0 && now_ns() - silent_since_ns_ > patience_ns) {
    throw std::runtime_error("the server owes " + std::to_string(waiting) + " answers");
  }
}

template <class OnAnswer>
void LoadClient::Connections::read(Connection& connection, OnAnswer&& on_answer) {
  const auto came = connection.wire->read(bytes_);
  if (came.state == http::Wire::State::blocked) return;
  require_open(came, "recv");
  std::string_view bytes(bytes_.data(), came.count);
  if (!connection.received.empty()) bytes = connection.received.append(bytes);
  const ScannedAnswer answer = scan_(bytes);
  if (!answer.complete) {
    if (connection.received.empty()) connection.received = bytes;
    return;
  }
  if (answer.size != bytes.size()) throw std::runtime_error("more bytes than one answer");
  connection.received.clear();
  --waiting;
  silent_since_ns_ = now_ns();
  on_answer(connection, answer.status, silent_since_ns_);
}

template <class OnAnswer>
void LoadClient::Connections::await_rest(OnAnswer&& on_answer) {
  while (waiting > 0) receive(patience_ns, on_answer);
}

namespace {

void count(LoadResult& result, int status, std::uint64_t latency_ns) {
  ++(status / 100 == 2 ? result.accepted : result.others);
  result.latency.add(latency_ns);
}

}  // namespace

LoadClient::LoadClient(const Endpoint& server, unsigned connections, Scan scan, Secure secure)
    : connections_(std::make_unique<Connections>(server, connections, scan, secure)) {}

LoadClient::~LoadClient() = default;

LoadResult LoadClient::closed_loop(Requests& requests, Duration duration) {
  LoadResult result;
  std::uint64_t now = now_ns();
  const std::uint64_t cpu_begin = thread_cpu_ns();
  const std::uint64_t end = now + static_cast<std::uint64_t>(duration.count());
  const auto on_answer = [&](Connections::Connection& connection, int status, std::uint64_t at) {
    if (at < end) {
      count(result, status, at - connection.since_ns);
      connections_->send(connection, requests.next(), at);
    }
  };
  for (auto& connection : connections_->all) connections_->send(connection, requests.next(), now);
  for (; now < end; now = now_ns()) connections_->receive(end - now, on_answer);
  result.seconds = static_cast<double>(duration.count()) / 1e9;
  result.client_seconds = static_cast<double>(thread_cpu_ns() - cpu_begin) / 1e9;
  connections_->await_rest(on_answer);
  return result;
}

LoadResult LoadClient::open_loop(Requests& requests, double rate, Duration duration) {
  const auto total = static_cast<std::uint64_t>(static_cast<double>(duration.count()) / 1e9 * rate);
  return on_time(requests, total, 1e9 / rate);
}

LoadResult LoadClient::queue(Requests& requests, std::uint64_t count) {
  return on_time(requests, count, 0);
}

LoadResult LoadClient::on_time(Requests& requests, std::uint64_t total, double distance_ns) {
  LoadResult result;
  const std::uint64_t start = now_ns();
  const std::uint64_t cpu_begin = thread_cpu_ns();
  std::vector<Connections::Connection*> free;
  for (auto& connection : connections_->all) free.push_back(&connection);
  const auto on_answer = [&](Connections::Connection& connection, int status, std::uint64_t at) {
    count(result, status, at - connection.since_ns);
    free.push_back(&connection);
  };
  for (std::uint64_t number = 0; number < total;) {
    const auto due = start + static_cast<std::uint64_t>(static_cast<double>(number) * distance_ns);
    const std::uint64_t now = now_ns();
    if (due <= now && !free.empty()) {
      connections_->send(*free.back(), requests.next(), due);
      free.pop_back();
      ++number;
    } else {
      connections_->receive(due > now ? due - now : patience_ns, on_answer);
    }
  }
  connections_->await_rest(on_answer);
  result.seconds = seconds_since(start);
  result.client_seconds = static_cast<double>(thread_cpu_ns() - cpu_begin) / 1e9;
  return result;
}

LoadResult LoadClient::rush(Requests& requests) {
  LoadResult result;
  const std::uint64_t start = now_ns();
  const std::uint64_t cpu_begin = thread_cpu_ns();
  const auto on_answer = [&](Connections::Connection& connection, int status, std::uint64_t at) {
    count(result, status, at - connection.since_ns);
  };
  for (auto& connection : connections_->all) {
    connections_->send(connection, requests.next(), start);
  }
  connections_->await_rest(on_answer);
  result.seconds = static_cast<double>(result.latency.max()) / 1e9;
  result.client_seconds = static_cast<double>(thread_cpu_ns() - cpu_begin) / 1e9;
  return result;
}

}  // namespace tributary::bench
