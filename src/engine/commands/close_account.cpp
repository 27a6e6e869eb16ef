#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::AccountClosed, Refused> decide(const State& state, const Context& context,
                                                       const protocol::CloseAccount& command) {
  if (auto against = check_account(state, context, command.account); against != Refusal::none) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  if (account.owner == platform_number) return refuse(Refusal::account_kind_unsuitable);
  if (account.posted != Amount{} || state.ledger.owed(command.account) != Amount{}) {
    return refuse(Refusal::account_not_empty);
  }
  if (account.loans_live != 0) return refuse(Refusal::account_in_use);
  return protocol::AccountClosed{command.account};
}

}  // namespace tributary::engine
