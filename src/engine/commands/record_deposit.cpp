#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::DepositRecorded, Refused> decide(const State& state, const Context& context,
                                                         const protocol::RecordDeposit& command) {
  if (auto against = check_reference(context, command.channel, command.reference);
      against != Refusal::none) {
    return refuse(against);
  }
  // The money is at the bank: an account that was closed is open again.
  if (auto against = check_account(state, context, command.account);
      against != Refusal::none && against != Refusal::account_closed) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  if (account.is_mirror() || account.kind == AccountKind::own_money) {
    return refuse(Refusal::account_kind_unsuitable);
  }
  if (auto against = check_custody(state, account.currency); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  if (!state.ledger.has_room(account.currency, command.amount)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  return protocol::DepositRecorded{command.account,
                                   state.ledger.platform(AccountKind::custodian, account.currency),
                                   command.amount, command.reference.text, account.closed};
}

}  // namespace tributary::engine
