#include <map>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// A party's borrowing in a currency is the principal of its listings not yet ended plus what it
/// still owes of its loans, to holders or to whoever paid them in its place.
Broken borrowing_is_what_loans_owe(const State& state) {
  std::map<BorrowingBook::Key, Amount> owed;
  for (const Loan& loan : state.loans.all()) {
    if (!loan.live()) continue;
    // Counted anew from the periods: what was paid in the borrower's place is still owed.
    Amount& sum = owed[{state.ledger[loan.borrower].owner, loan.currency}];
    if (loan.state < LoanState::repaying) sum += loan.principal;
    for (const LoanPeriod& period : loan.periods) sum += period.principal_left();
  }
  for (const auto& [key, row] : state.borrowings.rows()) owed.try_emplace(key);
  for (const auto& [key, sum] : owed) {
    if (state.borrowings.of(key.first, key.second).owed != sum) {
      return "party " + std::to_string(state.parties[key.first].id.value);
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
