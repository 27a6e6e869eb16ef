#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// A loan's claims are neighbours from 0 to what was raised, which is never above the principal,
/// and is the principal from full on.
Broken claims_tile_the_loan(const State& state) {
  for (const Loan& loan : state.loans.all()) {
    if (!loan.live()) continue;
    std::string name = "loan " + std::to_string(loan.id.value);
    Amount end;
    for (const Claim& claim : loan.claims) {
      if (claim.end <= end || state.ledger.find(claim.holder) == nullptr) return name;
      end = claim.end;
    }
    if (end != loan.raised || loan.raised > loan.principal) return name;
    if (loan.state >= LoanState::full && loan.raised != loan.principal) return name;
  }
  return std::nullopt;
}

}  // namespace tributary::engine
