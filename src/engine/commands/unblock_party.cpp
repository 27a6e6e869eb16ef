#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::PartyUnblocked, Refused> decide(const State& state, const Context&,
                                                        const protocol::UnblockParty& command) {
  if (auto against = check_party(command.party); against != Refusal::none) return refuse(against);
  if (!has_room_for(state, command.party)) return refuse(Refusal::capacity_reached);
  return protocol::PartyUnblocked{command.party, command.reason.text};
}

}  // namespace tributary::engine
