#include "engine/commands/checks.hpp"
#include "engine/taking_back.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::DepositBounced, Refused> decide(const State& state, const Context&,
                                                        const protocol::BounceDeposit& command) {
  const std::uint64_t number = state.ledger.find_posting(command.posting);
  if (number == 0) return refuse(missing(state, command.posting));
  const Posting& posting = state.ledger.postings()[number];
  if (posting.reversed) return refuse(Refusal::posting_already_reversed);
  const Account& account = state.ledger[posting.to];
  if (state.ledger[posting.from].kind != AccountKind::custodian) {
    return refuse(Refusal::posting_kind_unsuitable);
  }
  Movement movement;
  movement.add(posting.to, -posting.amount);
  movement.add(posting.from, posting.amount);
  auto back = take_payments_since(state, posting.to, command.posting,
                                  posting.amount - account.available(), movement);
  auto shortfalls = movement.shortfalls(state.ledger);
  if (!state.ledger.has_room_for_fact(account.currency, sum(shortfalls) + posting.amount) ||
      !has_room_for_borrowing(state, back.taken)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  const protocol::Cover cover = cover_of(state.ledger, account.currency, movement, shortfalls);
  return protocol::DepositBounced{
      command.posting,       posting.to, posting.from,    posting.amount,   std::move(back.taken),
      std::move(shortfalls), cover,      back.unfinished, command.memo.text};
}

}  // namespace tributary::engine
