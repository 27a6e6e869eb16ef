#include <array>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// What the custodian holds is what everybody together is owed: the sum over all accounts of a
/// currency is zero.
Broken books_balance(const State& state) {
  std::array<__int128, 256> sums{};
  const auto& accounts = state.ledger.accounts();
  for (std::uint64_t number = 1; number <= accounts.size(); ++number) {
    sums[static_cast<std::size_t>(accounts[number].currency)] += accounts[number].posted.minor;
  }
  for (std::size_t currency = 0; currency < sums.size(); ++currency) {
    if (sums[currency] != 0) {
      return "currency " + std::to_string(currency) + " is off by " +
             std::to_string(static_cast<long long>(sums[currency]));
    }
  }
  return std::nullopt;
}

}  // namespace tributary::engine
