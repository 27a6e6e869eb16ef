#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ReceivableCollected, Refused> decide(
    const State& state, const Context& context, const protocol::CollectReceivable& command) {
  if (auto against = check_account(state, context, command.account); against != Refusal::none) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  const Amount owed = state.ledger.owed(command.account);
  if (owed == Amount{}) return refuse(Refusal::nothing_owed);
  if (account.available() == Amount{}) return refuse(lacks_funds(Amount{}, owed));
  const Amount amount = std::min(owed, account.available());
  return protocol::ReceivableCollected{
      command.account, state.ledger.platform(AccountKind::own_money, account.currency), amount,
      state.ledger.cover(account.currency, {}, amount)};
}

}  // namespace tributary::engine
