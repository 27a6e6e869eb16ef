#include <array>

#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// What the bank holds and the named gap are what everybody is owed, counted anew from the rows,
/// and so is what the bank has orders to pay.
/// There is no gap while the platform has money of its own to close it.
Broken money_is_backed(const State& state) {
  std::array<Standing, 256> counted{};
  std::array<Amount, 256> own{};
  const auto& accounts = state.ledger.accounts();
  for (std::uint64_t number = 1; number <= accounts.size(); ++number) {
    const Account& account = accounts[number];
    Standing& standing = counted[static_cast<std::size_t>(account.currency)];
    if (account.kind == AccountKind::custodian) {
      standing.cash -= account.posted;
    } else if (account.kind == AccountKind::gap) {
      standing.gap -= account.posted;
    } else {
      standing.people += account.posted;
    }
    if (account.kind == AccountKind::own_money) {
      own[static_cast<std::size_t>(account.currency)] = account.available();
    }
  }
  state.withdrawals.for_each([&](std::uint64_t, const Withdrawal& withdrawal) {
    if (withdrawal.state != WithdrawalState::submitted) return;
    const Currency currency = state.ledger[withdrawal.account].currency;
    counted[static_cast<std::size_t>(currency)].submitted += withdrawal.amount;
  });
  for (const Currency currency : currencies) {
    const auto at = static_cast<std::size_t>(currency);
    Standing& now = counted[at];
    now.debts = state.ledger.standing(currency).debts;
    const bool fine = now == state.ledger.standing(currency) && now.cash + now.gap == now.people &&
                      now.gap >= Amount{} && (now.gap == Amount{} || own[at] == Amount{});
    if (!fine) return "currency " + std::to_string(static_cast<int>(currency));
  }
  return std::nullopt;
}

}  // namespace tributary::engine
