#include <optional>

#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"
#include "engine/part_payment.hpp"
#include "engine/servicing.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {
namespace {

/// What the period is after the payment.
LoanPeriod after(LoanPeriod period, const Allocated& payment) {
  period.principal_paid += payment.parts.principal;
  period.interest_paid += payment.parts.interest;
  period.late_interest_paid += payment.parts.late_interest;
  period.fee_paid += payment.fee;
  period.late_fee_paid += payment.late_fee;
  return period;
}

/// How much of the amount is taken: a whole instalment of the schedule was found to reach all at
/// settlement, and who compensated a period takes what comes.
std::optional<Amount> amount_taken(const Loan& loan, const LoanPeriod& period, Amount amount) {
  const bool as_scheduled = amount == period.left() && loan.state != LoanState::written_off;
  return period.payer || as_scheduled ? amount : largest_part(loan, period, amount);
}

}  // namespace

template <>
std::expected<protocol::InstalmentCollected, Refused> decide(
    const State& state, const Context& context, const protocol::CollectInstalment& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& now = state.loans[command.loan];
  if (!now.running() && now.state != LoanState::written_off) {
    return refuse(Refusal::loan_not_repaying);
  }
  if (command.period == 0 || command.period > now.periods.size()) {
    return refuse(Refusal::period_not_found);
  }
  if (now.periods[command.period - 1].paid()) return refuse(Refusal::period_already_paid);
  if (command.period != now.next_period()) return refuse(Refusal::earlier_period_unpaid);
  if (auto against = check_order_of_payments(now, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (command.on < now.periods[command.period - 1].due) return refuse(Refusal::instalment_not_due);
  if (auto against = check_day(state, context, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (!is_assessed(now, command.on)) return refuse(Refusal::late_interest_not_assessed);

  // Entered later than it was made, it pays what was owed then.
  std::optional<Loan> then;
  std::optional<AsOf> as_of;
  if (now.assessed_to > command.on) as_of.emplace(then.emplace(now), command.on);
  const Loan& loan = then ? *then : now;
  const LoanPeriod& period = loan.periods[command.period - 1];
  const Amount amount = command.amount.value_or(period.left());
  if (auto against = check_amount(amount); against != Refusal::none) return refuse(against);
  if (amount > period.left()) {
    return refuse(Refusal::amount_exceeds_due, period.left(), amount);
  }

  const auto taken = amount_taken(loan, period, amount);
  if (!taken) return refuse(Refusal::payment_too_small_to_share);
  const Allocated payment = allocate(period, *taken, loan.allocation);
  const PaidTotals paid_after = period.payer ? loan.paid : paid_with(loan, payment.parts);
  const Amount interest_fee = interest_fees(loan, loan.paid, paid_after);
  if (const Amount spendable = state.ledger.spendable(loan.borrower); spendable < *taken) {
    return refuse(lacks_funds(spendable, *taken));
  }
  const Amount fees = payment.fee + payment.late_fee;
  const Amount guarantee_fee = guarantee_part_of(loan, period, payment.fee);
  if (auto against = check_funds(state, loan, loan.borrower, paid_after, fees, interest_fee);
      !period.payer && against != Refusal::none) {
    return refuse(against);
  }
  protocol::InstalmentCollected event{command.loan,
                                      command.period,
                                      command.on,
                                      loan.borrower,
                                      period.payer,
                                      payment.parts,
                                      loan.paid,
                                      paid_after,
                                      payment.fee - guarantee_fee,
                                      payment.late_fee,
                                      interest_fee,
                                      *taken == period.left(),
                                      state_with(loan, command.period, after(period, payment)),
                                      {},
                                      guarantee_fee};
  if (then && as_of) {
    then->periods[command.period - 1] = after(period, payment);
    event.late = as_of->charge_again();
    event.state = state_by_periods(*then);
  }
  return event;
}

}  // namespace tributary::engine
