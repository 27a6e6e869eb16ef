#pragma once

#include <algorithm>
#include <expected>

#include "engine/state.hpp"
#include "protocol/command.hpp"
#include "protocol/refusal_detail.hpp"

namespace tributary::engine {

using protocol::Refusal;

/// Raised by one whenever a command would be decided otherwise than before, or an event of a new
/// group means something else than it did. Each group says by which rules it was decided.
using RulesVersion = std::int32_t;
inline constexpr RulesVersion rules_version = 1;

/// What surrounds a command: its place, what time it is (`State::time`), who sent it, and by which
/// rules it is or was decided. `apply` asks for these where the meaning of an event has changed:
/// old groups keep the meaning that their hashes were made with.
struct Context {
  protocol::Sequence sequence = 0;
  protocol::Time now;
  protocol::Sender sender;
  RulesVersion rules = rules_version;

  /// Whether it is asked for some party, and not for the platform. Who acts for a party acts on
  /// what is its own; all others on anything their role allows.
  bool for_a_party() const {
    return sender.party || sender.actor.kind() == protocol::ActorKind::member;
  }
  bool may_act_for(protocol::PartyId party) const {
    return !for_a_party() || sender.party == party;
  }
};

/// Why a command is refused and, where that can be said, what it was decided by.
struct Refused {
  Refusal refusal = Refusal::none;
  protocol::RefusalDetail detail;

  Refused(Refusal reason) : refusal(reason) {}
  Refused(Refusal reason, const protocol::RefusalDetail& decided_by)
      : refusal(reason), detail(decided_by) {}
  friend bool operator==(const Refused& refused, Refusal reason) {
    return refused.refusal == reason;
  }
};

/// The event that a command becomes, or the first of the reasons against it. Reads only; a function
/// of its arguments alone. One specialization a command, in `commands/`.
template <class Command>
std::expected<typename Command::Accepted, Refused> decide(const State&, const Context&,
                                                          const Command&);

/// Folds an event into the state: total, cannot refuse; what it asserts are laws, not rules. One
/// specialization an event, in the file of the noun that owns the state.
template <class Event>
void apply(State&, const Context&, const Event&);

inline std::unexpected<Refused> refuse(const Refused& refused) { return std::unexpected(refused); }

/// With the limit that was missed, and what there was instead.
template <class Figure>
std::unexpected<Refused> refuse(Refusal refusal, Figure limit, Figure actual) {
  return std::unexpected(Refused(refusal, protocol::RefusalDetail::of(limit, actual)));
}

/// Of an account that may spend less than nothing it is told that it may spend nothing.
inline Refused lacks_funds(Amount spendable, Amount needed) {
  return {Refusal::insufficient_funds,
          protocol::RefusalDetail::of(std::max(Amount{}, spendable), needed)};
}

}  // namespace tributary::engine
