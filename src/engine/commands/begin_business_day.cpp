#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BusinessDayBegan, Refused> decide(
    const State& state, const Context& context, const protocol::BeginBusinessDay& command) {
  if (auto against = check_new_day(state, context, command); against != Refusal::none) {
    return refuse(against);
  }
  const std::uint16_t kept = command.loans_kept_days.value_or(state.days.loans_kept_days());
  // What leaves memory cannot be taken back any more: that is the platform's to set, for good.
  if (kept < state.days.loans_kept_days() &&
      context.sender.actor.kind() != protocol::ActorKind::agent) {
    return refuse(Refusal::loans_kept_days_shortened);
  }
  return protocol::BusinessDayBegan{command.on, kept};
}

}  // namespace tributary::engine
