#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::WithdrawalCompleted, Refused> decide(
    const State& state, const Context&, const protocol::CompleteWithdrawal& command) {
  const Withdrawal* withdrawal = state.withdrawals.find(command.withdrawal);
  if (withdrawal == nullptr) return refuse(Refusal::withdrawal_not_found);
  if (withdrawal->state == WithdrawalState::completed) {
    return refuse(Refusal::withdrawal_already_completed);
  }
  if (withdrawal->state == WithdrawalState::released) {
    return refuse(Refusal::withdrawal_already_released);
  }
  if (withdrawal->state == WithdrawalState::returned) {
    return refuse(Refusal::withdrawal_already_returned);
  }
  if (withdrawal->state == WithdrawalState::requested) {
    return refuse(Refusal::withdrawal_not_submitted);
  }
  const auto currency = state.ledger[withdrawal->account].currency;
  const AccountId fee_account = state.ledger.platform(AccountKind::withdrawal_fee, currency);
  return protocol::WithdrawalCompleted{command.withdrawal,
                                       withdrawal->account,
                                       state.ledger.platform(AccountKind::custodian, currency),
                                       fee_account,
                                       withdrawal->amount,
                                       withdrawal->fee};
}

}  // namespace tributary::engine
