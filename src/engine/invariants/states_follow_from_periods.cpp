#include "engine/invariants/invariants.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {

/// A running loan is repaying, overdue or compensated by what its unpaid periods say; the loans
/// that have not ended are those that timers are told of.
Broken states_follow_from_periods(const State& state) {
  std::size_t live = 0;
  for (std::uint64_t number = 1; number <= state.loans.size(); ++number) {
    const Loan& loan = state.loans[{number}];
    if (!loan.live()) continue;
    ++live;
    const bool settled = loan.state >= LoanState::repaying;
    if (!state.loans.live().contains(loan.id) ||
        (settled && loan.state != state_by_periods(loan))) {
      return "loan " + std::to_string(number);
    }
  }
  if (state.loans.live().size() != live) return "ended loans are listed as live";
  return std::nullopt;
}

}  // namespace tributary::engine
