#pragma once

#include <condition_variable>
#include <mutex>
#include <string_view>

#include "app/pipeline.hpp"
#include "protocol/request_key.hpp"

namespace tributary::app {

/// Commands from within the process: the start of a platform, demos, timers. One caller at a time.
class LocalOutlet final : public Outlet {
 public:
  static constexpr std::uint32_t number = 1U << 16;  ///< above all shards

  explicit LocalOutlet(Pipeline& pipeline) : pipeline_(pipeline) {}

  struct Outcome {
    protocol::Sequence sequence = 0;
    protocol::Refusal refusal = protocol::Refusal::none;
    bool repeated = false;
  };
  /// Sends a command and waits until it is durable. A request id that was used gives `repeated`.
  template <class Command>
  Outcome call(protocol::CallerId caller, std::string_view request_id, const Command& command) {
    base::ByteBuffer bytes;
    protocol::encode_framed(bytes, command);
    return call(caller, request_id, bytes.view());
  }

  void deliver(const std::shared_ptr<const GroupInFlight>& group) override;

 private:
  Outcome call(protocol::CallerId caller, std::string_view request_id,
               std::span<const std::byte> command);

  Pipeline& pipeline_;
  std::mutex mutex_;
  std::condition_variable answered_;
  std::uint64_t asked_ = 0;
  std::uint64_t seen_ = 0;
  Outcome outcome_;
};

}  // namespace tributary::app
