#include <array>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// Nobody owes nothing, the platform owes itself nothing, and the kept sums are those of the rows.
Broken debts_are_of_people(const State& state) {
  std::array<Amount, 256> owed{};
  for (const auto& [debtor, amount] : state.ledger.owed()) {
    const auto [party, currency] = debtor;
    if (party == 0 || party == platform_number || amount <= Amount{}) {
      return "party " + std::to_string(party);
    }
    owed[static_cast<std::size_t>(currency)] += amount;
  }
  for (const Currency currency : currencies) {
    if (state.ledger.standing(currency).debts != owed[static_cast<std::size_t>(currency)]) {
      return "currency " + std::to_string(static_cast<int>(currency));
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
