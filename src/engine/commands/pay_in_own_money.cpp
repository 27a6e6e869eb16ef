#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::OwnMoneyPaidIn, Refused> decide(const State& state, const Context& context,
                                                        const protocol::PayInOwnMoney& command) {
  if (auto against = check_reference(context, command.channel, command.reference);
      against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_custody(state, command.currency); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  if (!state.ledger.has_room(command.currency, command.amount)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  return protocol::OwnMoneyPaidIn{
      state.ledger.platform(AccountKind::own_money, command.currency),
      state.ledger.platform(AccountKind::custodian, command.currency), command.amount,
      state.ledger.cover(command.currency, {}, command.amount), command.reference.text};
}

}  // namespace tributary::engine
