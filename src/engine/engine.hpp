#pragma once

#include <optional>
#include <span>
#include <stdexcept>

#include "base/byte_buffer.hpp"
#include "engine/decision.hpp"
#include "engine/state.hpp"
#include "protocol/query.hpp"
#include "protocol/record.hpp"

namespace tributary::engine {

/// A group that was decided by rules this program does not know: what its events mean is not known
/// either.
struct NewerRules : std::runtime_error {
  explicit NewerRules(RulesVersion rules);
};

/// What became of a request.
struct Verdict {
  enum class Kind : std::uint8_t {
    recorded,  ///< decided now; its record was appended to the group
    repeated,  ///< decided before: the answer is that of the record at `sequence`
    reused,  ///< the id, or the bank's reference, belongs to another one: refused, nothing changed
  };
  Kind kind = Kind::recorded;
  protocol::Sequence sequence = 0;
  protocol::Refusal refusal = protocol::Refusal::none;
  protocol::LoanId loan;  ///< that a command recorded now is about; the zero id: none
};

/// What `execute` or `replay` will be given some places further behind.
struct Upcoming {
  protocol::RequestKey key;
  std::span<const std::byte> command;  ///< framed; empty for what is no command
};

/// The one writer. Deterministic: a function of the commands, their order and the times of their
/// groups. No clock, no thread, no file.
class Engine {
 public:
  const State& state() const { return state_; }
  State& state_for_restore() { return state_; }

  /// Sets the engine's time for the commands that follow, which are decided by today's rules. Time
  /// never goes back.
  void begin_group(protocol::Time now) { begin_group(now, rules_version); }
  /// For `replay`: of a group that was decided by these rules. Errors: NewerRules.
  void begin_group(protocol::Time now, RulesVersion rules);

  /// Starts to fetch what the commands behind place `i` of `count` will look at; `at(place)` gives
  /// one as `Upcoming`. A hint, to be given before each command: it changes speed alone.
  template <class At>
  void prefetch_behind(std::size_t i, std::size_t count, At&& at) const {
    if (i + prefetch_distance < count) prefetch(at(i + prefetch_distance));
    if (i + prefetch_owner_distance < count) prefetch_owner(at(i + prefetch_owner_distance));
  }

  /// How many requests a generation of those remembered here takes.
  void bound_requests(std::size_t generation) { state_.requests.set_generation_size(generation); }
  /// Drops requests that are kept elsewhere: `RequestWindow::forget`. Whoever executes a command
  /// asks there first, from now on.
  RequestWindow::Generations forget_requests(protocol::Sequence kept_through) {
    return state_.requests.forget(kept_through);
  }

  /// Decides one framed command, applies its event, appends its record to `group`.
  /// Errors: CodecError for anything but the bytes of one command; nothing has changed then.
  Verdict execute(const protocol::Request& request, base::ByteBuffer& group);

  /// Folds a record of the journal in, without deciding again.
  /// Errors: CodecError for bytes no writer produced.
  void replay(const protocol::Record& record);

  /// The state at this instant.
  protocol::Answer answer(const protocol::Sender& sender, const protocol::Query& query) const;

 private:
  static constexpr std::size_t prefetch_distance = 12;
  static constexpr std::size_t prefetch_owner_distance = 5;

  void prefetch(const Upcoming& command) const;
  /// Nearer: what lies behind the account that `prefetch` has fetched meanwhile.
  void prefetch_owner(const Upcoming& command) const;

  State state_;
  RulesVersion rules_ = rules_version;
};

/// What is remembered of a request whose record the journal has.
protocol::KnownRequest known_request(protocol::Sequence sequence, const protocol::Record& record);

/// And of the bank's reference under which its command booked money; nothing where it did not.
std::optional<protocol::KnownRequest> known_reference(protocol::Sequence sequence,
                                                      const protocol::Record& record);

/// What a command would become now by today's rules, without changing anything: the framed event,
/// or why it is refused. For audits that decide a journal again.
Refused decide_again(const State& state, protocol::Sequence sequence,
                     const protocol::Record& record, base::ByteBuffer& event);

}  // namespace tributary::engine
