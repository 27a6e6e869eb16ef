#include <span>

#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::LoanWrittenOff, Refused> decide(const State& state, const Context& context,
                                                        const protocol::WriteOffLoan& command) {
  if (auto against = check_running(state, context, command.loan, command.on);
      against != Refusal::none) {
    return refuse(against);
  }
  const Loan& loan = state.loans[command.loan];
  if (!is_assessed(loan, command.on)) return refuse(Refusal::late_interest_not_assessed);
  if (loan.late.write_off_after_days == 0) return refuse(Refusal::write_off_not_agreed);
  if (!write_off_due(state, loan, command.on)) return refuse(Refusal::write_off_not_due);
  const Collapsed rest = collapse(loan, command.on);
  protocol::LoanWrittenOff event{command.loan, command.on, {}, {}, rest.everything};
  if (rest.everything) {
    event.owed.principal = rest.everything->principal;
    event.owed.interest = rest.everything->interest;
  }
  for (const LoanPeriod& period : std::span(loan.periods).first(rest.periods_kept)) {
    event.owed.principal += period.principal_left();
    event.owed.interest += period.interest_left();
    event.owed.late_interest += period.late_interest_left();
    event.fees_owed += period.fees_left();
  }
  return event;
}

}  // namespace tributary::engine
