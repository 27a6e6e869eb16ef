#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::LateInterestAssessed, Refused> decide(
    const State& state, const Context& context, const protocol::AssessLateInterest& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!loan.running()) return refuse(Refusal::loan_not_repaying);
  if (!has_overdue_period(loan, command.on)) return refuse(Refusal::nothing_overdue);
  auto charges = late_charges(loan, command.on);
  if (charges && charges->empty()) return refuse(Refusal::late_interest_already_assessed);
  if (auto against = check_date(state, context, loan, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (!charges) return refuse(charges.error());
  return protocol::LateInterestAssessed{command.loan, command.on, std::move(*charges)};
}

}  // namespace tributary::engine
