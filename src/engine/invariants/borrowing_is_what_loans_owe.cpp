#include <map>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// A party's borrowing in a currency is the principal of its listings not yet ended plus what it
/// still owes of its loans, to holders or to whoever paid them in its place; a group's that of its
/// parties.
Broken borrowing_is_what_loans_owe(const State& state) {
  std::map<BorrowingBook::Key, Amount> owed;
  std::map<GroupBorrowingBook::Key, Amount> owed_by_group;
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
  for (const auto& [key, sum] : owed) {
    const std::uint32_t group = state.parties[key.first].related_group;
    if (group != 0) owed_by_group[{group, key.second}] += sum;
  }
  for (const auto& [key, row] : state.group_borrowings.rows()) owed_by_group.try_emplace(key);
  for (const auto& [key, sum] : owed_by_group) {
    if (state.group_borrowings.of(key.first, key.second).owed != sum) {
      return "group " + std::to_string(key.first);
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
