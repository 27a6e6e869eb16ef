#pragma once

#include <mutex>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "protocol/request_digest.hpp"
#include "protocol/request_key.hpp"
#include "ring/pipeline.hpp"
#include "ring/repeat_reader.hpp"
#include "vertical/ring.hpp"

namespace tributary::ring {

/// Commands and questions from within the process: the start of a platform, demos, timers. Any
/// thread, any number at a time.
class LocalOutlet final : public Outlet, public vertical::Ring {
 public:
  static constexpr std::uint32_t number = 1U << 16;  ///< above all shards

  LocalOutlet(Pipeline& pipeline, RepeatReader& repeats) : pipeline_(pipeline), repeats_(repeats) {}

  void send(const protocol::Sender& sender, std::string_view request_id,
            std::span<const std::byte> command, Told told) override;
  /// Under a key that is not of the sender's own ids.
  void send(const protocol::RequestKey& key, const protocol::Sender& sender,
            std::span<const std::byte> command, Told told);
  void ask(const protocol::Sender& sender, const protocol::Query& query,
           Answered answered) override;
  void find(protocol::Sequence sequence, Found found) override;

  /// Sends a command and waits until it is durable. A request id that was used gives `repeated`.
  template <class Command>
  Outcome call(const protocol::Sender& sender, std::string_view request_id,
               const Command& command) {
    base::ByteBuffer bytes;
    protocol::encode_framed(bytes, command);
    return call(sender, request_id, bytes.view());
  }

  void deliver(const std::shared_ptr<const GroupInFlight>& group) override;

 private:
  using Waiter = std::variant<Told, Answered>;

  Outcome call(const protocol::Sender& sender, std::string_view request_id,
               std::span<const std::byte> command);
  Origin wait_as(Waiter waiter);
  Waiter take_waiter(const Origin& origin);

  Pipeline& pipeline_;
  RepeatReader& repeats_;
  std::mutex mutex_;
  std::uint64_t asked_ = 0;
  std::unordered_map<std::uint64_t, Waiter> waiters_;
};

}  // namespace tributary::ring
