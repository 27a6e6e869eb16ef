#include <array>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// Each currency's receivables account is the other side of what accounts owe the platform; nobody
/// owes nothing, and no closed account owes.
Broken receivables_are_what_is_owed(const State& state) {
  std::array<Amount, 256> owed{};
  for (const auto& [id, amount] : state.ledger.owed()) {
    const Account* debtor = state.ledger.find(id);
    if (debtor == nullptr || debtor->closed || amount <= Amount{}) {
      return "account " + std::to_string(id.value);
    }
    owed[static_cast<std::size_t>(debtor->currency)] += amount;
  }
  const auto& accounts = state.ledger.accounts();
  for (std::uint64_t number = 1; number <= accounts.size(); ++number) {
    if (accounts[number].kind != AccountKind::receivables) continue;
    owed[static_cast<std::size_t>(accounts[number].currency)] += accounts[number].posted;
  }
  for (std::size_t currency = 0; currency < owed.size(); ++currency) {
    if (owed[currency] != Amount{}) return "currency " + std::to_string(currency);
  }
  return std::nullopt;
}

}  // namespace tributary::engine
