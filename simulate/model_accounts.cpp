#include <algorithm>

#include "simulate/model.hpp"

namespace tributary::simulation {

using enum Refusal;

namespace {

/// What there is one open account for.
std::uint64_t key_of(PartyId party, AccountKind kind, Currency currency) {
  return party.value << 16 | static_cast<std::uint64_t>(kind) << 8 |
         static_cast<std::uint64_t>(currency);
}

/// The other side of other accounts' money: nobody's own.
bool is_mirror(AccountKind kind) {
  return kind == AccountKind::custodian || kind == AccountKind::gap;
}

bool is_nobody(PartyId party) { return party.value == 0 || party.value >= std::uint64_t{1} << 48; }

}  // namespace

// What several rules ask.

void Model::ask_account(Reasons& against, Sender sender, AccountId id) const {
  const ModelAccount* account = accounts.find(id.value);
  if (account == nullptr) {
    against.insert(account_not_found);
    return;
  }
  if (sender.party && sender.party != account->owner) {
    against.insert(account_not_yours);
  }
  if (account->closed) against.insert(account_closed);
}

void Model::ask_amount(Reasons& against, Amount amount) {
  if (amount.minor <= 0) against.insert(amount_not_positive);
  if (amount > money::amount_max) against.insert(amount_exceeds_limit);
}

ModelProfile Model::profile(PartyId party) const {
  const auto found = profiles.find(party.value);
  return found == profiles.end() ? ModelProfile{} : found->second;
}

AccountId Model::platform_account(AccountKind kind, Currency currency) const {
  const std::uint64_t number =
      platform_accounts_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(currency)];
  return {number};
}

std::vector<Amount> Model::recount_held() const {
  std::vector<Amount> held(accounts.size());
  for (const ModelLoan& loan : loans) {
    if (loan.state > LoanState::full) continue;
    for (const ModelBid& bid : loan.bids) held[bid.account.value - 1] += bid.to - bid.from;
  }
  for (const ModelWithdrawal& withdrawal : withdrawals) {
    if (withdrawal.open()) held[withdrawal.account.value - 1] += withdrawal.amount + withdrawal.fee;
  }
  return held;
}

void Model::release_bids(ModelLoan& loan) {
  for (const ModelBid& bid : loan.bids) accounts.at(bid.account.value).held -= bid.to - bid.from;
  loan.bid_by = {};
}

bool Model::in_use(AccountId id) const {
  for (const ModelLoan& loan : loans) {
    if (!loan.live()) continue;
    if (loan.borrower == id || loan.guarantor == id) return true;
    for (const ModelBid& bid : loan.bids) {
      if (bid.account == id) return true;
    }
  }
  return false;
}

Amount Model::borrowed_by(PartyId party, Currency currency) const {
  Amount sum;
  for (const ModelLoan& loan : loans) {
    if (!loan.live() || loan.currency != currency || owner(loan.borrower) != party) continue;
    // Whoever has paid the holders meanwhile, the borrower owes it.
    if (!loan.serviced()) sum += loan.principal;
    for (const ModelPeriod& period : loan.periods) sum += period.rest().principal;
  }
  return sum;
}

Amount Model::borrowed_by_group(std::uint32_t group, Currency currency) const {
  Amount sum;
  for (const auto& [party, profile] : profiles) {
    if (profile.related_group == group) sum += borrowed_by({party}, currency);
  }
  return sum;
}

void Model::move(AccountId from, AccountId to, Amount amount) {
  accounts.at(from.value).balance -= amount;
  accounts.at(to.value).balance += amount;
}

void Model::remember(AccountId from, AccountId to, Amount amount) {
  // What was posted while the clock ran ahead is of the day that it turned out to be.
  for (auto at = posting_order.rbegin(); at != posting_order.rend(); ++at) {
    ModelPosting& earlier = postings.at(*at);
    if (earlier.on <= day()) break;
    earlier.on = day();
  }
  postings[sequence_] = {from, to, amount, false, day()};
  posting_order.push_back(sequence_);
}

// Accounts and parties.

