#include "engine/taking_back.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "base/assert.hpp"
#include "engine/lateness.hpp"
#include "engine/limits.hpp"
#include "engine/payout.hpp"
#include "engine/servicing.hpp"

namespace tributary::engine {
namespace {

using protocol::PaymentKind;
using protocol::PaymentTakenBack;

Amount sum(const protocol::InstalmentParts& parts) {
  return parts.principal + parts.interest + parts.late_interest;
}

/// By how much the borrower owes principal again.
Amount principal_owed_again(const PaymentTakenBack& taken) {
  switch (taken.kind) {
    case PaymentKind::instalment:
      return taken.parts.principal;
    case PaymentKind::compensation:
      return {};  // whom it is owed to has changed, nothing else
    default:
      return taken.paid_before.principal - taken.paid_after.principal;
  }
}

void restore_schedule(Loan& loan, const ScheduleBefore& before) {
  loan.terms = before.terms;
  loan.schedule_principal = before.schedule_principal;
  loan.schedule_start = before.schedule_start;
  loan.schedule_first_due = before.schedule_first_due;
  loan.schedule_first_period = before.schedule_first_period;
  loan.interest_carried = before.interest_carried;
  loan.rescheduled_on = before.rescheduled_on;
  const auto replaced = std::span(loan.periods_replaced).last(before.periods_replaced);
  loan.periods.resize(before.first_period - 1);
  loan.periods.insert(loan.periods.end(), replaced.begin(), replaced.end());
  loan.periods_replaced.resize(loan.periods_replaced.size() - before.periods_replaced);
  // What was not yet due when the loan was written off is due since then.
  if (loan.written_off_on != Date{})
    replace_rest(loan, collapse(loan, loan.written_off_on).everything);
}

void undo_instalment(Loan& loan, const Payment& payment, Date on) {
  LoanPeriod& period = loan.periods[payment.period - 1];
  period.principal_paid -= payment.parts.principal;
  period.interest_paid -= payment.parts.interest;
  period.late_interest_paid -= payment.parts.late_interest;
  period.fee_paid -= payment.service_fee + payment.guarantee_fee;
  period.late_fee_paid -= payment.late_fee;
  period.overdue = is_overdue(loan, period, on);
}

/// The accounts that a loan needs and that are closed, each once.
std::vector<AccountId> closed_accounts(const State& state, const Loan& loan) {
  std::vector<AccountId> closed;
  const auto look_at = [&](AccountId account) {
    if (account && state.ledger[account].closed) closed.push_back(account);
  };
  look_at(loan.borrower);
  look_at(loan.guarantor);
  for (const Claim& claim : loan.claims) look_at(claim.holder);
  std::ranges::sort(closed);
  closed.erase(std::ranges::unique(closed).begin(), closed.end());
  return closed;
}

/// The newest payment that `payer` made since `since` and that is the last of its loan, where
/// `loan_of` says what the loans are.
template <class LoanOf>
std::pair<const Loan*, const Payment*> newest_payment(const State& state, AccountId payer,
                                                      protocol::PostingId since, LoanOf&& loan_of) {
  std::pair<const Loan*, const Payment*> found{nullptr, nullptr};
  for (const LoanId id : state.loans.paid_by(payer)) {
    if (state.loans.find(id) == nullptr) continue;
    const Loan& loan = loan_of(id);
    const Payment* last = last_standing(loan);
    if (last == nullptr || last->payer != payer || last->payment <= since) continue;
    if (found.second == nullptr || found.second->payment < last->payment) found = {&loan, last};
  }
  return found;
}

}  // namespace

const Payment* last_standing(const Loan& loan) {
  const auto last = std::find_if(loan.payments.rbegin(), loan.payments.rend(),
                                 [](const Payment& payment) { return !payment.reversed; });
  return last == loan.payments.rend() ? nullptr : &*last;
}

Date first_payable(const Loan& loan) {
  const Payment* last = last_standing(loan);
  return std::max(last == nullptr ? loan.settled_on : last->on, loan.written_off_on);
}

std::span<const Claim> claims_at(const Loan& loan, const Payment&) { return loan.claims; }

std::vector<protocol::LateCharge> undo_last_payment(Loan& loan, Date on) {
  const Payment payment = *last_standing(loan);
  std::optional<AsOf> as_of;
  loan.paid = payment.paid_before;
  if (payment.kind == PaymentKind::instalment) {
    as_of.emplace(loan, payment.on);
    undo_instalment(loan, payment, on);
  }
  if (payment.kind == PaymentKind::compensation) {
    for (std::uint32_t number = payment.period; number <= payment.last_period; ++number) {
      loan.periods[number - 1].payer = {};
    }
  }
  if (!loan.schedules_before.empty() && loan.schedules_before.back().payment == payment.payment) {
    const ScheduleBefore before = loan.schedules_before.back();
    loan.schedules_before.pop_back();
    restore_schedule(loan, before);
    loan.contract_hash = hash_of_contract(loan);
  }
  auto late = as_of ? as_of->charge_again() : charge_up_to(loan, loan.assessed_to);
  loan.last_date = on;
  loan.taken_back_on = on;
  if (loan.state != LoanState::written_off && loan.written_off_on != Date{}) {
    loan.state = LoanState::written_off;
  }
  loan.state = state_by_periods(loan);
  return late;
}

PaymentTakenBack take_back_last(const State& state, Loan& loan, Date on) {
  const Payment payment = *last_standing(loan);
  const bool ended = !loan.live();
  const std::size_t images = loan.schedules_before.size();
  const std::uint32_t first_restored = images == 0 ? 0 : loan.schedules_before.back().first_period;
  const Rate rate_before = loan.terms.annual_rate;
  auto late = undo_last_payment(loan, on);
  std::ranges::find(loan.payments, payment.payment, &Payment::payment)->reversed = true;
  PaymentTakenBack taken{loan.id,
                         payment.payment,
                         payment.kind,
                         payment.period,
                         payment.last_period,
                         on,
                         payment.payer,
                         payment.payee,
                         payment.parts,
                         payment.paid_after,
                         payment.paid_before,
                         payment.service_fee,
                         payment.late_fee,
                         payment.interest_fee,
                         loan.state,
                         0,
                         {},
                         ended,
                         {},
                         std::move(late),
                         {},
                         {},
                         payment.guarantee_fee};
  if (loan.terms.annual_rate != rate_before) {
    taken.annual_rate_before = rate_before;
    taken.annual_rate = loan.terms.annual_rate;
  }
  if (loan.schedules_before.size() != images) {
    taken.first_restored = first_restored;
    for (const LoanPeriod& period : std::span(loan.periods).subspan(first_restored - 1)) {
      taken.restored.push_back({period.due, period.principal, period.interest, period.fee});
    }
  }
  if (ended) taken.reopened = closed_accounts(state, loan);
  return taken;
}

void add_taken_back(Movement& movement, const State& state, const PaymentTakenBack& taken) {
  const Loan& loan = state.loans[taken.loan];
  const Payment& payment = *std::ranges::find(loan.payments, taken.payment, &Payment::payment);
  const Amount fees = taken.service_fee + taken.late_fee;
  Amount moved = sum(taken.parts);
  if (taken.payee) {
    movement.add(taken.payee, -moved);
  } else {
    moved = sum(payment_between(taken.paid_after, taken.paid_before));
    Amount given;
    for_each_payout(loan, claims_at(loan, payment), taken.paid_after, taken.paid_before,
                    [&](const Claim& claim, Amount gross, Amount fee) {
                      movement.add(claim.holder, fee - gross);
                      given += gross - fee;
                    });
    ASSERT(given == moved - taken.interest_fee);
    movement.add(state.ledger.platform(AccountKind::interest_fee, loan.currency),
                 -taken.interest_fee);
  }
  movement.add(state.ledger.platform(AccountKind::service_fee, loan.currency), -fees);
  if (taken.guarantee_fee != Amount{}) movement.add(loan.guarantor, -taken.guarantee_fee);
  movement.add(taken.payer, moved + fees + taken.guarantee_fee);
}

bool has_room_for_borrowing(const State& state, std::span<const PaymentTakenBack> taken) {
  Amount again;
  for (const PaymentTakenBack& payment : taken) again += principal_owed_again(payment);
  return std::ranges::all_of(taken, [&](const PaymentTakenBack& payment) {
    const Loan& loan = state.loans[payment.loan];
    const PartyNumber borrower = state.ledger[loan.borrower].owner;
    const std::uint32_t group = state.parties[borrower].related_group;
    const Amount owed = std::max(state.borrowings.of(borrower, loan.currency).owed,
                                 state.group_borrowings.of(group, loan.currency).owed);
    return again <= limits::currency_fact_max - owed;
  });
}

void apply_taken_back(State& state, const PaymentTakenBack& taken) {
  const Loan& loan = state.loans[taken.loan];
  ASSERT(loan.settled() && loan.paid == taken.paid_before && last_standing(loan) != nullptr &&
         last_standing(loan)->payment == taken.payment);
  change_borrowing(state, loan.borrower, principal_owed_again(taken));
  if (taken.revived) {
    for (const AccountId account : taken.reopened) {
      if (state.ledger[account].closed) state.ledger.reopen(account);
    }
    state.loans.revive(taken.loan);
    state.ledger.loan_began(loan.borrower);
    if (loan.guarantor) state.ledger.loan_began(loan.guarantor);
    for (const Claim& claim : loan.claims) state.ledger.claim_began(claim.holder);
  }
  state.loans.take_back_payment(taken.loan, [&](Loan& changed) {
    ASSERT(undo_last_payment(changed, taken.on) == taken.late);
  });
  ASSERT(loan.state == taken.state && loan.live());
}

protocol::PostingId next_taken_back(const State& state, AccountId payer,
                                    protocol::PostingId deposit) {
  const Payment* next = newest_payment(state, payer, deposit, [&](LoanId id) -> const Loan& {
                          return state.loans[id];
                        }).second;
  return next == nullptr ? protocol::PostingId{} : next->payment;
}

PaymentsTaken take_payments_since(const State& state, AccountId account,
                                  protocol::PostingId deposit, Amount needed, Movement& movement) {
  PaymentsTaken all;
  std::map<LoanId, Loan> without;  // loans as they are when what was taken back so far is undone
  std::size_t claims = 0;
  const auto as_it_is = [&](LoanId id) -> const Loan& {
    const auto changed = without.find(id);
    return changed == without.end() ? state.loans[id] : changed->second;
  };
  while (needed > Amount{}) {
    const auto [loan, payment] = newest_payment(state, account, deposit, as_it_is);
    if (loan == nullptr) return all;
    claims += loan->claims.size();
    if (!all.taken.empty() && (claims > limits::claims_per_bounce_max ||
                               all.taken.size() >= limits::payments_per_bounce_max)) {
      all.unfinished = true;
      return all;
    }
    const Date on = std::max(state.days.today(), loan->last_date);
    Loan& changed = without.try_emplace(loan->id, *loan).first->second;
    all.taken.push_back(take_back_last(state, changed, on));
    const PaymentTakenBack& taken = all.taken.back();
    add_taken_back(movement, state, taken);
    needed -= sum(taken.parts) + taken.service_fee + taken.late_fee + taken.guarantee_fee;
    if (!taken.payee && taken.kind != PaymentKind::instalment) {
      needed -= sum(payment_between(taken.paid_after, taken.paid_before));
    }
  }
  return all;
}

}  // namespace tributary::engine
