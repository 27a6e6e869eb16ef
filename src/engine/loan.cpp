#include "engine/loan.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "engine/field_hash.hpp"
#include "engine/limits.hpp"

namespace tributary::engine {

namespace {

std::uint64_t hash_of(std::uint64_t seed, const PaidTotals& totals) {
  return row_hash(10, seed, totals.principal.minor, totals.interest.minor,
                  totals.compensation.minor, totals.late_interest.minor);
}

std::uint64_t hash_of(std::uint64_t seed, const LoanPeriod& period) {
  return row_hash(6, seed, period.due.days, period.charged_to.days, period.overdue, period.reminded,
                  period.payer.value, period.principal.minor, period.interest.minor,
                  period.fee.minor, period.late_interest.minor, period.late_fee.minor,
                  period.principal_paid.minor, period.interest_paid.minor, period.fee_paid.minor,
                  period.late_interest_paid.minor, period.late_fee_paid.minor,
                  period.late_interest_rest, period.late_fee_rest, period.annual_rate_ppm,
                  period.late_interest_waived.minor, period.late_fee_waived.minor);
}

std::uint64_t hash_of(LoanId id, const ScheduleBefore& before,
                      std::span<const LoanPeriod> replaced) {
  std::uint64_t hash = row_hash(13, id.value, before.payment.value, before.interest_carried.minor,
                                before.rescheduled_on.days, before.first_period,
                                before.periods_replaced, hash_of_fields(before.terms),
                                before.schedule_principal.minor, before.schedule_start.days,
                                before.schedule_first_due ? before.schedule_first_due->days : 0,
                                before.schedule_first_period);
  for (const LoanPeriod& period : replaced) hash = hash_of(hash, period);
  return hash;
}

/// Of the schedules before: not part of what each change hashes anew.
std::uint64_t hash_of_schedules(const Loan& loan) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (const ScheduleBefore& before : loan.schedules_before) {
    sum += hash_of(loan.id, before,
                   std::span(loan.periods_replaced).subspan(at, before.periods_replaced));
    at += before.periods_replaced;
  }
  return sum;
}

/// What a loan has from its settlement on; zero before, while bids come in floods.
std::uint64_t hash_of_servicing(const Loan& loan) {
  if (loan.state < LoanState::repaying) return 0;
  std::uint64_t hash =
      hash_of(row_hash(21, loan.taken_back_on.days, loan.assessed_to.days, loan.rescheduled_on.days,
                       loan.settled_on.days, loan.interest_carried.minor),
              loan.paid);
  for (const LoanPeriod& period : loan.periods) hash = hash_of(hash, period);
  return hash;
}

}  // namespace

std::uint64_t hash_of_contract(const Loan& loan) {
  std::uint64_t hash =
      row_hash(8, loan.id.value, loan.borrower.value, loan.guarantor.value,
               static_cast<std::uint64_t>(loan.currency),
               static_cast<std::uint64_t>(loan.allocation), hash_of_fields(loan.terms),
               hash_of_fields(loan.rules), hash_of_fields(loan.fees), hash_of_fields(loan.late));
  for (const Amount part : loan.principals) hash = row_hash(22, hash, part.minor);
  for (const protocol::BidDay& run : loan.bid_days) {
    hash = row_hash(23, hash, run.first_bid, run.day.days);
  }
  return hash;
}

BidTotals bid_totals_of(const Loan& loan) {
  BidTotals totals;
  if (loan.state != LoanState::open || loan.rules.investor_amount_max == Amount{}) return totals;
  Amount from;
  for (const Claim& claim : loan.claims) {
    totals.add(claim.holder, claim.end - from);
    from = claim.end;
  }
  return totals;
}

std::optional<std::size_t> Loan::place_of_bid(std::uint32_t bid) const {
  const auto voided = std::ranges::lower_bound(bids_voided, bid);
  if (bid >= bids_placed || (voided != bids_voided.end() && *voided == bid)) return std::nullopt;
  return bid - static_cast<std::size_t>(voided - bids_voided.begin());
}

std::uint32_t Loan::bid_of_place(std::size_t place) const {
  auto bid = static_cast<std::uint32_t>(place);
  for (const std::uint32_t voided : bids_voided) bid += voided <= bid ? 1 : 0;
  return bid;
}

