#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::PartyBlocked, Refused> decide(const State& state, const Context&,
                                                      const protocol::BlockParty& command) {
  if (auto against = check_party(state, command.party); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::PartyBlocked{command.party, command.reason.text};
}

}  // namespace tributary::engine
