#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// 0 <= held <= posted, the reserve fund included, for all but the custodian and the gap, which are
/// the other side of what others have: nothing is held, and the gap is not above zero.
Broken balances_hold_what_is_held(const State& state) {
  const auto& accounts = state.ledger.accounts();
  for (std::uint64_t number = 1; number <= accounts.size(); ++number) {
    const Account& account = accounts[number];
    const bool fine = account.is_mirror()
                          ? account.held == Amount{} && (account.posted <= Amount{} ||
                                                         account.kind == AccountKind::custodian)
                          : account.held >= Amount{} && account.held <= account.posted;
    if (!fine) return "account " + std::to_string(number);
    if (account.closed && account.posted != Amount{}) {
      return "closed account " + std::to_string(number) + " is not empty";
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
