#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// The collections of a loan that can be taken back, and were not, go on from one another to what
/// the holders have been paid.
Broken collections_reach_the_totals(const State& state) {
  for (std::uint64_t number = 1; number <= state.loans.size(); ++number) {
    const Loan& loan = state.loans[{number}];
    const Collection* previous = nullptr;
    for (const Collection& collection : loan.collections) {
      if (collection.reversed) continue;
      if (previous != nullptr && previous->paid_after != collection.paid_before) {
        return "loan " + std::to_string(number);
      }
      previous = &collection;
    }
    if (previous != nullptr && previous->paid_after != loan.paid) {
      return "loan " + std::to_string(number);
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