Reasons Model::reasons_against(Sender, const OpenAccount& command) const {
  Reasons against;
  const bool for_people =
      command.kind == AccountKind::member_cash || command.kind == AccountKind::guarantor_cash;
  if (is_nobody(command.party) || for_people == (command.party == platform_party)) {
    against.insert(account_owner_unsuitable);
  }
  const auto open = open_accounts_.find(key_of(command.party, command.kind, command.currency));
  against.insert_if(open != open_accounts_.end() && open->second != 0, account_exists);
  return against;
}

void Model::effect(const OpenAccount& command) {
  accounts.add({command.party, command.kind, command.currency, {}, false, {}, false});
  profiles.try_emplace(command.party.value);
  ++open_accounts_[key_of(command.party, command.kind, command.currency)];
  if (command.party == platform_party) {
    platform_accounts_[static_cast<std::size_t>(command.kind)]
                      [static_cast<std::size_t>(command.currency)] = accounts.size();
  }
}

Reasons Model::reasons_against(Sender sender, const CloseAccount& command) const {
  Reasons against;
  ask_account(against, sender, command.account);
  if (!accounts.contains(command.account.value)) return against;
  const ModelAccount& account = accounts.at(command.account.value);
  if (account.owner == platform_party) against.insert(account_kind_unsuitable);
  if (account.balance != Amount{} || owed(command.account) != Amount{})
    against.insert(account_not_empty);
  if (in_use(command.account)) against.insert(account_in_use);
  return against;
}

void Model::effect(const CloseAccount& command) {
  ModelAccount& account = accounts.at(command.account.value);
  account.closed = true;
  if (!account.reopened) --open_accounts_[key_of(account.owner, account.kind, account.currency)];
}

// Facts of parties.

Reasons Model::against_party(PartyId party) const {
  Reasons against;
  against.insert_if(is_nobody(party) || party == platform_party, account_owner_unsuitable);
  against.insert_if(!has_ever_had_account(party), party_not_found);
  return against;
}

bool Model::has_ever_had_account(PartyId party) const { return profiles.contains(party.value); }

Reasons Model::reasons_against(Sender, const SetRiskLevel& command) const {
  return against_party(command.party);
}

Reasons Model::reasons_against(Sender, const SetVipLevel& command) const {
  return against_party(command.party);
}

Reasons Model::reasons_against(Sender, const SetRelatedGroup& command) const {
  return against_party(command.party);
}

Reasons Model::reasons_against(Sender, const SetBorrowingCap& command) const {
  Reasons against = against_party(command.party);
  if (command.borrowing_max != Amount{}) ask_amount(against, command.borrowing_max);
  return against;
}

Reasons Model::reasons_against(Sender, const SetGroupBorrowingCap& command) const {
  Reasons against;
  against.insert_if(command.related_group == 0, related_group_missing);
  if (command.borrowing_max != Amount{}) ask_amount(against, command.borrowing_max);
  return against;
}

Reasons Model::reasons_against(Sender, const BlockParty& command) const {
  return against_party(command.party);
}

Reasons Model::reasons_against(Sender, const UnblockParty& command) const {
  return against_party(command.party);
}

void Model::effect(const SetRiskLevel& command) {
  profiles[command.party.value].risk_level = command.risk_level;
}
void Model::effect(const SetVipLevel& command) {
  profiles[command.party.value].vip_level = command.vip_level;
}
void Model::effect(const SetRelatedGroup& command) {
  profiles[command.party.value].related_group = command.related_group;
}
void Model::effect(const SetBorrowingCap& command) {
  profiles[command.party.value].borrowing_max[command.currency] = command.borrowing_max;
}
void Model::effect(const SetGroupBorrowingCap& command) {
  group_caps[{command.related_group, command.currency}] = command.borrowing_max;
}
void Model::effect(const BlockParty& command) { profiles[command.party.value].blocked = true; }
void Model::effect(const UnblockParty& command) { profiles[command.party.value].blocked = false; }

// Cash.

