#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {
namespace {

/// With the first day on which something is, where none before it is in the way.
Refused not_due(const Loan& loan, Date on) {
  for (const LoanPeriod& period : loan.periods) {
    if (period.paid() || period.payer) continue;
    const Date first = compensated_from(loan, period);
    if (first <= on) break;
    return {Refusal::compensation_not_due, protocol::RefusalDetail::of(first, on)};
  }
  return Refusal::compensation_not_due;
}

}  // namespace

template <>
std::expected<protocol::LoanCompensated, Refused> decide(const State& state, const Context& context,
                                                         const protocol::CompensateLoan& command) {
  if (auto against = check_running(state, context, command.loan, command.on);
      against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!is_assessed(loan, command.on)) return refuse(Refusal::late_interest_not_assessed);
  if (loan.late.compensator == protocol::Compensator::nobody) {
    return refuse(Refusal::compensation_not_agreed);
  }
  const auto due = compensation_due(state, loan, command.on);
  if (!due) return refuse(not_due(loan, command.on));
  if (!reaches_all(loan, loan.paid, due->paid_after)) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  const Amount interest_fee = interest_fees(loan, loan.paid, due->paid_after);
  if (auto against = check_funds(state, loan, due->payer, due->paid_after, Amount{}, interest_fee);
      against != Refusal::none) {
    return refuse(against);
  }
  return protocol::LoanCompensated{command.loan,      command.on,       due->payer,
                                   loan.paid,         due->paid_after,  interest_fee,
                                   due->first_period, due->last_period, due->everything};
}

}  // namespace tributary::engine
