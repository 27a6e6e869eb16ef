#include <algorithm>

#include "simulate/model.hpp"

/// What the bank takes back or sends back, and who stands in for what is not there.
namespace tributary::simulation {

using enum Refusal;

namespace {

constexpr std::size_t claims_a_step = 65'536;
constexpr std::size_t payments_a_step = 16;

}  // namespace

void Model::ask_custody(Reasons& against, Currency currency) const {
  for (const AccountKind kind :
       {AccountKind::custodian, AccountKind::own_money, AccountKind::gap}) {
    if (!platform_account(kind, currency)) against.insert(platform_account_missing);
  }
}

/// Takes what the account has free; of the rest it is remembered who lacks it.
void Model::take_from(AccountId id, Amount amount) {
  accounts.at(id.value).balance -= amount;
  lacking_.try_emplace(id.value);
}

/// An account that was taken from may have less than it holds: that much it owes, and the own money
/// or the gap pays.
void Model::settle_lacking(Currency currency) {
  Amount all;
  for (const auto& [number, unused] : lacking_) {
    ModelAccount& account = accounts.at(number);
    const Amount lacks = account.held - account.balance;
    if (lacks <= Amount{}) continue;
    account.balance += lacks;
    all += lacks;
    if (account.owner != platform_party) owed_[debtor({number})] += lacks;
  }
  lacking_.clear();
  if (all != Amount{}) {
    accounts.at(platform_account(AccountKind::gap, currency).value).balance -= all;
  }
  close_gap(currency);
}

/// Likewise, where money came back to an account, which `paid` to the own money: what others lack
/// and the own money does not pay is frozen there, and what was frozen where it came from.
void Model::settle_lacking(Currency currency, AccountId back, Amount paid) {
  Amount others;
  Amount moved;
  for (const auto& [number, unused] : lacking_) {
    const ModelAccount& account = accounts.at(number);
    const Amount lacks = std::max(account.held - account.balance, Amount{});
    if (AccountId{number} == back) {
      leave_to_nobody(currency, lacks);
      continue;
    }
    others += lacks;
    const Amount over = frozen({number}) - account.balance - lacks;
    if (over <= Amount{}) continue;
    frozen_[number] -= over;
    moved += over;
  }
  const AccountId own = platform_account(AccountKind::own_money, currency);
  const Amount stands_in = std::max(accounts.at(own.value).balance - paid, Amount{});
  settle_lacking(currency);
  Amount& frozen_back = frozen_[back.value];
  frozen_back += moved + std::max(others - stands_in, Amount{});
  // The bank has taken what was frozen, too.
  const Amount open = std::min(frozen_back, gap(currency));
  leave_to_nobody(currency, open - accounts.at(back.value).balance);
}

void Model::leave_to_nobody(Currency currency, Amount amount) {
  if (amount > Amount{}) nobodys_[static_cast<std::size_t>(currency)] += amount;
}

Amount Model::submitted(Currency currency) const {
  Amount sum;
  for (const ModelWithdrawal& withdrawal : withdrawals) {
    if (withdrawal.state != ModelWithdrawal::State::submitted) continue;
    if (accounts.at(withdrawal.account.value).currency == currency) sum += withdrawal.amount;
  }
  return sum;
}

void Model::watch_bank(bool fact) {
  for (std::size_t at = 0; at < nobodys_.size(); ++at) {
    const Amount lacks = std::max(submitted_[at] - at_bank[at], Amount{});
    if (lacks > bank_lacks_[at] && !fact) {
      overdrawn_by_ =
          "the bank was ordered to pay what it lacks, by command " + std::to_string(sequence_);
    }
    bank_lacks_[at] = lacks;
    nobodys_[at] = std::min(nobodys_[at], gap(static_cast<Currency>(at)));
  }
}

void Model::thaw() {
  for (auto& [number, amount] : frozen_) {
    const ModelAccount& account = accounts.at(number);
    amount = std::min({amount, account.balance, gap(account.currency)});
  }
  std::erase_if(frozen_, [](const auto& one) { return one.second == Amount{}; });
}

Amount Model::gap(Currency currency) const {
  const AccountId account = platform_account(AccountKind::gap, currency);
  return account ? -accounts.at(account.value).balance : Amount{};
}

Amount Model::spendable(AccountId id) const {
  const ModelAccount& account = accounts.at(id.value);
  // The platform closes the gap before it pays anything else.
  if (account.owner == platform_party) return available(id) - gap(account.currency);
  return available(id) - owed(id) - frozen(id);
}

/// While there is a gap, the platform's own money goes into it.
void Model::close_gap(Currency currency) {
  const AccountId gap = platform_account(AccountKind::gap, currency);
  const AccountId own = platform_account(AccountKind::own_money, currency);
  if (!gap || !own) return;
  const Amount open = -accounts.at(gap.value).balance;
  const Amount there = accounts.at(own.value).balance;
  if (open > Amount{} && there > Amount{}) move(own, gap, std::min(open, there));
}

bool Model::is_named(const Cover& cover, Currency currency) const {
  const bool nobody = cover.own == Amount{} && cover.gap == Amount{};
  const auto account = [&](AccountKind kind) {
    return nobody ? AccountId{} : platform_account(kind, currency);
  };
  return cover.own_account == account(AccountKind::own_money) &&
         cover.gap_account == account(AccountKind::gap);
}

std::optional<std::string> Model::money_is_not_backed() const {
  std::array<Amount, 8> owed{};
  std::array<Amount, 8> gap{};
  for (const ModelAccount& account : accounts) {
    const auto currency = static_cast<std::size_t>(account.currency);
    if (account.kind == AccountKind::custodian) continue;
    (account.kind == AccountKind::gap ? gap : owed)[currency] += account.balance;
    const bool below = account.balance < account.held && account.kind != AccountKind::gap;
    if (below) return "an account has less than it holds";
  }
  std::array<Amount, 8> frozen{};
  for (const auto& [number, amount] : frozen_) {
    frozen[static_cast<std::size_t>(accounts.at(number).currency)] += amount;
  }
  if (overdrawn_by_) return overdrawn_by_;
  for (std::size_t currency = 0; currency < owed.size(); ++currency) {
    if (submitted_[currency] != submitted(static_cast<Currency>(currency))) {
      return "the count of what is submitted is wrong";
    }
    if (-gap[currency] - frozen[currency] > nobodys_[currency]) {
      return "money that no bank holds is nobody's, and no fact has left it so, in currency " +
             std::to_string(currency);
    }
    if (gap[currency] > Amount{}) return "a gap is above zero";
    if (at_bank[currency] - gap[currency] != owed[currency]) {
      return "the bank and the gap are not what all are owed, in currency " +
             std::to_string(currency);
    }
  }
  return std::nullopt;
}

Reasons Model::reasons_against(Sender sender, const PayInOwnMoney& command) const {
  Reasons against = against_reference(sender, command.channel, command.reference);
  ask_custody(against, command.currency);
  ask_amount(against, command.amount);
  return against;
}

void Model::effect(const PayInOwnMoney& command) {
  const AccountId custodian = platform_account(AccountKind::custodian, command.currency);
  const AccountId own = platform_account(AccountKind::own_money, command.currency);
  move(custodian, own, command.amount);
  at_bank[static_cast<std::size_t>(command.currency)] += command.amount;
  remember(custodian, own, command.amount);
  close_gap(command.currency);
}

Reasons Model::reasons_against(Sender sender, const TakeOutOwnMoney& command) const {
  Reasons against = against_reference(sender, command.channel, command.reference);
  ask_custody(against, command.currency);
  ask_amount(against, command.amount);
  if (!against.empty()) return against;
  const AccountId own = platform_account(AccountKind::own_money, command.currency);
  against.insert_if(command.amount > accounts.at(own.value).balance, insufficient_funds);
  return against;
}

void Model::effect(const TakeOutOwnMoney& command) {
  move(platform_account(AccountKind::own_money, command.currency),
       platform_account(AccountKind::custodian, command.currency), command.amount);
  at_bank[static_cast<std::size_t>(command.currency)] -= command.amount;
}

Reasons Model::reasons_against(Sender, const ReturnWithdrawal& command) const {
  const ModelWithdrawal* found = withdrawal_of(command.withdrawal);
  if (found == nullptr) return {missing(command.withdrawal)};
  using State = ModelWithdrawal::State;
  if (found->state == State::released) return {withdrawal_already_released};
  if (found->state == State::returned) return {withdrawal_already_returned};
  if (found->state != State::completed) return {withdrawal_not_completed};
  return {};
}

void Model::effect(const ReturnWithdrawal& command) {
  ModelWithdrawal& withdrawal = withdrawals.at(command.withdrawal.value);
  ModelAccount& account = accounts.at(withdrawal.account.value);
  withdrawal.state = ModelWithdrawal::State::returned;
  withdrawal.on = std::max(withdrawal.on, day());
  if (account.closed) account.reopened = true;
  account.closed = false;
  const AccountId custodian = platform_account(AccountKind::custodian, account.currency);
  move(custodian, withdrawal.account, withdrawal.amount);
  remember(custodian, withdrawal.account, withdrawal.amount);
  at_bank[static_cast<std::size_t>(account.currency)] += withdrawal.amount;
}

/// What an account has more than it holds, in the middle of a step too.
Amount Model::free_of(AccountId id) const {
  const ModelAccount& account = accounts.at(id.value);
  return account.balance - account.held;
}

bool Model::take_payments(AccountId payer, std::uint64_t since, Amount needed) {
  std::size_t claims = 0;
  taken_ = 0;
  Amount gained;
  while (gained < needed) {
    ModelLoan* newest = nullptr;
    for (std::uint64_t number = 1; number <= loans.size(); ++number) {
      ModelLoan& loan = loans.at(number);
      const ModelPayment* last = last_payment(loan);
      if (last == nullptr || last->payer != payer || last->payment.value <= since) continue;
      if (newest == nullptr || last_payment(*newest)->payment < last->payment) newest = &loan;
    }
    if (newest == nullptr) return false;
    claims += newest->bids.size();
    if (taken_ > 0 && (claims > claims_a_step || taken_ >= payments_a_step)) return true;
    const Amount before = accounts.at(payer.value).balance;
    take_back_last(*newest, std::max(business_day.value_or(Date{}), newest->last_date));
    gained += accounts.at(payer.value).balance - before;
    ++taken_;
  }
  return false;
}

Reasons Model::reasons_against(Sender, const BounceDeposit& command) const {
  const ModelPosting* found = posting_of(command.posting);
  if (found == nullptr) return {missing(command.posting)};
  Reasons against;
  if (found->reversed) against.insert(posting_already_reversed);
  if (accounts.at(found->from.value).kind != AccountKind::custodian) {
    against.insert(posting_kind_unsuitable);
  }
  return against;
}

void Model::effect(const BounceDeposit& command) {
  ModelPosting& posting = postings.at(command.posting.value);
  posting.reversed = true;
  const Currency currency = accounts.at(posting.to.value).currency;
  const Amount lacks = posting.amount - free_of(posting.to);
  take_from(posting.to, posting.amount);
  accounts.at(posting.from.value).balance += posting.amount;
  at_bank[static_cast<std::size_t>(currency)] -= posting.amount;
  if (take_payments(posting.to, command.posting.value, lacks)) {
    unfinished_bounces.emplace(command.posting.value, posting.to);
  }
  settle_lacking(currency, posting.to);
}

Reasons Model::reasons_against(Sender, const ContinueBounce& command) const {
  if (unfinished_bounces.contains(command.posting.value)) return {};
  return {posting_of(command.posting) == nullptr ? missing(command.posting) : nothing_owed};
}

void Model::effect(const ContinueBounce& command) {
  const AccountId account = unfinished_bounces.at(command.posting.value);
  const Currency currency = accounts.at(account.value).currency;
  const bool more = take_payments(account, command.posting.value, owed(account) - free_of(account));
  if (!more) unfinished_bounces.erase(command.posting.value);
  const Amount paid = std::min(owed(account), free_of(account));
  owed_[debtor(account)] -= paid;
  move(account, platform_account(AccountKind::own_money, currency), paid);
  settle_lacking(currency, account, paid);
}

Reasons Model::reasons_against(Sender sender, const RecordDebit& command) const {
  Reasons against = against_reference(sender, command.channel, command.reference);
  ask_amount(against, command.amount);
  const ModelAccount* account = accounts.find(command.account.value);
  if (account == nullptr) {
    against.insert(account_not_found);
    return against;
  }
  against.insert_if(sender.party && sender.party != account->owner, account_not_yours);
  const bool mirrors = account->kind == AccountKind::custodian || account->kind == AccountKind::gap;
  against.insert_if(mirrors, account_kind_unsuitable);
  ask_custody(against, account->currency);
  return against;
}

/// As what was called off long ago and paid all the same.
void Model::effect(const RecordDebit& command) {
  const Currency currency = accounts.at(command.account.value).currency;
  const AccountId custodian = platform_account(AccountKind::custodian, currency);
  at_bank[static_cast<std::size_t>(currency)] -= command.amount;
  const Amount had_unbacked = frozen(command.account);
  leave_to_nobody(currency, command.amount - available(command.account));
  take_from(command.account, command.amount);
  accounts.at(custodian.value).balance += command.amount;
  settle_lacking(currency);
  leave_to_nobody(currency, had_unbacked - accounts.at(command.account.value).balance);
}

}  // namespace tributary::simulation
