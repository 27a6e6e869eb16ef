#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::WithdrawalRequested, Refused> decide(
    const State& state, const Context& context, const protocol::RequestWithdrawal& command) {
  if (auto against = check_account(state, context, command.account); against != Refusal::none) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  if (account.is_mirror() || account.kind == AccountKind::own_money)
    return refuse(Refusal::account_kind_unsuitable);
  if (account.kind == AccountKind::withdrawal_fee && command.fee != Amount{}) {
    return refuse(Refusal::same_account);
  }
  if (!state.ledger.platform(AccountKind::custodian, account.currency) ||
      !state.ledger.platform(AccountKind::withdrawal_fee, account.currency)) {
    return refuse(Refusal::platform_account_missing);
  }
  if (auto against = check_blocks(state, {command.account}); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = first_of(check_amount(command.amount), check_fee(command.fee));
      against != Refusal::none) {
    return refuse(against);
  }
  const Amount spendable = state.ledger.spendable(command.account);
  if (spendable < command.amount + command.fee) {
    return lacks_funds(spendable, command.amount + command.fee);
  }
  if (state.withdrawals.withdrawals().size() >= limits::withdrawals_max) {
    return refuse(Refusal::capacity_reached);
  }
  return protocol::WithdrawalRequested{state.withdrawals.next_id(), command.account, command.amount,
                                       command.fee};
}

}  // namespace tributary::engine
