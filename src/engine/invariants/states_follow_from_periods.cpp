#include "engine/invariants/invariants.hpp"
#include "engine/lateness.hpp"

namespace tributary::engine {

/// A running loan is repaying, overdue or compensated by what its unpaid periods say.
Broken states_follow_from_periods(const State& state) {
  for (const Loan& loan : state.loans.all()) {
    if (!loan.live() || loan.state < LoanState::repaying) continue;
    if (loan.state != state_by_periods(loan)) return "loan " + std::to_string(loan.id.value);
  }
  return std::nullopt;
}

}  // namespace tributary::engine
