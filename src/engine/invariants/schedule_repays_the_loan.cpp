#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// The principal still scheduled is the principal still outstanding; nothing is paid beyond what is
/// due; what the periods were paid is never above what the holders were paid.
Broken schedule_repays_the_loan(const State& state) {
  for (std::uint64_t number = 1; number <= state.loans.size(); ++number) {
    const Loan& loan = state.loans[{number}];
    if (loan.state != LoanState::repaying) continue;
    const std::string name = "loan " + std::to_string(number);
    Amount principal_left;
    Amount interest_paid;
    for (const LoanPeriod& period : loan.periods) {
      if (period.principal_paid > period.principal || period.interest_paid > period.interest ||
          period.fee_paid > period.fee || period.left() < Amount{}) {
        return name;
      }
      principal_left += period.principal - period.principal_paid;
      interest_paid += period.interest_paid;
    }
    if (principal_left != loan.principal_outstanding()) return name;
    if (interest_paid > loan.paid.interest || loan.paid.principal > loan.principal) return name;
  }
  return std::nullopt;
}

}  // namespace tributary::engine
