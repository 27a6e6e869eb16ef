#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// 0 <= held <= posted, the reserve fund included, for all but the custodian and the receivables
/// account, which are the other side of what others have or owe: posted <= 0 and nothing held.
Broken balances_hold_what_is_held(const State& state) {
  const auto& accounts = state.ledger.accounts();
  for (std::uint64_t number = 1; number <= accounts.size(); ++number) {
    const Account& account = accounts[number];
    const bool fine = account.is_mirror()
                          ? account.posted <= Amount{} && account.held == Amount{}
                          : account.held >= Amount{} && account.held <= account.posted;
    if (!fine) return "account " + std::to_string(number);
    if (account.closed && account.posted != Amount{}) {
      return "closed account " + std::to_string(number) + " is not empty";
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