std::uint64_t LoanBook::hash_of(const Loan& loan, std::uint64_t contract) {
  return row_hash(4, loan.id.value, static_cast<std::uint64_t>(loan.state), loan.principal.minor,
                  loan.raised.minor, loan.schedule_start.days, loan.schedule_principal.minor,
                  loan.opens_at.ms, loan.closes_at.ms, loan.last_date.days, hash_of_servicing(loan),
                  loan.schedule_first_due ? loan.schedule_first_due->days : 0,
                  loan.schedule_first_period, contract, loan.bids_placed, loan.written_off_on.days,
                  loan.settles_by.ms, loan.ended_on.days, loan.full_on.days);
}

/// A claim is named by where it begins: cutting another one changes nothing here.
std::uint64_t LoanBook::hash_of(LoanId id, Amount from, const Claim& claim) {
  return row_hash(5, id.value, from.minor, claim.end.minor, claim.holder.value);
}

std::uint64_t LoanBook::hash_of(LoanId id, const Payment& payment) {
  const auto& parts = payment.parts;
  return row_hash(
      11,
      tributary::engine::hash_of(tributary::engine::hash_of(id.value, payment.paid_before),
                                 payment.paid_after),
      payment.payment.value, static_cast<std::uint64_t>(payment.kind), payment.reversed,
      payment.period, payment.last_period, payment.payer.value, payment.payee.value,
      parts.principal.minor, parts.interest.minor, parts.late_interest.minor,
      payment.service_fee.minor, payment.late_fee.minor, payment.interest_fee.minor,
      payment.on.days, payment.guarantee_fee.minor);
}

std::uint64_t LoanBook::hash_of_details(const Loan& loan) {
  std::uint64_t sum = hash_of_schedules(loan);
  Amount from;
  for (const Claim& claim : loan.claims) {
    sum += hash_of(loan.id, from, claim);
    from = claim.end;
  }
  for (const Payment& payment : loan.payments) sum += hash_of(loan.id, payment);
  for (const std::uint32_t bid : loan.bids_voided) sum += row_hash(17, loan.id.value, bid);
  return sum;
}

void LoanBook::add(Loan loan) {
  ASSERT(loan.id == next_id());
  give_back(limits::rows_given_back_a_command);
  restore(std::move(loan));
  const Loan& added = at({next_id().value - 1});
  hash_->add(hash_of(added, added.contract_hash) + hash_of_details(added));
}

void LoanBook::restore(Loan loan) {
  loans_.skip_to(loan.id.value);
  loan.contract_hash = hash_of_contract(loan);
  agenda_.move({}, Agenda::places_of(loan));
  if (!loan.live()) ended_.emplace(loan.ended_on, loan.id);
  for (const Payment& payment : loan.payments) note_payer(loan.id, payment.payer);
  loans_.append(std::make_unique<Loan>(std::move(loan)));
}

void LoanBook::restore_ends(LoanId next, Date kept_from) {
  loans_.skip_to(next.value);
  kept_from_ = kept_from;
}

std::uint64_t LoanBook::full_hash() const {
  std::uint64_t sum = 0;
  for (const Loan& loan : all()) {
    sum += hash_of(loan, hash_of_contract(loan)) + hash_of_details(loan);
  }
  return sum;
}

void LoanBook::append_claim(LoanId id, Claim claim, Amount amount) {
  change(id, [&](Loan& loan) {
    ASSERT(loan.state == LoanState::open);
    ASSERT(claim.end > loan.raised && claim.end <= loan.principal);
    hash_->add(hash_of(id, loan.raised, claim));
    loan.raised = claim.end;
    loan.claims.push_back(claim);
    ++loan.bids;
    ++loan.bids_placed;
    if (loan.rules.investor_amount_max != Amount{}) loan.bid_totals.add(claim.holder, amount);
    if (loan.raised == loan.principal) {
      loan.state = LoanState::full;
      loan.bid_totals = {};
    }
  });
}

