#include <algorithm>

#include "base/assert.hpp"
#include "simulate/model.hpp"
#include "simulate/model_fees.hpp"
#include "simulate/model_schedule.hpp"

namespace tributary::simulation {

using enum Refusal;

namespace {

/// Who compensates comes with when, and there is one; nothing is given up before that, or in grace.
bool contradicts_itself(const LateRules& rules, Rate contract, bool has_guarantor) {
  const auto is_rate = [](Rate rate) { return rate.ppm >= 0 && rate.ppm <= 50'000; };
  if (!is_rate(rules.interest) || !is_rate(rules.fee) || !is_rate(rules.fee_then)) return true;
  if ((rules.fee_then.ppm == 0) != (rules.fee_then_after_days == 0)) return true;
  const std::int64_t times = rules.interest_of_contract.ppm;
  const std::int64_t a_year = rules.interest_a_year.ppm;
  if (times < 0 || times > 100'000'000 || a_year < 0 || a_year > 365 * 50'000) return true;
  if ((rules.interest.ppm != 0) + (a_year != 0) + (times != 0) > 1) return true;
  if ((contract.ppm * times + 500'000) / 1'000'000 > 365 * 50'000) return true;
  if (rules.compensator == Compensator::guarantor && !has_guarantor) return true;
  const bool somebody = rules.compensator != Compensator::nobody;
  if (somebody == (rules.compensate_after_days == 0)) return true;
  return rules.write_off_after_days != 0 &&
         (rules.write_off_after_days <= rules.grace_days ||
          rules.write_off_after_days < rules.compensate_after_days);
}

bool leaves_nothing(const LoanFees& fees, Amount principal) {
  return withheld(fees, principal) >= principal;
}

/// Shares, of the two that are one fee together too; a guarantor's fee has a guarantor.
bool can_be_charged(const LoanFees& fees, bool has_guarantor) {
  const auto is_share = [](std::int64_t ppm) { return ppm >= 0 && ppm <= 1'000'000; };
  const bool shares = std::ranges::all_of(
      std::vector{fees.service, fees.service_per_period, fees.guarantee, fees.guarantee_per_period,
                  fees.interest, fees.prepayment, fees.reserve},
      [&](Rate rate) { return is_share(rate.ppm); });
  const bool pays_guarantor = fees.guarantee.ppm != 0 || fees.guarantee_per_period.ppm != 0;
  return shares && is_share(fees.service_per_period.ppm + fees.guarantee_per_period.ppm) &&
         fees.prepayment_days <= 366 && (has_guarantor || !pays_guarantor);
}

}  // namespace

namespace {

/// By the fewest bids that come to it: each but the last as large as it can be on the step.
bool fits(const BidRules& rules, Amount rest, std::size_t bids) {
  Amount largest = money::amount_max;
  for (const Amount limit : {rules.bid_amount_max, rules.investor_amount_max}) {
    if (limit != Amount{}) largest = std::min(largest, limit);
  }
  const std::int64_t above = (largest - rules.bid_amount_min).minor;
  const std::int64_t usual = largest.minor - above % rules.bid_amount_step.minor;
  std::int64_t fewest = 1;
  if (rest > largest) fewest += ((rest - largest).minor + usual - 1) / usual;
  const __int128 least = static_cast<__int128>(fewest) * rules.bid_amount_min.minor;
  return least <= rest.minor && static_cast<std::size_t>(fewest) <= bids;
}

constexpr std::size_t most_bids = 65'536;

bool is_amount(Amount amount) { return amount.minor > 0 && amount <= money::amount_max; }

bool can_be_kept(const BidRules& rules, Amount principal) {
  for (const Amount limit : {rules.bid_amount_max, rules.investor_amount_max}) {
    if (limit != Amount{} && (limit < rules.bid_amount_min || limit > money::amount_max)) {
      return false;
    }
  }
  if (rules.settle_within_days < 1 || rules.settle_within_days > 365) return false;
  if (!is_amount(rules.bid_amount_min) || !is_amount(rules.bid_amount_step)) return false;
  return !is_amount(principal) || fits(rules, principal, most_bids);
}

}  // namespace

Amount Model::smallest_bid(const ModelLoan& loan) {
  Amount smallest = loan.principal;
  for (const ModelBid& bid : loan.bids) smallest = std::min(smallest, bid.to - bid.from);
  return smallest;
}

bool Model::has_frozen_side(const ModelLoan& loan) const {
  return is_frozen(loan.borrower) || (loan.guarantor && is_frozen(*loan.guarantor));
}

Reasons Model::reasons_against(Sender sender, const CreateListing& command) const {
  Reasons against;
  ask_account(against, sender, command.borrower_account);
  ask_amount(against, command.principal);
  const ModelAccount* borrower = accounts.find(command.borrower_account.value);
  if (command.guarantor_account) {
    const ModelAccount* guarantor = accounts.find(command.guarantor_account->value);
    if (guarantor == nullptr) {
      against.insert(account_not_found);
    } else {
      if (guarantor->closed) against.insert(account_closed);
      if (guarantor->kind != AccountKind::guarantor_cash) {
        against.insert(account_kind_unsuitable);
      }
      if (borrower != nullptr && guarantor->currency != borrower->currency) {
        against.insert(currency_differs);
      }
      against.insert_if(profile(guarantor->owner).blocked, party_blocked);
      against.insert_if(borrower != nullptr && guarantor->owner == borrower->owner,
                        guarantor_is_borrower);
    }
  }
  if (borrower == nullptr) return against;
  const ModelAccount& account = *borrower;
  if (account.kind != AccountKind::member_cash) against.insert(account_kind_unsuitable);
  if (!platform_account(AccountKind::service_fee, account.currency) ||
      !platform_account(AccountKind::interest_fee, account.currency)) {
    against.insert(platform_account_missing);
  }
  const bool uses_reserve_fund =
      command.fees.reserve.ppm != 0 || command.late.compensator == Compensator::reserve_fund;
  if (uses_reserve_fund && !platform_account(AccountKind::reserve_fund, account.currency)) {
    against.insert(platform_account_missing);
  }
  against.insert_if(contradicts_itself(command.late, command.terms.annual_rate,
                                       command.guarantor_account.has_value()),
                    late_rules_invalid);
  against.insert_if(is_frozen(command.borrower_account), party_blocked);
  // No loan is larger than all the money of a currency, capped or not; in parts, so that nothing
  // overflows here either.
  constexpr Amount all_money{1'000'000'000'000'000'000};
  const auto caps = profile(account.owner).borrowing_max;
  const auto said = caps.find(account.currency);
  const Amount cap = said == caps.end() || said->second == Amount{} ? all_money : said->second;
  if (command.principal > cap - borrowed_by(account.owner, account.currency)) {
    against.insert(borrowing_exceeds_cap);
  }
  const std::uint32_t group = profile(account.owner).related_group;
  const auto group_said = group_caps.find({group, account.currency});
  const bool is_capped = group_said != group_caps.end() && group_said->second != Amount{};
  const Amount group_cap = is_capped ? group_said->second : all_money;
  if (group != 0 && command.principal > group_cap - borrowed_by_group(group, account.currency)) {
    against.insert(group_borrowing_exceeds_cap);
  }
  const BidRules& rules = command.rules;
  against.insert_if(!can_be_kept(rules, command.principal), bid_rules_inconsistent);
  if (!may_be_named(command.principals, command.terms, command.principal) ||
      !can_be_charged(command.fees, command.guarantor_account.has_value())) {
    against.insert(loan_terms_invalid);
    return against;
  }
  const auto lines = first_lines(command.terms, command.principals, command.principal, Date{},
                                 std::nullopt, money::Calendar{});
  if (!lines) {
    against.insert(loan_terms_invalid);
    return against;
  }
  if (takes_back(*lines, rules.bid_amount_min, command.principal, command.fees, command.late)) {
    against.insert(payment_too_small_to_share);
  }
  if (leaves_nothing(command.fees, command.principal)) against.insert(fees_exceed_principal);
  return against;
}

void Model::effect(const CreateListing& command) {
  ModelLoan loan;
  loan.borrower = command.borrower_account;
  loan.guarantor = command.guarantor_account;
  loan.currency = accounts.at(command.borrower_account.value).currency;
  loan.principal = command.principal;
  loan.rules = command.rules;
  loan.fees = command.fees;
  loan.late = command.late;
  loan.allocation = command.allocation;
  loan.terms = command.terms;
  loan.principals = command.principals;
  loans.add(loan);
}

Reasons Model::reasons_against(Sender, const ApproveListing& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  if (loan->state != LoanState::review) return {loan_not_in_review};
  return has_frozen_side(*loan) ? Reasons{party_blocked} : Reasons{};
}
void Model::effect(const ApproveListing& command) {
  loans.at(command.loan.value).state = LoanState::approved;
}

Reasons Model::reasons_against(Sender, const RejectListing& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  return loan->state == LoanState::review ? Reasons{} : Reasons{loan_not_in_review};
}
void Model::effect(const RejectListing& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  loan.state = LoanState::rejected;
  loan.ended_on = day();
}

Reasons Model::reasons_against(Sender, const ScheduleListing& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  Reasons against;
  if (loan->state != LoanState::approved) against.insert(loan_not_approved);
  if (command.closes_at <= command.opens_at || command.closes_at <= time()) {
    against.insert(listing_times_invalid);
  }
  return against;
}
void Model::effect(const ScheduleListing& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  loan.state = LoanState::scheduled;
  loan.opens_at = command.opens_at;
  loan.closes_at = command.closes_at;
}

Reasons Model::reasons_against(Sender, const OpenListing& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  Reasons against;
  if (loan->state != LoanState::scheduled) against.insert(loan_not_scheduled);
  if (time() < loan->opens_at) against.insert(listing_opens_later);
  if (time() >= loan->closes_at) against.insert(listing_closed);
  return against;
}
void Model::effect(const OpenListing& command) {
  loans.at(command.loan.value).state = LoanState::open;
}

Reasons Model::reasons_against(Sender, const ExtendListing& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  Reasons against;
  if (loan->state == LoanState::full) against.insert(loan_full);
  const bool goes_on = loan->state == LoanState::open || loan->state == LoanState::scheduled;
  if (!goes_on) against.insert(loan_not_open);
  if (command.closes_at <= loan->closes_at || command.closes_at <= time()) {
    against.insert(listing_times_invalid);
  }
  return against;
}
void Model::effect(const ExtendListing& command) {
  loans.at(command.loan.value).closes_at = command.closes_at;
}

Reasons Model::reasons_against(Sender, const CancelListing& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  if (loan->serviced()) return {loan_already_settled};
  return loan->live() ? Reasons{} : Reasons{listing_ended};
}
void Model::effect(const CancelListing& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  loan.state = LoanState::cancelled;
  loan.ended_on = day();
  release_bids(loan);
}

Reasons Model::reasons_against(Sender, const FailListing& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  if (loan->state == LoanState::full) {
    ASSERT(loan->settles_by);
    return time() < *loan->settles_by ? Reasons{settlement_still_open} : Reasons{};
  }
  if (loan->state != LoanState::open && loan->state != LoanState::scheduled) {
    return {loan_not_open};
  }
  return time() < loan->closes_at ? Reasons{listing_still_open} : Reasons{};
}
void Model::effect(const FailListing& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  loan.state = LoanState::failed;
  loan.ended_on = day();
  release_bids(loan);
}

Reasons Model::reasons_against(Sender, const AcceptPartialRaise& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  Reasons against;
  if (loan->state == LoanState::full) against.insert(loan_full);
  if (loan->state != LoanState::open) against.insert(loan_not_open);
  if (loan->bids.empty()) against.insert(nothing_raised);
  if (!against.empty()) return against;
  against.insert_if(has_frozen_side(*loan), party_blocked);
  const auto lines = first_lines(loan->terms, loan->principals, loan->raised(), Date{},
                                 std::nullopt, money::Calendar{});
  if (!lines) {
    against.insert(loan_terms_invalid);
  } else if (takes_back(*lines, smallest_bid(*loan), loan->raised(), loan->fees, loan->late)) {
    against.insert(payment_too_small_to_share);
  }
  if (leaves_nothing(loan->fees, loan->raised())) against.insert(fees_exceed_principal);
  return against;
}
void Model::effect(const AcceptPartialRaise& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  loan.principal = loan.raised();
  become_full(loan);
}

Reasons Model::reasons_against(Sender sender, const PlaceBid& command) const {
  Reasons against;
  ask_account(against, sender, command.account);
  ask_amount(against, command.amount);
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) against.insert(missing(command.loan));
  if (!accounts.contains(command.account.value)) return against;
  const ModelAccount& account = accounts.at(command.account.value);
  if (account.kind != AccountKind::member_cash) against.insert(account_kind_unsuitable);
  if (loan == nullptr) return against;
  if (account.currency != loan->currency) against.insert(currency_differs);

  if (loan->state < LoanState::open) against.insert(loan_not_open);
  if (loan->state == LoanState::open && time() >= loan->closes_at) against.insert(listing_closed);
  if (loan->state >= LoanState::full && loan->state <= LoanState::prepaid) {
    against.insert(loan_full);
  }
  if (loan->state >= LoanState::rejected) against.insert(listing_ended);

  const PartyId borrower = owner(loan->borrower);
  const ModelProfile investor = profile(account.owner);
  against.insert_if(investor.blocked || has_frozen_side(*loan), party_blocked);
  if (account.owner == borrower) against.insert(bid_on_own_loan);
  if (investor.related_group != 0 && investor.related_group == profile(borrower).related_group) {
    against.insert(bid_on_related_loan);
  }
  const auto first = first_bids.find(account.owner.value);
  if (loan->rules.newcomers_only && first != first_bids.end() && first->second != command.loan) {
    against.insert(newcomers_only);
  }
  if (investor.vip_level < loan->rules.vip_level_min) against.insert(vip_level_too_low);
  if (loan->rules.access_code != AccessCode{} && loan->rules.access_code != command.access_code) {
    against.insert(access_code_wrong);
  }
  if (investor.risk_level < loan->rules.risk_level) against.insert(risk_level_too_low);

  BidRules rules = loan->rules;
  const Amount rest = loan->principal - loan->raised();
  const std::size_t slots = most_bids - loan->bids.size();
  // What a voided bid has left may not be on the step.
  if (!fits(rules, rest, slots)) rules.bid_amount_step = {1};
  const Amount amount = command.fill_remaining ? std::min(command.amount, rest) : command.amount;
  const bool takes_all = amount == rest;
  if (!takes_all && amount < rules.bid_amount_min) against.insert(bid_below_minimum);
  if (!takes_all &&
      (amount.minor - rules.bid_amount_min.minor) % rules.bid_amount_step.minor != 0) {
    against.insert(bid_off_step);
  }
  if (rules.bid_amount_max != Amount{} && amount > rules.bid_amount_max) {
    against.insert(bid_exceeds_maximum);
  }
  const auto before = loan->bid_by.find(command.account.value);
  const Amount total = amount + (before == loan->bid_by.end() ? Amount{} : before->second);
  if (rules.investor_amount_max != Amount{} && total > rules.investor_amount_max) {
    against.insert(bid_exceeds_investor_maximum);
  }
  if (amount > rest) against.insert(bid_exceeds_remaining_amount);
  if (amount < rest) {
    against.insert_if(!fits(rules, rest - amount, most_bids), bid_leaves_too_little);
    against.insert_if(!fits(rules, rest - amount, slots - 1), bid_count_reached);
  }
  if (amount > spendable(command.account)) against.insert(insufficient_funds);
  return against;
}

void Model::effect(const PlaceBid& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  const Amount rest = loan.principal - loan.raised();
  const Amount amount = std::min(command.amount, rest);
  first_bids.try_emplace(owner(command.account).value, command.loan);
  const auto number = static_cast<std::uint32_t>(loan.bid_days.size());
  loan.bid_days.push_back(day());
  loan.bids.push_back({command.account, loan.raised(), loan.raised() + amount, number});
  loan.bid_by[command.account.value] += amount;
  accounts.at(command.account.value).held += amount;
  if (amount == rest) become_full(loan);
}

/// It cannot be settled on a day that was over everywhere by then, nor before the business day.
void Model::become_full(ModelLoan& loan) {
  loan.state = LoanState::full;
  loan.settles_by = Time{time().ms + std::int64_t{24} * 3'600'000 * loan.rules.settle_within_days};
  loan.full_on = day();
  if (has_ended_everywhere(loan.last_date, time())) {
    loan.last_date = {static_cast<std::int32_t>(time().ms / 86'400'000) - 2};
    while (has_ended_everywhere(loan.last_date, time())) loan.last_date = loan.last_date + 1;
  }
  if (loan.last_date < loan.full_on) loan.last_date = loan.full_on;
}

Reasons Model::reasons_against(Sender, const VoidBid& command) const {
  const ModelLoan* loan = loan_of(command.loan);
  if (loan == nullptr) return {missing(command.loan)};
  if (loan->state >= LoanState::repaying && loan->state <= LoanState::prepaid) {
    return {loan_already_settled};
  }
  if (!loan->live()) return {listing_ended};
  const bool there = std::ranges::any_of(loan->bids, [&](const ModelBid& bid) {
    return bid.account == command.account && bid.number == command.bid;
  });
  return there ? Reasons{} : Reasons{bid_not_found};
}

void Model::effect(const VoidBid& command) {
  ModelLoan& loan = loans.at(command.loan.value);
  const ModelBid voided = *std::ranges::find(loan.bids, command.bid, &ModelBid::number);
  const Amount amount = voided.to - voided.from;
  accounts.at(voided.account.value).held -= amount;
  std::erase_if(loan.bids, [&](const ModelBid& bid) { return bid.number == command.bid; });
  loan.bid_by = {};
  for (ModelBid& bid : loan.bids) {
    if (bid.from > voided.from) {
      bid.from -= amount;
      bid.to -= amount;
    }
    loan.bid_by[bid.account.value] += bid.to - bid.from;
  }
  loan.state = LoanState::open;
  loan.settles_by.reset();
}

}  // namespace tributary::simulation
