#include <vector>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// A party's borrowing is the principal of its listings not yet ended plus what it still owes of
/// its loans, to holders or to whoever paid them in its place.
Broken borrowing_is_what_loans_owe(const State& state) {
  const auto& parties = state.parties.parties();
  std::vector<Amount> borrowing(parties.size() + 1);
  for (std::uint64_t number = 1; number <= state.loans.size(); ++number) {
    const Loan& loan = state.loans[{number}];
    if (!loan.live()) continue;
    // Counted anew from the periods: what was paid in the borrower's place is still owed.
    Amount owed = loan.state < LoanState::repaying ? loan.principal : Amount{};
    for (const LoanPeriod& period : loan.periods) owed += period.principal_left();
    borrowing[state.ledger[loan.borrower].owner] += owed;
  }
  for (std::uint64_t number = 1; number <= parties.size(); ++number) {
    if (parties[number].borrowing != borrowing[number]) {
      return "party " + std::to_string(parties[number].id.value);
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
