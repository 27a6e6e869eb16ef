#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::OwnMoneyTakenOut, Refused> decide(
    const State& state, const Context& context, const protocol::TakeOutOwnMoney& command) {
  if (auto against = check_reference(context, command.channel, command.reference);
      against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_custody(state, command.currency); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  const AccountId own = state.ledger.platform(AccountKind::own_money, command.currency);
  const Amount spendable = state.ledger.spendable(own);
  if (spendable < command.amount) {
    return refuse(lacks_funds(spendable, command.amount));
  }
  return protocol::OwnMoneyTakenOut{own,
                                    state.ledger.platform(AccountKind::custodian, command.currency),
                                    command.amount, command.reference.text};
}

}  // namespace tributary::engine
