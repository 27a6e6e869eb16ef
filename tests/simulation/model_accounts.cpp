#include "tests/simulation/model.hpp"

namespace tributary::simulation {

using enum Refusal;

namespace {

bool is_nobody(PartyId party) { return party.value == 0 || party.value >= std::uint64_t{1} << 48; }

}  // namespace

// What several rules ask.

void Model::ask_account(Reasons& against, CallerId caller, AccountId id) const {
  const auto account = accounts.find(id.value);
  if (account == accounts.end()) {
    against.insert(account_not_found);
    return;
  }
  if (caller.kind() == CallerKind::member && caller.number() != account->second.owner.value) {
    against.insert(account_not_yours);
  }
  if (account->second.closed) against.insert(account_closed);
}

void Model::ask_amount(Reasons& against, Amount amount) {
  if (amount.minor <= 0) against.insert(amount_not_positive);
  if (amount > money::amount_max) against.insert(amount_exceeds_limit);
}

SetPartyProfile Model::profile(PartyId party) const {
  const auto found = profiles.find(party.value);
  return found == profiles.end() ? SetPartyProfile{} : found->second;
}

std::optional<AccountId> Model::platform_account(AccountKind kind, Currency currency) const {
  for (const auto& [number, account] : accounts) {
    if (account.owner == platform_party && account.kind == kind && account.currency == currency) {
      return AccountId{number};
    }
  }
  return std::nullopt;
}

Amount Model::held(AccountId id) const {
  Amount sum;
  for (const auto& [number, loan] : loans) {
    if (loan.state > LoanState::full) continue;
    for (const ModelBid& bid : loan.bids) {
      if (bid.account == id) sum += bid.to - bid.from;
    }
  }
  for (const auto& [number, withdrawal] : withdrawals) {
    if (withdrawal.open() && withdrawal.account == id) sum += withdrawal.amount + withdrawal.fee;
  }
  return sum;
}

bool Model::in_use(AccountId id) const {
  for (const auto& [number, loan] : loans) {
    if (!loan.live()) continue;
    if (loan.borrower == id || loan.guarantor == id) return true;
    for (const ModelBid& bid : loan.bids) {
      if (bid.account == id) return true;
    }
  }
  return false;
}

Amount Model::borrowed_by(PartyId party) const {
  Amount sum;
  for (const auto& [number, loan] : loans) {
    if (loan.live() && owner(loan.borrower) == party) sum += loan.outstanding();
  }
  return sum;
}

Amount Model::in_custody(Currency currency) const {
  const auto custodian = platform_account(AccountKind::custodian, currency);
  return custodian ? -accounts.at(custodian->value).balance : Amount{};
}

void Model::move(AccountId from, AccountId to, Amount amount) {
  accounts.at(from.value).balance -= amount;
  accounts.at(to.value).balance += amount;
}

// Accounts and parties.

Model::Reasons Model::reasons_against(CallerId, const OpenAccount& command) const {
  Reasons against;
  const bool for_people =
      command.kind == AccountKind::member_cash || command.kind == AccountKind::guarantor_cash;
  if (is_nobody(command.party) || for_people == (command.party == platform_party)) {
    against.insert(account_owner_unsuitable);
  }
  for (const auto& [number, account] : accounts) {
    if (!account.closed && account.owner == command.party && account.kind == command.kind &&
        account.currency == command.currency) {
      against.insert(account_exists);
    }
  }
  return against;
}

void Model::effect(const OpenAccount& command) {
  accounts[accounts.size() + 1] = {command.party, command.kind, command.currency, {}, false};
}

Model::Reasons Model::reasons_against(CallerId caller, const CloseAccount& command) const {
  Reasons against;
  ask_account(against, caller, command.account);
  if (!accounts.contains(command.account.value)) return against;
  const ModelAccount& account = accounts.at(command.account.value);
  if (account.owner == platform_party) against.insert(account_kind_unsuitable);
  if (account.balance != Amount{}) against.insert(account_not_empty);
  if (in_use(command.account)) against.insert(account_in_use);
  return against;
}

void Model::effect(const CloseAccount& command) {
  accounts.at(command.account.value).closed = true;
}

Model::Reasons Model::reasons_against(CallerId, const SetPartyProfile& command) const {
  Reasons against;
  if (is_nobody(command.party) || command.party == platform_party) {
    against.insert(account_owner_unsuitable);
  }
  if (command.borrowing_max != Amount{}) ask_amount(against, command.borrowing_max);
  return against;
}

void Model::effect(const SetPartyProfile& command) { profiles[command.party.value] = command; }

// Cash.

Model::Reasons Model::reasons_against(CallerId caller, const RecordDeposit& command) const {
  Reasons against;
  ask_account(against, caller, command.account);
  ask_amount(against, command.amount);
  if (!accounts.contains(command.account.value)) return against;
  const ModelAccount& account = accounts.at(command.account.value);
  if (account.kind == AccountKind::custodian) against.insert(account_kind_unsuitable);
  if (!platform_account(AccountKind::custodian, account.currency)) {
    against.insert(platform_account_missing);
  }
  if (in_custody(account.currency) + command.amount > Amount{1'000'000'000'000'000'000}) {
    against.insert(balance_exceeds_limit);
  }
  return against;
}

void Model::effect(const RecordDeposit& command) {
  const Currency currency = accounts.at(command.account.value).currency;
  const AccountId custodian = *platform_account(AccountKind::custodian, currency);
  move(custodian, command.account, command.amount);
  postings[sequence_] = {custodian, command.account, command.amount, false};
}

Model::Reasons Model::reasons_against(CallerId caller, const RequestWithdrawal& command) const {
  Reasons against;
  ask_account(against, caller, command.account);
  ask_amount(against, command.amount);
  if (command.fee != Amount{}) ask_amount(against, command.fee);
  if (!accounts.contains(command.account.value)) return against;
  const ModelAccount& account = accounts.at(command.account.value);
  if (account.kind == AccountKind::custodian) against.insert(account_kind_unsuitable);
  if (account.kind == AccountKind::withdrawal_fee && command.fee != Amount{}) {
    against.insert(same_account);
  }
  if (!platform_account(AccountKind::custodian, account.currency) ||
      !platform_account(AccountKind::withdrawal_fee, account.currency)) {
    against.insert(platform_account_missing);
  }
  if (command.amount + command.fee > available(command.account)) against.insert(insufficient_funds);
  return against;
}

void Model::effect(const RequestWithdrawal& command) {
  withdrawals[withdrawals.size() + 1] = {command.account, command.amount, command.fee};
}

Model::Reasons Model::reasons_against(CallerId, const SubmitWithdrawal& command) const {
  const auto found = withdrawals.find(command.withdrawal.value);
  if (found == withdrawals.end()) return {withdrawal_not_found};
  using State = ModelWithdrawal::State;
  const State state = found->second.state;
  if (state == State::submitted) return {withdrawal_already_submitted};
  if (state == State::completed) return {withdrawal_already_completed};
  if (state == State::released) return {withdrawal_already_released};
  return {};
}

void Model::effect(const SubmitWithdrawal& command) {
  withdrawals.at(command.withdrawal.value).state = ModelWithdrawal::State::submitted;
}

Model::Reasons Model::reasons_against(CallerId, const CompleteWithdrawal& command) const {
  const auto found = withdrawals.find(command.withdrawal.value);
  if (found == withdrawals.end()) return {withdrawal_not_found};
  using State = ModelWithdrawal::State;
  const State state = found->second.state;
  if (state == State::requested) return {withdrawal_not_submitted};
  if (state == State::completed) return {withdrawal_already_completed};
  if (state == State::released) return {withdrawal_already_released};
  return {};
}

void Model::effect(const CompleteWithdrawal& command) {
  ModelWithdrawal& withdrawal = withdrawals.at(command.withdrawal.value);
  const Currency currency = accounts.at(withdrawal.account.value).currency;
  const AccountId custodian = *platform_account(AccountKind::custodian, currency);
  move(withdrawal.account, custodian, withdrawal.amount);
  move(withdrawal.account, *platform_account(AccountKind::withdrawal_fee, currency),
       withdrawal.fee);
  withdrawal.state = ModelWithdrawal::State::completed;
  postings[sequence_] = {withdrawal.account, custodian, withdrawal.amount, false};
}

Model::Reasons Model::reasons_against(CallerId, const ReleaseWithdrawal& command) const {
  const auto found = withdrawals.find(command.withdrawal.value);
  if (found == withdrawals.end()) return {withdrawal_not_found};
  using State = ModelWithdrawal::State;
  if (found->second.state == State::completed) return {withdrawal_already_completed};
  if (found->second.state == State::released) return {withdrawal_already_released};
  return {};
}

void Model::effect(const ReleaseWithdrawal& command) {
  withdrawals.at(command.withdrawal.value).state = ModelWithdrawal::State::released;
}

Model::Reasons Model::reasons_against(CallerId caller, const TransferFunds& command) const {
  Reasons against;
  ask_account(against, caller, command.from);
  ask_account(against, caller, command.to);
  ask_amount(against, command.amount);
  if (command.from == command.to) against.insert(same_account);
  if (!accounts.contains(command.from.value) || !accounts.contains(command.to.value)) {
    return against;
  }
  const ModelAccount& from = accounts.at(command.from.value);
  const ModelAccount& to = accounts.at(command.to.value);
  if (from.kind == AccountKind::custodian || to.kind == AccountKind::custodian) {
    against.insert(account_kind_unsuitable);
  }
  if (from.currency != to.currency) against.insert(currency_differs);
  if (command.amount > available(command.from)) against.insert(insufficient_funds);
  return against;
}

void Model::effect(const TransferFunds& command) {
  move(command.from, command.to, command.amount);
  postings[sequence_] = {command.from, command.to, command.amount, false};
}

Model::Reasons Model::reasons_against(CallerId, const ReversePosting& command) const {
  const auto found = postings.find(command.posting.value);
  if (found == postings.end()) return {posting_not_found};
  Reasons against;
  const ModelPosting& posting = found->second;
  const ModelAccount& from = accounts.at(posting.from.value);
  const ModelAccount& to = accounts.at(posting.to.value);
  if (posting.reversed) against.insert(posting_already_reversed);
  if (from.closed || to.closed) against.insert(account_closed);
  if (to.kind == AccountKind::custodian) {
    if (in_custody(to.currency) + posting.amount > Amount{1'000'000'000'000'000'000}) {
      against.insert(balance_exceeds_limit);
    }
  } else if (posting.amount > available(posting.to)) {
    against.insert(insufficient_funds);
  }
  return against;
}

void Model::effect(const ReversePosting& command) {
  ModelPosting& posting = postings.at(command.posting.value);
  posting.reversed = true;
  move(posting.to, posting.from, posting.amount);
}

}  // namespace tributary::simulation
