#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BusinessDayBegan, Refused> decide(
    const State& state, const Context&, const protocol::BeginBusinessDay& command) {
  if (command.on <= state.days.today()) return refuse(Refusal::business_day_goes_back);
  if (state.days.begun() && command.on != state.days.today() + 1) {
    return refuse(Refusal::business_day_skipped);
  }
  return protocol::BusinessDayBegan{command.on, command.loans_kept_days};
}

}  // namespace tributary::engine
