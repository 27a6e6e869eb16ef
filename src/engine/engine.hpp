#pragma once

#include <span>

#include "base/byte_buffer.hpp"
#include "engine/state.hpp"
#include "protocol/query.hpp"
#include "protocol/record.hpp"

namespace tributary::engine {

/// What became of a request.
struct Verdict {
  enum class Kind : std::uint8_t {
    recorded,  ///< decided now; its record was appended to the group
    repeated,  ///< decided before: the answer is that of the record at `sequence`
    reused,    ///< the id belongs to another body: refused, nothing changed
    full,      ///< no room to remember another id: refused, the id stays unused
  };
  Kind kind = Kind::recorded;
  protocol::Sequence sequence = 0;
  protocol::Refusal refusal = protocol::Refusal::none;
};

/// How far ahead of `execute` or `replay` the two prefetches pay.
inline constexpr std::size_t prefetch_distance = 12;
inline constexpr std::size_t prefetch_owner_distance = 5;

/// The one writer. Deterministic: a function of the commands, their order and the times of their
/// groups. No clock, no thread, no file.
class Engine {
 public:
  const State& state() const { return state_; }
  State& state_for_restore() { return state_; }

  /// Sets the engine's time for the commands that follow. Time never goes back.
  void begin_group(protocol::Time now);

  /// Starts to fetch what `execute` will look at for a command some places behind in the queue. A
  /// hint: it changes speed alone.
  void prefetch(protocol::RequestKey key, std::span<const std::byte> command) const;
  /// Likewise, some places nearer: what lies behind the account that `prefetch` has fetched
  /// meanwhile.
  void prefetch_owner(std::span<const std::byte> command) const;

  /// Decides one framed command, applies its event, appends its record to `group`.
  /// Errors: CodecError for anything but the bytes of one command; nothing has changed then.
  Verdict execute(protocol::RequestKey key, protocol::CallerId caller,
                  std::span<const std::byte> command, base::ByteBuffer& group);

  /// Folds a record of the journal in, without deciding again.
  /// Errors: CodecError for bytes no writer produced.
  void replay(const protocol::Record& record);

  /// The state at this instant.
  protocol::Answer answer(protocol::CallerId caller, const protocol::Query& query) const;

 private:
  State state_;
};

/// What a command would become now, without changing anything: the framed event, or the refusal.
/// For audits that decide a journal again.
protocol::Refusal decide_again(const State& state, protocol::Sequence sequence,
                               const protocol::Record& record, base::ByteBuffer& event);

}  // namespace tributary::engine
