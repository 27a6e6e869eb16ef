#include <vector>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// What is held on an account is the sum of its bids on loans not yet settled and its withdrawals
/// not yet ended; the loans it is tied to are those it borrows, guarantees or holds a claim of.
Broken holds_are_bids_and_withdrawals(const State& state) {
  const auto& accounts = state.ledger.accounts();
  std::vector<Amount> held(accounts.size() + 1);
  std::vector<std::uint32_t> loans_live(accounts.size() + 1);
  std::vector<std::uint32_t> claims_live(accounts.size() + 1);
  for (const Loan& loan : state.loans.all()) {
    if (!loan.live()) continue;
    ++loans_live[loan.borrower.value];
    if (loan.guarantor) ++loans_live[loan.guarantor.value];
    Amount from;
    for (const Claim& claim : loan.claims) {
      ++loans_live[claim.holder.value];
      ++claims_live[claim.holder.value];
      if (loan.state <= LoanState::full) held[claim.holder.value] += claim.end - from;
      from = claim.end;
    }
  }
  state.withdrawals.for_each([&](std::uint64_t, const Withdrawal& withdrawal) {
    if (withdrawal.open()) held[withdrawal.account.value] += withdrawal.amount + withdrawal.fee;
  });
  for (std::uint64_t number = 1; number <= accounts.size(); ++number) {
    if (accounts[number].held != held[number] ||
        accounts[number].loans_live != loans_live[number] ||
        accounts[number].claims_live != claims_live[number]) {
      return "account " + std::to_string(number);
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
