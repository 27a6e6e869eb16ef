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
    protocol::CallerId caller;
    std::vector<std::byte> command;
  };

  bool submit(http::Ticket ticket, protocol::RequestKey key, protocol::CallerId caller,
              std::span<const std::byte> command) override {
    const std::scoped_lock lock(mutex_);
    if (!accepts_) return false;
    submitted_.push_back({key, caller, {command.begin(), command.end()}});
    server_->respond(ticket, {.status = 299, .body = "taken"});
    return true;
  }

  bool ask(http::Ticket ticket, protocol::CallerId caller, const protocol::Query& query) override {
    const std::scoped_lock lock(mutex_);
    if (!accepts_) return false;
    asked_.emplace_back(caller, query);
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
  std::vector<std::pair<protocol::CallerId, protocol::Query>> asked() const {
    const std::scoped_lock lock(mutex_);
    return asked_;
  }

 private:
  mutable std::mutex mutex_;
  http::Server* server_ = nullptr;
  bool accepts_ = true;
  std::vector<Submitted> submitted_;
  std::vector<std::pair<protocol::CallerId, protocol::Query>> asked_;
};

}  // namespace tributary::api
