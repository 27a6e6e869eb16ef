#include "engine/invariants/invariants.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {

/// A running loan is repaying, overdue or compensated by what its unpaid periods say.
Broken states_follow_from_periods(const State& state) {
  for (std::uint64_t number = 1; number <= state.loans.size(); ++number) {
    const Loan& loan = state.loans[{number}];
    if (!loan.live() || loan.state < LoanState::repaying) continue;
    if (loan.state != state_by_periods(loan)) return "loan " + std::to_string(number);
  }
  return std::nullopt;
}

}  // namespace tributary::engine
