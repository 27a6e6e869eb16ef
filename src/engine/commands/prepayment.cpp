#include "engine/commands/prepayment.hpp"

#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {
namespace {

/// The end of the periods that the next instalment is for, as counted.
Date next_end(const Loan& loan) {
  // One of the schedule before may still wait for a business day.
  if (loan.next_period() < loan.schedule_first_period) return loan.schedule_start;
  const std::uint32_t line = loan.next_period() - loan.schedule_first_period + 1;
  return periods_of(loan).due(static_cast<int>(line));
}

/// Of the instalments due by a day, with what was charged for being late so far.
Amount left_of_due(const Loan& loan, Date on) {
  Amount left;
  for (const LoanPeriod& period : loan.periods) {
    if (period.due <= on) left += period.left();
  }
  return left;
}

/// Who names no date asks about now: not before what has already been done to the loan, which may
/// be dated a day later than the first that it can be while no business day has begun.
Date present_day(const State& state, LoanId id) {
  const Loan* loan = state.loans.find(id);
  return loan == nullptr ? state.day() : std::max(state.day(), loan->last_date);
}

protocol::Answer told(const Refused& against) {
  return protocol::RefusedQuestion{against.refusal, against.detail};
}

}  // namespace

Refused check_prepayment(const State& state, const Context& context, LoanId id, Date on) {
  if (auto against = check_loan(state, context, id); against != Refusal::none) return against;
  const Loan& loan = state.loans[id];
  if (!loan.running()) return Refusal::loan_not_repaying;
  if (auto against = check_order_of_payments(loan, on); against != Refusal::none) return against;
  // What was agreed since counts from its own day on.
  if (on < loan.rescheduled_on) {
    return {Refusal::date_goes_back, protocol::RefusalDetail::of(loan.rescheduled_on, on)};
  }
  if (on >= loan.periods[loan.next_period() - 1].due) {
    return {Refusal::due_instalments_unpaid,
            protocol::RefusalDetail::of(left_of_due(loan, on),
                                        std::max(Amount{}, state.ledger.spendable(loan.borrower)))};
  }
  return Refusal::none;
}

Refused check_schedules_kept(const Loan& loan) {
  const std::size_t kept = loan.schedules_before.size();
  if (kept < limits::schedules_kept_max) return Refusal::none;
  return {Refusal::part_prepayments_reached,
          protocol::RefusalDetail::of_counts(limits::schedules_kept_max,
                                             static_cast<std::int64_t>(kept) + 1)};
}

std::vector<protocol::LateCharge> charged_since(const Loan& loan, Date day) {
  if (loan.assessed_to <= day) return {};
  Loan copy = loan;
  return AsOf(copy, day).taken_off();
}

PaidTotals after_prepayment(const Loan& loan, Amount principal, Date on) {
  const bool whole = principal == loan.principal_outstanding();
  const bool to_next_due = whole && loan.fees.payoff_interest == money::PayoffInterest::to_next_due;
  PaidTotals after = loan.paid;
  after.principal += principal;
  after.interest += interest_owed(loan, to_next_due ? std::max(on, next_end(loan)) : on);
  after.compensation +=
      money::prepayment_compensation(loan.fees, principal, loan.terms.annual_rate);
  return after;
}

protocol::Answer view_of_prepayment(const State& state, const Context& context,
                                    const protocol::PrepaymentQuery& query) {
  const Date on = query.on.value_or(present_day(state, query.loan));
  if (const Refused against = check_prepayment(state, context, query.loan, on);
      against != Refusal::none) {
    return told(against);
  }
  // Whoever could pay on a day that has passed is staff, who enters it late.
  if (context.for_a_party() && on < state.day()) return told(Refusal::date_passed);
  const Loan& loan = state.loans[query.loan];
  protocol::PrepaymentView view;
  view.loan = query.loan;
  view.currency = loan.currency;
  view.on = on;
  view.spendable = std::max(Amount{}, state.ledger.spendable(loan.borrower));
  const auto tell = [&](const PaidTotals& after) {
    const PaidTotals paid = payment_between(loan.paid, after);
    view.principal = paid.principal;
    view.interest = paid.interest;
    view.compensation = paid.compensation;
    view.total = sum(paid) + view.fee;
  };
  if (!query.amount || *query.amount == loan.principal_outstanding()) {
    const auto event = prepayment_of(loan, protocol::PrepayLoan{query.loan, on});
    if (!event) return told(event.error());
    view.fee = event->service_fee + event->guarantee_fee;
    tell(event->paid_after);
    return view;
  }
  if (const Refused against = check_part(loan, on); against != Refusal::none) return told(against);
  if (const Refused against = check_schedules_kept(loan); against != Refusal::none) {
    return told(against);
  }
  auto event = prepayment_of(state, loan,
                             protocol::PrepayPrincipal{query.loan, on, *query.amount, query.after});
  if (!event) return told(event.error());
  tell(event->paid_after);
  view.instalments = std::move(event->schedule);
  return view;
}

}  // namespace tributary::engine