void LoanBook::remove_claim(LoanId id, std::uint32_t bid) {
  hash_->remove(hash_of_details(at(id)));
  change(id, [&](Loan& loan) {
    ASSERT(loan.state == LoanState::open || loan.state == LoanState::full);
    const auto place = loan.place_of_bid(bid);
    ASSERT(place && *place < loan.claims.size());
    auto claim = loan.claims.begin() + static_cast<std::ptrdiff_t>(*place);
    const Amount amount = claim->end - loan.begin_of_claim(*place);
    claim = loan.claims.erase(claim);
    loan.bids_voided.insert(std::ranges::upper_bound(loan.bids_voided, bid), bid);
    for (; claim != loan.claims.end(); ++claim) claim->end -= amount;
    loan.raised -= amount;
    --loan.bids;
    loan.state = LoanState::open;
    loan.bid_totals = bid_totals_of(loan);
  });
  hash_->add(hash_of_details(at(id)));
}

void LoanBook::note_payer(LoanId id, AccountId payer) { paid_by_[payer.value].insert(id); }

const std::set<LoanId>& LoanBook::paid_by(AccountId payer) const {
  static const std::set<LoanId> none;
  const auto at = paid_by_.find(payer.value);
  return at == paid_by_.end() ? none : at->second;
}

void LoanBook::remember(LoanId id, const Payment& payment) {
  at(id).payments.push_back(payment);
  note_payer(id, payment.payer);
  hash_->add(hash_of(id, payment));
}

void LoanBook::remember(LoanId id, ScheduleBefore before, std::span<const LoanPeriod> replaced) {
  Loan& loan = at(id);
  before.periods_replaced = static_cast<std::uint32_t>(replaced.size());
  hash_->add(tributary::engine::hash_of(id, before, replaced));
  loan.schedules_before.push_back(before);
  loan.periods_replaced.insert(loan.periods_replaced.end(), replaced.begin(), replaced.end());
}

std::uint64_t LoanBook::hash_of_schedules_of(LoanId id) const {
  return hash_of_schedules((*this)[id]);
}

void LoanBook::forget_last_payment(LoanId id) {
  Loan& loan = at(id);
  const auto last = std::find_if(loan.payments.rbegin(), loan.payments.rend(),
                                 [](const Payment& payment) { return !payment.reversed; });
  ASSERT(last != loan.payments.rend());
  hash_->remove(hash_of(id, *last));
  last->reversed = true;
  hash_->add(hash_of(id, *last));
}

/// A date may lie long ago: what was told of lately is needed lately.
void LoanBook::end(LoanId id, Date day) {
  ASSERT(at(id).settled());
  change(id, [&](Loan& loan) { loan.ended_on = std::max(loan.last_date, day); });
  ended_.emplace(at(id).ended_on, id);
}

void LoanBook::revive(LoanId id) {
  ASSERT(ended_.erase({at(id).ended_on, id}) == 1);
  change(id, [](Loan& loan) { loan.ended_on = {}; });
}

void LoanBook::forget_details(LoanId id) {
  Loan& forgotten = at(id);
  hash_->remove(hash_of_details(forgotten));
  for (const Payment& payment : forgotten.payments) {
    const auto at = paid_by_.find(payment.payer.value);
    if (at != paid_by_.end() && at->second.erase(id) != 0 && at->second.empty()) paid_by_.erase(at);
  }
  change(id, [&](Loan& loan) {
    ASSERT(!loan.live());
    loan.claims = {};
    loan.bids_voided = {};
    loan.periods = {};
    loan.payments = {};
    loan.schedules_before = {};
    loan.periods_replaced = {};
    loan.bid_totals = {};
  });
}

void LoanBook::end_unsettled(LoanId id, Date day) {
  ASSERT(!at(id).live());
  change(id, [&](Loan& loan) { loan.ended_on = day; });
  ended_.emplace(day, id);
  forget_details(id);
}

void LoanBook::let_go_before(Date day) {
  kept_from_ = day;
  give_back(limits::rows_given_back_a_day);
}

void LoanBook::give_back(std::size_t rows) {
  // Its contract, its places in the indexes and its memory take as long as some rows.
  constexpr std::size_t rows_of_a_shell = 32;
  std::size_t given = 0;
  while (!ended_.empty() && ended_.begin()->first < kept_from_ && given < rows) {
    const LoanId id = ended_.begin()->second;
    ended_.erase(ended_.begin());
    const Loan& over = at(id);
    given += rows_of_a_shell + over.claims.size() + over.periods.size() + over.payments.size() +
             over.periods_replaced.size();
    forget_details(id);
    hash_->remove(hash_of(over, over.contract_hash));
    loans_.erase(id.value);
  }
}

}  // namespace tributary::engine
