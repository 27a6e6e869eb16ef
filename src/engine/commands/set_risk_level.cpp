#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::RiskLevelSet, Refused> decide(const State& state, const Context&,
                                                      const protocol::SetRiskLevel& command) {
  if (auto against = check_party(command.party); against != Refusal::none) return refuse(against);
  if (!has_room_for(state, command.party)) return refuse(Refusal::capacity_reached);
  return protocol::RiskLevelSet{command.party, command.risk_level};
}

}  // namespace tributary::engine
