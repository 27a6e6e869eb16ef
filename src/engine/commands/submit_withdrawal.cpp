#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::WithdrawalSubmitted, Refused> decide(
    const State& state, const Context&, const protocol::SubmitWithdrawal& command) {
  const Withdrawal* withdrawal = state.withdrawals.find(command.withdrawal);
  if (withdrawal == nullptr) return refuse(missing(state, command.withdrawal));
  switch (withdrawal->state) {
    case WithdrawalState::requested:
      if (auto against = check_blocks(state, {withdrawal->account}); against != Refusal::none) {
        return refuse(against);
      }
      // More is owed, or held by no bank, than is free since: the bank would pay with other
      // people's money.
      if (state.ledger.spendable(withdrawal->account) < Amount{}) {
        return refuse(Refusal::insufficient_funds);
      }
      if (const Amount left = state.ledger.cash_left(state.ledger[withdrawal->account].currency);
          left < withdrawal->amount) {
        return refuse(Refusal::custodian_lacks_cash, left, withdrawal->amount);
      }
      return protocol::WithdrawalSubmitted{command.withdrawal, withdrawal->account};
    case WithdrawalState::submitted:
      return refuse(Refusal::withdrawal_already_submitted);
    case WithdrawalState::completed:
      return refuse(Refusal::withdrawal_already_completed);
    case WithdrawalState::released:
    case WithdrawalState::called_off:
      return refuse(Refusal::withdrawal_already_released);
    case WithdrawalState::returned:
      return refuse(Refusal::withdrawal_already_returned);
  }
  base::assertion_failed("a withdrawal has a state", __FILE__, __LINE__);
}

}  // namespace tributary::engine
