#include <algorithm>

#include "simulate/model.hpp"

/// Money on its way out, and what it costs.
namespace tributary::simulation {

using enum Refusal;

ModelTariff Model::tariff(AccountId id) const {
  const auto said = tariffs.find(accounts.at(id.value).currency);
  return said == tariffs.end() ? ModelTariff{} : said->second;
}

Amount Model::fee_of(const RequestWithdrawal& command) const {
  if (command.fee) return *command.fee;
  return owner(command.account) == platform_party ? Amount{} : tariff(command.account).fee;
}

Reasons Model::reasons_against(Sender, const SetWithdrawalRules& command) const {
  Reasons against;
  ask_amount(against, command.rules.amount_min);
  if (command.rules.fee != Amount{}) ask_amount(against, command.rules.fee);
  return against;
}

void Model::effect(const SetWithdrawalRules& command) {
  tariffs[command.currency] = {command.rules.fee, command.rules.amount_min, command.rules.open_max};
}

Reasons Model::reasons_against(Sender sender, const RequestWithdrawal& command) const {
  Reasons against;
  ask_account(against, sender, command.account);
  ask_amount(against, command.amount);
  if (!accounts.contains(command.account.value)) return against;
  const ModelAccount& account = accounts.at(command.account.value);
  const bool holds_for_all = account.kind == AccountKind::custodian ||
                             account.kind == AccountKind::gap ||
                             account.kind == AccountKind::own_money;
  against.insert_if(holds_for_all, account_kind_unsuitable);
  const Amount fee = fee_of(command);
  if (fee != Amount{}) ask_amount(against, fee);
  if (account.kind == AccountKind::withdrawal_fee && fee != Amount{}) {
    against.insert(same_account);
  }
  if (!platform_account(AccountKind::custodian, account.currency) ||
      !platform_account(AccountKind::withdrawal_fee, account.currency)) {
    against.insert(platform_account_missing);
  }
  against.insert_if(is_frozen(command.account), party_blocked);
  const ModelTariff rules = tariff(command.account);
  const Amount free = spendable(command.account);
  if (sender.party) {
    against.insert_if(fee != rules.fee, withdrawal_fee_differs);
    against.insert_if(command.amount < rules.least && free != command.amount + fee,
                      withdrawal_below_minimum);
  }
  std::size_t under_way = 0;
  for (const ModelWithdrawal& other : withdrawals) {
    if (other.account == command.account && other.open()) ++under_way;
  }
  against.insert_if(account.owner != platform_party && under_way + 1 > rules.under_way,
                    withdrawals_open_reached);
  if (command.amount + fee > free) against.insert(insufficient_funds);
  return against;
}

void Model::effect(const RequestWithdrawal& command) {
  const Amount fee = fee_of(command);
  withdrawals.add({.account = command.account, .amount = command.amount, .fee = fee, .on = day()});
  accounts.at(command.account.value).held += command.amount + fee;
}

Reasons Model::reasons_against(Sender, const SubmitWithdrawal& command) const {
  const ModelWithdrawal* found = withdrawal_of(command.withdrawal);
  if (found == nullptr) return {missing(command.withdrawal)};
  using State = ModelWithdrawal::State;
  const State state = found->state;
  if (state == State::submitted) return {withdrawal_already_submitted};
  if (state == State::completed) return {withdrawal_already_completed};
  if (state == State::released) return {withdrawal_already_released};
  if (state == State::returned) return {withdrawal_already_returned};
  Reasons against;
  against.insert_if(is_frozen(found->account), party_blocked);
  // What is owed and what no bank holds come before what was asked for.
  against.insert_if(spendable(found->account) < Amount{}, insufficient_funds);
  const Currency currency = accounts.at(found->account.value).currency;
  const Amount orders = submitted(currency) + found->amount;
  against.insert_if(orders > at_bank[static_cast<std::size_t>(currency)], custodian_lacks_cash);
  return against;
}

void Model::effect(const SubmitWithdrawal& command) {
  ModelWithdrawal& withdrawal = withdrawals.at(command.withdrawal.value);
  withdrawal.state = ModelWithdrawal::State::submitted;
  withdrawal.bank_knew = true;
  const Currency currency = accounts.at(withdrawal.account.value).currency;
  submitted_[static_cast<std::size_t>(currency)] += withdrawal.amount;
}

Reasons Model::reasons_against(Sender sender, const CompleteWithdrawal& command) const {
  const ModelWithdrawal* found = withdrawal_of(command.withdrawal);
  if (found == nullptr) return {missing(command.withdrawal)};
  using State = ModelWithdrawal::State;
  const State state = found->state;
  if (state == State::requested) return {withdrawal_not_submitted};
  if (state == State::completed) return {withdrawal_already_completed};
  if (state == State::returned) return {withdrawal_already_returned};
  Reasons against;
  ask_two_people(against, sender, !found->bank_knew);
  return against;
}

void Model::effect(const CompleteWithdrawal& command) {
  ModelWithdrawal& withdrawal = withdrawals.at(command.withdrawal.value);
  const Currency currency = accounts.at(withdrawal.account.value).currency;
  const AccountId custodian = platform_account(AccountKind::custodian, currency);
  at_bank[static_cast<std::size_t>(currency)] -= withdrawal.amount;
  remember(withdrawal.account, custodian, withdrawal.amount);
  const Amount had_unbacked = frozen(withdrawal.account);
  if (withdrawal.state == ModelWithdrawal::State::released) {
    leave_to_nobody(currency, withdrawal.amount - available(withdrawal.account));
    // The bank has paid what was called off: without a fee, and also out of nothing.
    withdrawal.fee = {};
    take_from(withdrawal.account, withdrawal.amount);
    accounts.at(custodian.value).balance += withdrawal.amount;
    settle_lacking(currency);
  } else {
    move(withdrawal.account, custodian, withdrawal.amount);
    move(withdrawal.account, platform_account(AccountKind::withdrawal_fee, currency),
         withdrawal.fee);
    accounts.at(withdrawal.account.value).held -= withdrawal.amount + withdrawal.fee;
    submitted_[static_cast<std::size_t>(currency)] -= withdrawal.amount;
  }
  leave_to_nobody(currency, had_unbacked - accounts.at(withdrawal.account.value).balance);
  withdrawal.state = ModelWithdrawal::State::completed;
  withdrawal.on = std::max(withdrawal.on, day());
}

Reasons Model::reasons_against(Sender, const ReleaseWithdrawal& command) const {
  const ModelWithdrawal* found = withdrawal_of(command.withdrawal);
  if (found == nullptr) return {missing(command.withdrawal)};
  using State = ModelWithdrawal::State;
  if (found->state == State::completed) return {withdrawal_already_completed};
  if (found->state == State::released) return {withdrawal_already_released};
  if (found->state == State::returned) return {withdrawal_already_returned};
  return {};
}

void Model::effect(const ReleaseWithdrawal& command) {
  ModelWithdrawal& withdrawal = withdrawals.at(command.withdrawal.value);
  if (withdrawal.state == ModelWithdrawal::State::submitted) {
    const Currency currency = accounts.at(withdrawal.account.value).currency;
    submitted_[static_cast<std::size_t>(currency)] -= withdrawal.amount;
  }
  withdrawal.state = ModelWithdrawal::State::released;
  withdrawal.on = std::max(withdrawal.on, day());
  accounts.at(withdrawal.account.value).held -= withdrawal.amount + withdrawal.fee;
}

}  // namespace tributary::simulation
