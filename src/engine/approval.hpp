#pragma once

#include "engine/decision.hpp"
#include "protocol/undo.hpp"

namespace tributary::engine {

/// Whether another person has approved than who asks. The first reason against, or none.
inline Refusal check_second_person(const Context& context) {
  const protocol::Sender& sender = context.sender;
  if (!sender.approver) return Refusal::approval_missing;
  return sender.approver == sender.actor ? Refusal::approved_by_oneself : Refusal::none;
}

/// Four eyes: what cannot be undone is asked by one person and approved by another. The first
/// reason against, or none.
template <class Command>
Refusal check_approval(const Context& context, const Command& command) {
  return protocol::needs_approval(context.sender, command) ? check_second_person(context)
                                                           : Refusal::none;
}

/// What has no endpoint is sent by the platform's own agents alone: whoever else could, would
/// choose what only the machine knows.
template <class Command>
Refusal check_sender(const Context& context, const Command& command) {
  if (context.sender.approver == protocol::no_suitable_approver) return Refusal::approval_invalid;
  const bool by_agent = context.sender.actor.kind() == protocol::ActorKind::agent;
  if (!protocol::is_public<Command> && !by_agent) return Refusal::agents_only;
  return check_approval(context, command);
}

/// `decide`, for what is sent.
template <class Command>
std::expected<typename Command::Accepted, Refused> decide_approved(const State& state,
                                                                   const Context& context,
                                                                   const Command& command) {
  const Refusal against = check_sender(context, command);
  return against == Refusal::none ? decide(state, context, command) : refuse(against);
}

}  // namespace tributary::engine
