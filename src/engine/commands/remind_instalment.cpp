#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::InstalmentReminded, Refused> decide(
    const State& state, const Context& context, const protocol::RemindInstalment& command) {
  if (auto against = check_loan(state, context, command.loan); against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!loan.running()) return refuse(Refusal::loan_not_repaying);
  if (command.period == 0 || command.period > loan.periods.size()) {
    return refuse(Refusal::period_not_found);
  }
  const LoanPeriod& period = loan.periods[command.period - 1];
  if (period.paid()) return refuse(Refusal::period_already_paid);
  if (command.period != loan.next_period()) return refuse(Refusal::earlier_period_unpaid);
  if (!can_be_reminded(period, command.on, limits::reminder_days_max)) {
    return refuse(Refusal::reminder_not_due);
  }
  if (auto against = check_date(state, context, loan, command.on); against != Refusal::none) {
    return refuse(against);
  }
  return protocol::InstalmentReminded{command.loan, command.period, command.on, period.due,
                                      period.left()};
}

}  // namespace tributary::engine
