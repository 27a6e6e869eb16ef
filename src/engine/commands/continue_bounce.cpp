#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BounceContinued, Refused> decide(const State& state, const Context&,
                                                         const protocol::ContinueBounce& command) {
  const auto bounce = state.ledger.unfinished_bounces().find(command.posting);
  if (bounce == state.ledger.unfinished_bounces().end()) {
    const bool is_there = state.ledger.find_posting(command.posting) != 0;
    return refuse(is_there ? Refusal::nothing_owed : missing(state, command.posting));
  }
  const AccountId account = bounce->second;
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
