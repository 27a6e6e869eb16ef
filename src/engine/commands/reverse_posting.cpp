#include "engine/commands/checks.hpp"
#include "engine/movement.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::PostingReversed, Refused> decide(const State& state, const Context&,
                                                         const protocol::ReversePosting& command) {
  const std::uint64_t number = state.ledger.find_posting(command.posting);
  if (number == 0) return refuse(missing(state, command.posting));
  const Posting& posting = state.ledger.postings()[number];
  if (posting.reversed) return refuse(Refusal::posting_already_reversed);
  const Account& from = state.ledger[posting.from];
  const Account& to = state.ledger[posting.to];
  if (from.is_mirror() || to.is_mirror()) return refuse(Refusal::posting_kind_unsuitable);
  if (from.closed || to.closed) return refuse(Refusal::account_closed);
  // The way back starts where the money went.
  Movement movement;
  movement.add(posting.to, -posting.amount);
  movement.add(posting.from, posting.amount);
  const auto shortfalls = movement.shortfalls(state.ledger);
  const Amount lacking = sum(shortfalls);
  if (!state.ledger.has_room_for_fact(to.currency, lacking)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  return protocol::PostingReversed{command.posting,
                                   posting.to,
                                   posting.from,
                                   posting.amount,
                                   command.memo.text,
                                   lacking,
                                   cover_of(state.ledger, to.currency, movement, shortfalls)};
}

}  // namespace tributary::engine
