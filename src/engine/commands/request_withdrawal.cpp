#include "engine/commands/checks.hpp"

namespace tributary::engine {
namespace {

/// The platform pays itself no fee.
Amount usual_fee(const State& state, const Account& account) {
  return account.owner == platform_number ? Amount{}
                                          : state.withdrawals.rules(account.currency).fee;
}

/// What people may ask for. Who asks for a party does not name its fee: saying it is agreeing to
/// it.
Refused check_rules(const State& state, const Context& context,
                    const protocol::RequestWithdrawal& command, Amount fee) {
  const Account& account = state.ledger[command.account];
  const protocol::WithdrawalRules& rules = state.withdrawals.rules(account.currency);
  if (context.for_a_party()) {
    if (fee != rules.fee) {
      return {Refusal::withdrawal_fee_differs, protocol::RefusalDetail::of(rules.fee, fee)};
    }
    const Amount all = state.ledger.spendable(command.account) - fee;
    if (command.amount < rules.amount_min && command.amount != all) {
      // No amount would do where the fee leaves nothing.
      const Amount least = std::clamp(all, Amount{}, rules.amount_min);
      return {Refusal::withdrawal_below_minimum,
              protocol::RefusalDetail::of(least, command.amount)};
    }
  }
  const std::uint32_t open = state.withdrawals.open_of(command.account);
  if (account.owner != platform_number && open >= rules.open_max) {
    return {Refusal::withdrawals_open_reached,
            protocol::RefusalDetail::of_counts(rules.open_max, open + 1)};
  }
  return Refusal::none;
}

}  // namespace

template <>
std::expected<protocol::WithdrawalRequested, Refused> decide(
    const State& state, const Context& context, const protocol::RequestWithdrawal& command) {
  if (auto against = check_account(state, context, command.account); against != Refusal::none) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  if (account.is_mirror() || account.kind == AccountKind::own_money)
    return refuse(Refusal::account_kind_unsuitable);
  const Amount fee = command.fee.value_or(usual_fee(state, account));
  if (account.kind == AccountKind::withdrawal_fee && fee != Amount{}) {
    return refuse(Refusal::same_account);
  }
  if (!state.ledger.platform(AccountKind::custodian, account.currency) ||
      !state.ledger.platform(AccountKind::withdrawal_fee, account.currency)) {
    return refuse(Refusal::platform_account_missing);
  }
  if (auto against = check_blocks(state, {command.account}); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = first_of(check_amount(command.amount), check_fee(fee));
      against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_rules(state, context, command, fee); against != Refusal::none) {
    return refuse(against);
  }
  const Amount spendable = state.ledger.spendable(command.account);
  if (spendable < command.amount + fee) return refuse(lacks_funds(spendable, command.amount + fee));
  if (state.withdrawals.in_memory() >= limits::withdrawals_max) {
    return refuse(Refusal::capacity_reached);
  }
  return protocol::WithdrawalRequested{state.withdrawals.next_id(), command.account, command.amount,
                                       fee};
}

}  // namespace tributary::engine
