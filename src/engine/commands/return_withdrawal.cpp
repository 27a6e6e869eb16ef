#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::WithdrawalReturned, Refused> decide(
    const State& state, const Context&, const protocol::ReturnWithdrawal& command) {
  const Withdrawal* withdrawal = state.withdrawals.find(command.withdrawal);
  if (withdrawal == nullptr) return refuse(missing(state, command.withdrawal));
  if (withdrawal->released()) {
    return refuse(Refusal::withdrawal_already_released);
  }
  if (withdrawal->state == WithdrawalState::returned) {
    return refuse(Refusal::withdrawal_already_returned);
  }
  if (withdrawal->state != WithdrawalState::completed) {
    return refuse(Refusal::withdrawal_not_completed);
  }
  const Account& account = state.ledger[withdrawal->account];
  if (!state.ledger.has_room_for_fact(account.currency, withdrawal->amount)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  return protocol::WithdrawalReturned{
      command.withdrawal,
      withdrawal->account,
      state.ledger.platform(AccountKind::custodian, account.currency),
      withdrawal->amount,
      account.closed,
      command.memo.text};
}

}  // namespace tributary::engine