Reasons Model::against_reference(Sender sender, ChannelId channel,
                                 const protocol::Reference& reference) {
  Reasons against;
  if (sender.actor.kind() != ActorKind::partner) return against;
  against.insert_if(channel && channel.value != sender.actor.number(), channel_not_yours);
  against.insert_if(reference.text.empty(), reference_missing);
  return against;
}

Reasons Model::reasons_against(Sender sender, const RecordDeposit& command) const {
  Reasons against = against_reference(sender, command.channel, command.reference);
  ask_amount(against, command.amount);
  const ModelAccount* known = accounts.find(command.account.value);
  if (known == nullptr) {
    against.insert(account_not_found);
    return against;
  }
  const ModelAccount& account = *known;
  against.insert_if(sender.party && sender.party != account.owner, account_not_yours);
  if (is_mirror(account.kind) || account.kind == AccountKind::own_money) {
    against.insert(account_kind_unsuitable);
  }
  ask_custody(against, account.currency);
  return against;
}

void Model::effect(const RecordDeposit& command) {
  ModelAccount& account = accounts.at(command.account.value);
  if (account.closed) account.reopened = true;
  account.closed = false;
  const Currency currency = account.currency;
  const AccountId custodian = platform_account(AccountKind::custodian, currency);
  move(custodian, command.account, command.amount);
  at_bank[static_cast<std::size_t>(currency)] += command.amount;
  remember(custodian, command.account, command.amount);
}

Reasons Model::reasons_against(Sender sender, const TransferFunds& command) const {
  Reasons against;
  ask_account(against, sender, command.from);
  ask_account(against, sender, command.to);
  ask_amount(against, command.amount);
  if (command.from == command.to) against.insert(same_account);
  if (!accounts.contains(command.from.value) || !accounts.contains(command.to.value)) {
    return against;
  }
  const ModelAccount& from = accounts.at(command.from.value);
  const ModelAccount& to = accounts.at(command.to.value);
  if (is_mirror(from.kind) || is_mirror(to.kind)) {
    against.insert(account_kind_unsuitable);
  }
  if (from.currency != to.currency) against.insert(currency_differs);
  against.insert_if(is_frozen(command.from), party_blocked);
  const bool closes_gap = to.kind == AccountKind::own_money && from.owner == platform_party;
  const Amount most = closes_gap ? available(command.from) : spendable(command.from);
  if (command.amount > most) against.insert(insufficient_funds);
  return against;
}

void Model::effect(const TransferFunds& command) {
  move(command.from, command.to, command.amount);
  remember(command.from, command.to, command.amount);
  close_gap(accounts.at(command.to.value).currency);
}

Reasons Model::reasons_against(Sender, const ReversePosting& command) const {
  const ModelPosting* found = posting_of(command.posting);
  if (found == nullptr) return {missing(command.posting)};
  Reasons against;
  const ModelPosting& posting = *found;
  const ModelAccount& from = accounts.at(posting.from.value);
  const ModelAccount& to = accounts.at(posting.to.value);
  if (posting.reversed) against.insert(posting_already_reversed);
  if (is_mirror(from.kind) || is_mirror(to.kind)) against.insert(posting_kind_unsuitable);
  if (from.closed || to.closed) against.insert(account_closed);
  return against;
}

void Model::effect(const ReversePosting& command) {
  ModelPosting& posting = postings.at(command.posting.value);
  posting.reversed = true;
  take_from(posting.to, posting.amount);
  accounts.at(posting.from.value).balance += posting.amount;
  settle_lacking(accounts.at(posting.to.value).currency, posting.from);
}

Reasons Model::reasons_against(Sender sender, const CollectReceivable& command) const {
  Reasons against;
  ask_account(against, sender, command.account);
  const ModelAccount* account = accounts.find(command.account.value);
  if (account == nullptr) return against;
  against.insert_if(owed(command.account) == Amount{}, nothing_owed);
  against.insert_if(available(command.account) == Amount{}, insufficient_funds);
  return against;
}

