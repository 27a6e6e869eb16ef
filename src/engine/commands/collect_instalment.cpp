#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {
namespace {

struct Allocated {
  protocol::InstalmentParts parts;
  Amount service_fee;
  Amount late_fee;
};

/// Uses `amount` up on what the period still owes, in the loan's order.
Allocated allocate(const LoanPeriod& period, Amount amount, protocol::Allocation order) {
  Allocated payment;
  const auto take = [&](Amount& part, Amount owed) {
    part = std::min(amount, owed);
    amount -= part;
  };
  const auto take_fees = [&] {
    take(payment.service_fee, period.fee - period.fee_paid);
    take(payment.late_fee, period.late_fee - period.late_fee_paid);
  };
  if (order == protocol::Allocation::fee_penalty_interest_principal) {
    take_fees();
    take(payment.parts.late_interest, period.late_interest_left());
    take(payment.parts.interest, period.interest_left());
    take(payment.parts.principal, period.principal_left());
  } else {
    take(payment.parts.principal, period.principal_left());
    take(payment.parts.interest, period.interest_left());
    take(payment.parts.late_interest, period.late_interest_left());
    take_fees();
  }
  ASSERT(amount == Amount{});
  return payment;
}

/// A part payment has to be large enough for all holders, and so does what it leaves of the period,
/// which late interest may still be added to. Whole instalments were found so at settlement.
bool can_be_split(const Loan& loan, const LoanPeriod& period,
                  const protocol::InstalmentParts& parts) {
  const Amount smallest = smallest_claim(loan);
  const Rate fee = loan.fees.interest;
  const PaidTotals rest{period.principal_left() - parts.principal,
                        period.interest_left() - parts.interest,
                        {},
                        period.late_interest_left() - parts.late_interest};
  const bool grows = rest.principal != Amount{} || rest.interest != Amount{};
  return can_be_shared({parts.principal, parts.interest, {}, parts.late_interest}, smallest,
                       loan.principal, fee) &&
         can_be_shared_late(rest, smallest, loan.principal, fee,
                            grows ? loan.late.interest : Rate{});
}

/// What the period is after the payment.
LoanPeriod after(LoanPeriod period, const Allocated& payment) {
  period.principal_paid += payment.parts.principal;
  period.interest_paid += payment.parts.interest;
  period.late_interest_paid += payment.parts.late_interest;
  period.fee_paid += payment.service_fee;
  period.late_fee_paid += payment.late_fee;
  return period;
}

/// Whether what goes to the holders can be shared: a whole instalment of the schedule can.
bool reaches_all(const Loan& loan, const LoanPeriod& period, const Allocated& payment, bool whole) {
  if (period.payer) return true;
  const bool as_scheduled = whole && loan.state != LoanState::written_off;
  return as_scheduled || can_be_split(loan, period, payment.parts);
}

}  // namespace

template <>
std::expected<protocol::InstalmentCollected, Refused> decide(
    const State& state, const Context& context, const protocol::CollectInstalment& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!loan.running() && loan.state != LoanState::written_off) {
    return refuse(Refusal::loan_not_repaying);
  }
  if (command.period == 0 || command.period > loan.periods.size()) {
    return refuse(Refusal::period_not_found);
  }
  const LoanPeriod& period = loan.periods[command.period - 1];
  if (period.paid()) return refuse(Refusal::period_already_paid);
  if (command.period != loan.next_period()) return refuse(Refusal::earlier_period_unpaid);
  if (auto against = check_order_of_dates(loan, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (command.on < period.due) return refuse(Refusal::instalment_not_due);
  if (auto against = check_day(state, context, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (!is_assessed(loan, command.on)) return refuse(Refusal::late_interest_not_assessed);
  const Amount amount = command.amount.value_or(period.left());
  if (auto against = check_amount(amount); against != Refusal::none) return refuse(against);
  if (amount > period.left()) {
    return refuse(Refusal::amount_exceeds_due, period.left(), amount);
  }

  const bool period_paid = amount == period.left();
  const Allocated payment = allocate(period, amount, loan.allocation);
  if (!reaches_all(loan, period, payment, period_paid)) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  PaidTotals paid_after = loan.paid;
  if (!period.payer) {
    paid_after.principal += payment.parts.principal;
    paid_after.interest += payment.parts.interest;
    paid_after.late_interest += payment.parts.late_interest;
  }
  const Amount interest_fee = interest_fees(loan, loan.paid, paid_after);
  const bool affordable = period.payer
                              ? state.ledger.spendable(loan.borrower) >= amount
                              : can_be_paid(state, loan, loan.borrower, paid_after,
                                            payment.service_fee + payment.late_fee, interest_fee);
  if (!affordable) return refuse(Refusal::insufficient_funds);
  return protocol::InstalmentCollected{command.loan,
                                       command.period,
                                       command.on,
                                       loan.borrower,
                                       period.payer,
                                       payment.parts,
                                       loan.paid,
                                       paid_after,
                                       payment.service_fee,
                                       payment.late_fee,
                                       interest_fee,
                                       period_paid,
                                       state_with(loan, command.period, after(period, payment))};
}

}  // namespace tributary::engine
