#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::PartyProfileSet, Refusal> decide(const State& state, const Context&,
                                                         const protocol::SetPartyProfile& command) {
  if (!command.party || command.party.value >> 48 != 0 ||
      command.party == protocol::platform_party) {
    return refuse(Refusal::account_owner_unsuitable);
  }
  if (auto against = check_fee(command.borrowing_max); against != Refusal::none) {
    return refuse(against);
  }
  if (state.parties.find(command.party) == 0 &&
      state.parties.parties().size() >= limits::accounts_max) {
    return refuse(Refusal::capacity_reached);
  }
  return protocol::PartyProfileSet{command.party,     command.risk_level,
                                   command.vip_level, command.related_group,
                                   command.blocked,   command.borrowing_max};
}

}  // namespace tributary::engine
