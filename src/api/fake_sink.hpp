#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "api/sink.hpp"
#include "http/server.hpp"
#include "protocol/record.hpp"

namespace tributary::api {

/// An engine for tests: keeps what it was sent and answers at once as it was told to.
class FakeSink : public Sink {
 public:
  struct Submitted {
    protocol::RequestKey key;
    protocol::Sender sender;
    std::uint64_t digest = 0;
    std::vector<std::byte> command;
  };

  bool submit(http::Ticket ticket, const protocol::Request& request) override {
    const std::scoped_lock lock(mutex_);
    if (!accepts_) return false;
    submitted_.push_back({request.key,
                          request.sender,
                          request.digest,
                          {request.command.begin(), request.command.end()}});
    server_->respond(ticket, {.status = 299, .body = "taken"});
    return true;
  }

  bool ask(http::Ticket ticket, const protocol::Sender& sender,
           const protocol::Query& query) override {
    const std::scoped_lock lock(mutex_);
    if (!accepts_) return false;
    asked_.emplace_back(sender, query);
    server_->post(ticket.shard, [this, ticket, query] { answer(ticket, query); });
    return true;
  }

  void connect(http::Server& server) { server_ = &server; }
  void accept(bool accepts) {
    const std::scoped_lock lock(mutex_);
    accepts_ = accepts;
  }
  /// How a question is answered, on the shard; before the server starts.
  std::function<void(http::Ticket, const protocol::Query&)> answer;

  std::vector<Submitted> submitted() const {
    const std::scoped_lock lock(mutex_);
    return submitted_;
  }
  std::vector<std::pair<protocol::Sender, protocol::Query>> asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

 private:
  mutable std::mutex mutex_;
  http::Server* server_ = nullptr;
  bool accepts_ = true;
  std::vector<Submitted> submitted_;
  std::vector<std::pair<protocol::Sender, protocol::Query>> asked_;
};

}  // namespace tributary::api
