#include "engine/movement.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tributary::engine {

void Movement::add(AccountId account, Amount difference) {
  if (difference != Amount{}) differences_[account.value] += difference;
}

void Movement::add(std::span<const protocol::Shortfall> shortfalls) {
  for (const protocol::Shortfall& shortfall : shortfalls) add(shortfall.account, shortfall.amount);
}

Amount Movement::of(AccountId account) const {
  const auto at = differences_.find(account.value);
  return at == differences_.end() ? Amount{} : at->second;
}

std::vector<protocol::Shortfall> Movement::shortfalls(const Ledger& ledger) const {
  std::vector<protocol::Shortfall> lacking;
  for (const auto& [number, difference] : differences_) {
    const Account& account = ledger[{number}];
    if (account.is_mirror()) continue;
    const Amount left = account.available() + difference;
    if (left < Amount{}) lacking.push_back({{number}, -left});
  }
  std::ranges::sort(lacking, {}, &protocol::Shortfall::account);
  return lacking;
}

void Movement::apply_to(Ledger& ledger, const protocol::Cover& cover) const {
  Amount all;
  for (const auto& [number, difference] : differences_) {
    all += difference;
    if (difference > Amount{}) ledger.credit({number}, difference);
    if (difference < Amount{}) ledger.debit({number}, -difference);
  }
  ASSERT(all == cover.own + cover.gap);
  ledger.pay(cover);
}

Amount Movement::unbacked_taken(const Ledger& ledger, AccountId back) const {
  Amount taken;
  for (const auto& [account, unbacked] : ledger.unbacked()) {
    const Amount left = ledger[account].posted + of(account);
    if (account != back && unbacked > left) taken += unbacked - left;
  }
  return taken;
}

void give_back(Ledger& ledger, const Movement& movement, const protocol::Cover& cover,
               AccountId back, std::span<const protocol::Shortfall> shortfalls, Amount paid) {
  Amount unbacked = std::min(paid - cover.own, Amount{});
  for (const protocol::Shortfall& shortfall : shortfalls) {
    if (shortfall.account != back) unbacked += shortfall.amount;
  }
  unbacked = std::max(unbacked, Amount{}) + movement.unbacked_taken(ledger, back);
  movement.apply_to(ledger, cover);
  ledger.leave_unbacked(back, unbacked);
}

Amount sum(std::span<const protocol::Shortfall> shortfalls) {
  Amount sum;
  for (const protocol::Shortfall& shortfall : shortfalls) sum += shortfall.amount;
  return sum;
}

protocol::Cover cover_of(const Ledger& ledger, Currency currency, const Movement& movement,
                         std::span<const protocol::Shortfall> shortfalls) {
  const AccountId own = ledger.platform(AccountKind::own_money, currency);
  Amount own_more = movement.of(own);
  for (const protocol::Shortfall& shortfall : shortfalls) {
    if (shortfall.account == own) own_more += shortfall.amount;
  }
  return ledger.cover(currency, sum(shortfalls), own_more);
}

void owe_shortfall(Ledger& ledger, const protocol::Shortfall& shortfall) {
  if (shortfall.amount == Amount{} || ledger[shortfall.account].owner == platform_number) return;
  ledger.owe(shortfall.account, shortfall.amount);
}

void owe_shortfalls(Ledger& ledger, std::span<const protocol::Shortfall> shortfalls) {
  for (const protocol::Shortfall& shortfall : shortfalls) owe_shortfall(ledger, shortfall);
}

}  // namespace tributary::engine
