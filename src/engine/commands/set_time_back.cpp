#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::TimeSetBack, Refused> decide(const State& state, const Context&,
                                                     const protocol::SetTimeBack& command) {
  if (command.to >= state.now) return refuse(Refusal::time_not_ahead);
  return protocol::TimeSetBack{command.to};
}

}  // namespace tributary::engine
