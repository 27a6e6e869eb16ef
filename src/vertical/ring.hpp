#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "protocol/query.hpp"
#include "protocol/record.hpp"

namespace tributary::vertical {

/// The way to the one writer and back, as any client has it. Implemented by `ring`.
class Ring {
 public:
  struct Outcome {
    protocol::Sequence sequence = 0;
    protocol::Refusal refusal = protocol::Refusal::none;
    bool repeated = false;     ///< the id was used: this is where its first answer stands
    bool is_recorded = false;  ///< the journal has it at `sequence`

    /// The id was used, for the same command or for another one.
    bool is_of_before() const {
      return repeated || refusal == protocol::Refusal::request_id_reused;
    }
  };
  using Told = std::function<void(const Outcome&)>;
  using Answered = std::function<void(const protocol::Answer&)>;
  using Found = std::function<void(const protocol::Record*)>;

  virtual ~Ring() = default;

  /// `told` is called once the outcome is durable, on another thread, and must not wait for
  /// anything; never, if the platform stops before. `command` is framed by `encode_framed`.
  virtual void send(const protocol::Sender&, std::string_view request_id,
                    std::span<const std::byte> command, Told told) = 0;
  /// Likewise.
  virtual void ask(const protocol::Sender&, const protocol::Query&, Answered answered) = 0;
  /// Likewise: what the journal keeps under a durable sequence, for as long as the call; nothing
  /// when it cannot be read now.
  virtual void find(protocol::Sequence, Found found) = 0;
};

}  // namespace tributary::vertical
