#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::PartyUnblocked, Refused> decide(const State& state, const Context&,
                                                        const protocol::UnblockParty& command) {
  if (auto against = check_party(state, command.party); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::PartyUnblocked{command.party, command.reason.text};
}

}  // namespace tributary::engine
