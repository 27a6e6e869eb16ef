#pragma once

#include <deque>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "http/server.hpp"
#include "http/shard.hpp"

namespace tributary::http {

/// A wire of which a test says when how many bytes come, and takes what is answered.
class ScriptedWire final : public Wire {
 public:
  struct Nothing {};  ///< a read that finds nothing, though the shard was told to read
  struct End {};      ///< the other end has said its last
  using Read = std::variant<std::string, Nothing, End>;

  /// What the other end sees and does; outlives the wire.
  struct Other {
    std::deque<Read> sends;
    std::string received;
    std::size_t room = std::string::npos;  ///< how many bytes it still takes
    bool ended = false;                    ///< it was told that nothing more comes
    bool closed = false;                   ///< the wire is gone
  };

  explicit ScriptedWire(std::shared_ptr<Other> other) : other_(std::move(other)) {}
  ~ScriptedWire() override { other_->closed = true; }

  Moved read(std::span<char> into) override {
    if (other_->sends.empty()) return {State::blocked};
    auto* const bytes = std::get_if<std::string>(&other_->sends.front());
    if (bytes == nullptr) {
      const bool ends = std::holds_alternative<End>(other_->sends.front());
      other_->sends.pop_front();
      return {ends ? State::ended : State::blocked};
    }
    const std::size_t count = bytes->copy(into.data(), into.size());
    bytes->erase(0, count);
    if (bytes->empty()) other_->sends.pop_front();
    return {State::moved, count};
  }
  Moved write(std::string_view bytes) override {
    const std::size_t count = std::min(bytes.size(), other_->room);
    if (count == 0) return {State::blocked};
    other_->received += bytes.substr(0, count);
    if (other_->room != std::string::npos) other_->room -= count;
    return {State::moved, count};
  }
  void end_writing() override { other_->ended = true; }
  int descriptor() const override { return -1; }
  bool short_read_is_all() const override { return true; }

 private:
  std::shared_ptr<Other> other_;
};

/// A real shard of a real server on the thread of a test, whose connections are scripted: every
/// round, read and pause happens when the test says so.
class ShardStage {
 public:
  ShardStage(Options options, Router router) : server_(std::move(options), std::move(router)) {
    shard().take_thread();
  }
  ~ShardStage() { shard().leave_thread(); }

  Server& server() { return server_; }
  Stats stats() const { return server_.stats(); }
  std::size_t buffered_bytes() const { return server_.core_->buffered.load(); }

  /// One end of a new connection.
  class Client {
   public:
    void send(std::string bytes) { other_->sends.emplace_back(std::move(bytes)); }
    /// The next read finds nothing.
    void pause() { other_->sends.emplace_back(ScriptedWire::Nothing{}); }
    /// Takes so many bytes more and not one beyond.
    void take(std::size_t bytes) { other_->room = bytes; }
    void leave() { other_->sends.emplace_back(ScriptedWire::End{}); }
    const std::string& received() const { return other_->received; }
    bool is_over() const { return other_->ended || other_->closed; }

   private:
    friend class ShardStage;
    std::shared_ptr<ScriptedWire::Other> other_ = std::make_shared<ScriptedWire::Other>();
    std::uint32_t slot_ = 0;
  };

  Client connect(std::string_view address = "192.0.2.1") {
    Client client;
    PeerAddress peer;
    address.copy(peer.text.data(), peer.text.size() - 1);
    Connection* const connection =
        shard().open(std::make_unique<ScriptedWire>(client.other_), peer);
    if (connection != nullptr) client.slot_ = connection->slot;
    return client;
  }

  /// Tells the shard to read as often as the script has something, and runs its rounds.
  void play(Client& client) {
    do {
      ready(client);
    } while (!client.other_->sends.empty() && !client.other_->closed);
  }
  void ready(const Client& client) {
    if (client.other_->closed) return;
    Connection& connection = *shard().connections_[client.slot_];
    shard().attempt(connection, [&] { shard().on_ready(connection, EPOLLIN | EPOLLOUT); });
    turn();
  }
  void stop() {
    shard().begin_stop();
    turn();
  }
  void turn() {
    do {
      shard().turn_at_once();
    } while (!shard().again_.empty() || shard().loop_.has_posted());
  }

 private:
  Shard& shard() { return *server_.core_->shards.front(); }

  Server server_;
};

}  // namespace tributary::http
