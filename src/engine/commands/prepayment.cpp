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
  if (on >= loan.periods[loan.next_period() - 1].due) return Refusal::due_instalments_unpaid;
  return Refusal::none;
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

}  // namespace tributary::engine
