#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::WithdrawalReleased, Refused> decide(
    const State& state, const Context&, const protocol::ReleaseWithdrawal& command) {
  const Withdrawal* withdrawal = state.withdrawals.find(command.withdrawal);
  if (withdrawal == nullptr) return refuse(missing(state, command.withdrawal));
  if (withdrawal->state == WithdrawalState::completed) {
    return refuse(Refusal::withdrawal_already_completed);
  }
  if (withdrawal->released()) {
    return refuse(Refusal::withdrawal_already_released);
  }
  if (withdrawal->state == WithdrawalState::returned) {
    return refuse(Refusal::withdrawal_already_returned);
  }
  return protocol::WithdrawalReleased{command.withdrawal, withdrawal->account, withdrawal->amount,
                                      withdrawal->fee, command.reason.text};
}

}  // namespace tributary::engine
