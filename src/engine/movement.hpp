#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <span>
#include <vector>

#include "engine/ledger.hpp"

namespace tributary::engine {

/// What one step moves in all: the difference of each account, whatever the order of its parts.
/// What an account lacks of it, and what stands in for that, is decided over the whole.
class Movement {
 public:
  void add(AccountId account, Amount difference);
  Amount of(AccountId account) const;

  /// What accounts lack: more is taken than they have free and are given. In the order of accounts.
  std::vector<protocol::Shortfall> shortfalls(const Ledger& ledger) const;
  void add(std::span<const protocol::Shortfall> shortfalls);

  /// Needs: differences that are nothing together with `cover`, and leave each account what it
  /// holds; asserted.
  void apply_to(Ledger& ledger, const protocol::Cover& cover) const;

  /// What the movement takes of money that no bank holds, from all accounts but `back`: an account
  /// gives what is there first.
  Amount unbacked_taken(const Ledger& ledger, AccountId back) const;

 private:
  boost::unordered_flat_map<std::uint64_t, Amount> differences_;
};

Amount sum(std::span<const protocol::Shortfall> shortfalls);

/// Applies a movement that takes money back for `back`. What no bank holds goes with it: what was
/// unbacked on the accounts it is taken from, and their `shortfalls`, so far as the platform's own
/// money does not stand in. What `back` itself lacks, and the `paid` by it, came from nobody else.
void give_back(Ledger& ledger, const Movement& movement, const protocol::Cover& cover,
               AccountId back, std::span<const protocol::Shortfall> shortfalls, Amount paid = {});

/// Who pays the shortfalls of a movement, and what of it goes into the gap.
protocol::Cover cover_of(const Ledger& ledger, Currency currency, const Movement& movement,
                         std::span<const protocol::Shortfall> shortfalls);

/// From here each account owes its shortfall, but for the platform's own.
void owe_shortfall(Ledger& ledger, const protocol::Shortfall& shortfall);
void owe_shortfalls(Ledger& ledger, std::span<const protocol::Shortfall> shortfalls);

}  // namespace tributary::engine
