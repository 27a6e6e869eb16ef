#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BounceContinued, Refused> decide(const State& state, const Context&,
                                                         const protocol::ContinueBounce& command) {
  const std::uint64_t number = state.ledger.find_posting(command.posting);
  if (number == 0) return refuse(Refusal::posting_not_found);
  if (!state.ledger.unfinished_bounces().contains(command.posting)) {
    return refuse(Refusal::nothing_owed);
  }
  const AccountId account = state.ledger.postings()[number].to;
  const Currency currency = state.ledger[account].currency;
  const Amount owed = state.ledger.owed(account);
  const Amount free = state.ledger[account].available();
  Movement movement;
  auto back = take_payments_since(state, account, command.posting, owed - free, movement);
  const AccountId own = state.ledger.platform(AccountKind::own_money, currency);
  const Amount amount = std::min(owed, free + movement.of(account));
  movement.add(account, -amount);
  movement.add(own, amount);
  auto shortfalls = movement.shortfalls(state.ledger);
  if (!state.ledger.has_room_for_fact(currency, sum(shortfalls) + amount) ||
      !has_room_for_borrowing(state, back.taken)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  const protocol::Cover cover = cover_of(state.ledger, currency, movement, shortfalls);
  return protocol::BounceContinued{
      command.posting, account,        own, amount, std::move(back.taken), std::move(shortfalls),
      cover,           back.unfinished};
}

}  // namespace tributary::engine
