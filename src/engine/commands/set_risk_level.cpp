#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::RiskLevelSet, Refused> decide(const State& state, const Context&,
                                                      const protocol::SetRiskLevel& command) {
  if (auto against = check_party(state, command.party); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::RiskLevelSet{command.party, command.risk_level};
}

}  // namespace tributary::engine
