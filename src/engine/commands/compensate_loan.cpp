#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {

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
  if (!due) return refuse(Refusal::compensation_not_due);
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
