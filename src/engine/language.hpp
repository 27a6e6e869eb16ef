#pragma once

#include "engine/approval.hpp"
#include "engine/engine.hpp"

/// What the engine does with a record, for any list of commands and events: `decide` and `apply`
/// are found by their types. The engine itself speaks `protocol::Commands` and `protocol::Events`;
/// a test may speak those of a later day, to see that they read what was written today.
namespace tributary::engine {

/// Decides one framed command, applies its event, appends its record to `group`.
/// Needs: a request whose key and reference the state does not know.
/// Errors: CodecError for anything but the bytes of one command; nothing has changed then.
template <class Commands>
Verdict decide_and_apply(State& state, RulesVersion rules, const protocol::Request& request,
                         base::ByteBuffer& group) {
  protocol::Reader in(request.command);
  const protocol::Frame frame = protocol::read_frame(in);
  if (!in.done()) throw protocol::CodecError("more than one command");
  Verdict verdict;
  protocol::visit_frame<Commands>(frame, [&]<class Command>(const Command& wish) {
    const Context context{++state.sequence, state.time(), request.sender, rules};
    state.requests.insert({request.key, protocol::body_hash_of(request), context.sequence});
    verdict.sequence = context.sequence;
    verdict.loan = protocol::loan_of(wish);
    protocol::write_request(group, request);
    const auto decision = decide_approved(state, context, wish);
    if (decision) {
      apply(state, context, *decision);
      state.ledger.assert_backed();
      if (const auto reference = protocol::reference_key(request.sender, wish)) {
        state.requests.insert_beside({*reference, 0, context.sequence});
      }
      protocol::write_event(group, *decision);
    } else {
      verdict.refusal = decision.error().refusal;
      protocol::write_refusal(group, decision.error().refusal, decision.error().detail);
    }
  });
  return verdict;
}

/// Folds a record in that was decided by `rules`, without deciding again.
/// Errors: CodecError for bytes no writer produced.
template <class Events>
void fold(State& state, RulesVersion rules, const protocol::Record& record) {
  const Context context{++state.sequence, state.time(), record.sender, rules};
  state.requests.insert(known_request(context.sequence, record));
  if (const auto reference = known_reference(context.sequence, record)) {
    state.requests.insert_beside(*reference);
  }
  if (record.refusal != Refusal::none) return;
  protocol::visit_frame<Events>(record.event,
                                [&](const auto& event) { apply(state, context, event); });
  state.ledger.assert_backed();
}

/// What a record's command becomes in this state and context: the framed event, or why not.
template <class Commands>
Refused decide_again_in(const State& state, const Context& context, const protocol::Record& record,
                        base::ByteBuffer& event) {
  Refused refused = Refusal::none;
  protocol::visit_frame<Commands>(record.command, [&](const auto& command) {
    const auto decision = decide_approved(state, context, command);
    if (decision) {
      protocol::encode_framed(event, *decision);
    } else {
      refused = decision.error();
    }
  });
  return refused;
}

}  // namespace tributary::engine
