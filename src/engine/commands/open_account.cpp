#include "engine/commands/checks.hpp"

namespace tributary::engine {
namespace {

bool belongs_to_platform(AccountKind kind) {
  return kind != AccountKind::member_cash && kind != AccountKind::guarantor_cash;
}

}  // namespace

template <>
std::expected<protocol::AccountOpened, Refused> decide(const State& state, const Context&,
                                                       const protocol::OpenAccount& command) {
  const bool is_platform = command.party == protocol::platform_party;
  if (!command.party || command.party.value >> 48 != 0 ||
      is_platform != belongs_to_platform(command.kind)) {
    return refuse(Refusal::account_owner_unsuitable);
  }
  const PartyNumber owner = state.parties.find(command.party);
  if (owner != 0 && state.ledger.find(owner, command.kind, command.currency)) {
    return refuse(Refusal::account_exists);
  }
  if (state.ledger.accounts().size() >= limits::accounts_max) {
    return refuse(Refusal::capacity_reached);
  }
  return protocol::AccountOpened{
      {state.ledger.accounts().next_number()}, command.party, command.kind, command.currency};
}

}  // namespace tributary::engine
