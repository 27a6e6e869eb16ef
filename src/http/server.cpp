#include "http/server.hpp"

#include <pthread.h>

#include "base/assert.hpp"
#include "http/shard.hpp"

namespace tributary::http {

Server::Server(Options options, Router router)
    : core_(new ServerCore{
          .options = std::move(options), .router = std::move(router), .server = *this}) {
  ServerCore& core = *core_;
  ASSERT(core.options.shards > 0);
  core.proxies = TrustedProxies(core.options.proxies);
  core.options.proxies = {};
  ASSERT(!core.options.address.empty() || !core.options.socket.empty());
  if (!core.options.address.empty()) {
    core.listeners.push_back(
        {listen_on(core.options.address, core.options.port), core.options.tls});
    core.port = local_port(core.listeners.front().socket);
  }
  if (const auto& socket = core.options.socket; !socket.empty()) {
    core.listeners.push_back({listen_on(socket), nullptr});
  }
  core.listening_shards = core.options.shards;
  for (unsigned i = 0; i < core.options.shards; ++i) {
    core.shards.push_back(std::make_unique<Shard>(i, core));
  }
}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

void Server::start() {
  ASSERT(core_->threads.empty());
  for (const auto& shard : core_->shards) {
    std::thread& thread = core_->threads.emplace_back([&shard = *shard] { shard.run(); });
    const std::string name = core_->options.name + "-" + std::to_string(core_->threads.size() - 1);
    ::pthread_setname_np(thread.native_handle(), name.c_str());
  }
}

void Server::stop(std::chrono::milliseconds patience) {
  hurry(patience);
  for (const auto& shard : core_->shards) {
    shard->post([&shard = *shard] { shard.begin_stop(); });
  }
  for (std::thread& thread : core_->threads) thread.join();
  core_->threads.clear();
  std::error_code gone;
  const bool was_listening = !std::exchange(core_->listeners, {}).empty();
  if (was_listening && !core_->options.socket.empty()) {
    std::filesystem::remove(core_->options.socket, gone);
  }
}

void Server::hurry(std::chrono::milliseconds patience) {
  const auto end = (Shard::Clock::now() + patience).time_since_epoch();
  const std::int64_t wished = std::chrono::nanoseconds(end).count();
  std::int64_t known = core_->stop_at_ns.load();
  while (wished < known && !core_->stop_at_ns.compare_exchange_weak(known, wished)) {
  }
}

unsigned Server::shards() const { return core_->options.shards; }

std::uint16_t Server::port() const { return core_->port; }

Stats Server::stats() const {
  Stats sum;
  for (const auto& shard : core_->shards) add_counts(sum, shard->stats());
  return sum;
}

void Server::post(unsigned shard, Functor work) {
  ASSERT(shard < core_->shards.size());
  core_->shards[shard]->post(std::move(work));
}

void Server::respond(const Ticket& ticket, Response&& response) {
  core_->shards.at(ticket.shard)->respond(ticket, std::move(response));
}

void Server::hold(const Ticket& ticket, Lease&& lease) {
  core_->shards.at(ticket.shard)->hold(ticket, std::move(lease));
}

void Server::note_known(const Ticket& ticket) { core_->shards[ticket.shard]->note_known(ticket); }

void Server::note_quota(const Ticket& ticket, QuotaNote note) {
  core_->shards.at(ticket.shard)->note_quota(ticket, note);
}

void Server::observe_streams(StreamObserver* observer) { core_->observer = observer; }

bool Server::begin_stream(const Ticket& ticket, std::string_view content_type) {
  return core_->shards.at(ticket.shard)->begin_stream(ticket, content_type);
}

StreamState Server::write_stream(const Ticket& stream, std::string_view bytes) {
  return core_->shards.at(stream.shard)->write_stream(stream, bytes);
}

StreamState Server::stream_state(const Ticket& stream) const {
  return std::as_const(*core_->shards.at(stream.shard)).stream_state(stream);
}

void Server::end_stream(const Ticket& stream) {
  core_->shards.at(stream.shard)->end_stream(stream);
}

}  // namespace tributary::http
