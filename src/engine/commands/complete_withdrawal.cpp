#include "engine/approval.hpp"
#include "engine/commands/checks.hpp"
#include "engine/movement.hpp"

namespace tributary::engine {
namespace {

/// The bank has paid what was released: the money is gone, whoever has it. Its owner pays no fee
/// for what was called off.
std::expected<protocol::WithdrawalCompleted, Refused> complete_released(
    const State& state, protocol::WithdrawalCompleted event) {
  const Currency currency = state.ledger[event.account].currency;
  Movement movement;
  movement.add(event.account, -event.amount);
  movement.add(event.custodian, event.amount);
  const auto shortfalls = movement.shortfalls(state.ledger);
  event.fee = {};
  event.released = true;
  event.lacking = sum(shortfalls);
  if (!state.ledger.has_room_for_fact(currency, event.lacking + event.amount)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  event.cover = cover_of(state.ledger, currency, movement, shortfalls);
  return event;
}

}  // namespace

template <>
std::expected<protocol::WithdrawalCompleted, Refused> decide(
    const State& state, const Context& context, const protocol::CompleteWithdrawal& command) {
  const Withdrawal* withdrawal = state.withdrawals.find(command.withdrawal);
  if (withdrawal == nullptr) return refuse(missing(state, command.withdrawal));
  if (withdrawal->state == WithdrawalState::completed) {
    return refuse(Refusal::withdrawal_already_completed);
  }
  if (withdrawal->state == WithdrawalState::returned) {
    return refuse(Refusal::withdrawal_already_returned);
  }
  if (withdrawal->state == WithdrawalState::requested) {
    return refuse(Refusal::withdrawal_not_submitted);
  }
  // What the bank was never told, it hardly pays: one person alone would get around the block, the
  // fee and the cash at the bank.
  if (withdrawal->state == WithdrawalState::called_off) {
    if (auto against = check_second_person(context); against != Refusal::none) {
      return refuse(against);
    }
  }
  const auto currency = state.ledger[withdrawal->account].currency;
  const AccountId fee_account = state.ledger.platform(AccountKind::withdrawal_fee, currency);
  protocol::WithdrawalCompleted event{command.withdrawal,
                                      withdrawal->account,
                                      state.ledger.platform(AccountKind::custodian, currency),
                                      fee_account,
                                      withdrawal->amount,
                                      withdrawal->fee,
                                      false,
                                      {},
                                      {}};
  if (withdrawal->released()) return complete_released(state, event);
  return event;
}

}  // namespace tributary::engine
