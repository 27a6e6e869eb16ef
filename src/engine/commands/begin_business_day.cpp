#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BusinessDayBegan, Refused> decide(
    const State& state, const Context& context, const protocol::BeginBusinessDay& command) {
  if (auto against = check_new_day(state, context, command); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::BusinessDayBegan{command.on, command.loans_kept_days};
}

}  // namespace tributary::engine
