#pragma once

#include <expected>

#include "engine/state.hpp"
#include "protocol/command.hpp"
#include "protocol/refusal.hpp"

namespace tributary::engine {

using protocol::Refusal;

/// What surrounds a command: its place, the engine's time and who sent it.
struct Context {
  protocol::Sequence sequence = 0;
  protocol::Time now;
  protocol::CallerId caller;

  /// Members act on what is theirs; staff, partners and the system on anything their role allows.
  bool may_act_for(protocol::PartyId party) const {
    return caller.kind() != protocol::CallerKind::member || caller.number() == party.value;
  }
};

/// The event that a command becomes, or the first of the reasons against it. Reads only; a function
/// of its arguments alone. One specialization a command, in `commands/`.
template <class Command>
std::expected<typename Command::Accepted, Refusal> decide(const State&, const Context&,
                                                          const Command&);

/// Folds an event into the state: total, cannot refuse; what it asserts are laws, not rules. One
/// specialization an event, in the file of the noun that owns the state.
template <class Event>
void apply(State&, const Context&, const Event&);

inline std::unexpected<Refusal> refuse(Refusal refusal) { return std::unexpected(refusal); }

}  // namespace tributary::engine
