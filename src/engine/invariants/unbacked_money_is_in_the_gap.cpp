#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// What may not be spent because no bank holds it is on its account, and part of the gap.
Broken unbacked_money_is_in_the_gap(const State& state) {
  const Ledger& ledger = state.ledger;
  for (const auto& [id, amount] : ledger.unbacked()) {
    const Account& account = ledger[id];
    const Amount gap = -ledger[ledger.platform(AccountKind::gap, account.currency)].posted;
    if (amount <= Amount{} || amount > account.posted || amount > gap) {
      return "account " + std::to_string(id.value);
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