void Model::effect(const CollectReceivable& command) {
  ModelAccount& account = accounts.at(command.account.value);
  const Amount amount = std::min(owed(command.account), available(command.account));
  owed_[debtor(command.account)] -= amount;
  move(command.account, platform_account(AccountKind::own_money, account.currency), amount);
  close_gap(account.currency);
}

// Days.

Reasons Model::reasons_against(Sender, const SetCalendar& command) const {
  const auto in_order = [](const std::vector<Date>& days) {
    for (std::size_t i = 1; i < days.size(); ++i) {
      if (days[i] <= days[i - 1]) return false;
    }
    return true;
  };
  bool valid = in_order(command.holidays) && in_order(command.working_weekends);
  for (const Date day : command.working_weekends) {
    valid = valid && !money::Calendar{}.is_business_day(day) &&
            std::ranges::find(command.holidays, day) == command.holidays.end();
  }
  return valid ? Reasons{} : Reasons{calendar_invalid};
}

void Model::effect(const SetCalendar& command) {
  const money::Calendar before = calendar;
  calendar = {money::saturday_and_sunday, command.holidays, command.working_weekends};
  if (calendar != before && loans.size() != 0) due_dates_from = LoanId{1};
}

void Model::go_on(Time time) {
  if (time <= now) return;
  now = time;
  set_back_to.reset();
}

namespace {

/// When a day begins at UTC.
std::int64_t midnight_ms(Date day) { return day.days * std::int64_t{86'400'000}; }
constexpr std::int64_t hour_ms = 3'600'000;

}  // namespace

/// First where the clocks are 14 hours ahead.
bool Model::has_begun_somewhere(Date day) const {
  return time().ms >= midnight_ms(day) - 14 * hour_ms;
}

/// Last where the clocks are 12 hours behind.
bool Model::has_ended_everywhere(Date day, Time by) {
  return by.ms >= midnight_ms(day) + (24 + 12) * hour_ms;
}

Reasons Model::reasons_against(Sender sender, const BeginBusinessDay& command) const {
  Reasons against;
  const Date before = business_day.value_or(Date{});
  against.insert_if(command.on <= before, business_day_goes_back);
  against.insert_if(business_day && command.on > before + 1, business_day_skipped);
  const bool is_usual = has_begun_somewhere(command.on) &&
                        (business_day.has_value() || !has_ended_everywhere(command.on, now));
  const bool agrees = command.confirmed_on ? *command.confirmed_on == command.on : is_usual;
  against.insert_if(!agrees, business_day_not_confirmed);
  const bool sooner = command.loans_kept_days && *command.loans_kept_days < loans_kept_days;
  against.insert_if(sooner && sender.actor.kind() != ActorKind::agent, loans_kept_days_shortened);
  return against;
}

void Model::effect(const BeginBusinessDay& command) {
  business_day = command.on;
  loans_kept_days = command.loans_kept_days.value_or(loans_kept_days);
  kept_from = std::max(kept_from.value_or(Date{}), command.on + -std::int32_t{loans_kept_days});
  for (std::uint64_t number = 1; number <= loans.size(); ++number) {
    ModelLoan& loan = loans.at(number);
    if (loan.live() || !loan.ended_on || !is_over(*loan.ended_on)) continue;
    loan.left = true;
    loan.ended_on.reset();
    loan.payments.clear();
  }
}

Reasons Model::reasons_against(Sender sender, const SetTimeBack& command) const {
  Reasons against;
  against.insert_if(sender.actor.kind() != protocol::ActorKind::agent, agents_only);
  against.insert_if(command.to >= now, time_not_ahead);
  return against;
}

void Model::effect(const SetTimeBack& command) { set_back_to = command.to; }

/// Nothing is dated later than the business day, or while there is none, than any day there is now;
/// nothing by a member earlier, or before there is one.
void Model::ask_day(Reasons& against, Sender sender, Date on) const {
  const bool by_member = static_cast<bool>(sender.party);
  const bool reached = business_day ? on <= *business_day : !by_member && has_begun_somewhere(on);
  against.insert_if(!reached, date_not_reached);
  against.insert_if(by_member && business_day && on < *business_day, date_passed);
}

}  // namespace tributary::simulation
