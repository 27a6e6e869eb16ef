#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::RelatedGroupSet, Refused> decide(const State& state, const Context&,
                                                         const protocol::SetRelatedGroup& command) {
  if (auto against = check_party(state, command.party); against != Refusal::none) {
    return refuse(against);
  }
  const PartyNumber number = state.parties.find(command.party);
  const bool moves =
      command.related_group != 0 && command.related_group != state.parties[number].related_group;
  for (const protocol::Currency currency : currencies) {
    const Amount owed = state.borrowings.of(number, currency).owed;
    const Amount with = state.group_borrowings.of(command.related_group, currency).owed;
    if (moves && owed > limits::currency_fact_max - with) {
      return refuse(Refusal::balance_exceeds_limit);
    }
  }
  return protocol::RelatedGroupSet{command.party, command.related_group};
}

}  // namespace tributary::engine
