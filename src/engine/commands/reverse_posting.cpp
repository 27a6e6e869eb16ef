#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::PostingReversed, Refused> decide(const State& state, const Context&,
                                                         const protocol::ReversePosting& command) {
  const std::uint64_t number = state.ledger.find_posting(command.posting);
  if (number == 0) return refuse(Refusal::posting_not_found);
  const Posting& posting = state.ledger.postings()[number];
  if (posting.reversed) return refuse(Refusal::posting_already_reversed);
  const Account& from = state.ledger[posting.from];
  const Account& to = state.ledger[posting.to];
  if (from.closed || to.closed) return refuse(Refusal::account_closed);
  // The way back starts where the money went; the custodian alone has no bound. What an account no
  // longer has it owes, where the platform keeps such debts.
  AccountId receivables;
  Amount receivable;
  if (to.kind != AccountKind::custodian && to.available() < posting.amount) {
    receivables = state.ledger.platform(AccountKind::receivables, to.currency);
    if (!receivables) return refuse(Refusal::insufficient_funds);
    receivable = posting.amount - to.available();
  }
  // A debt is money more, but for that of a deposit, which leaves again.
  const AccountId custodian = state.ledger.platform(AccountKind::custodian, to.currency);
  const Amount more = posting.to == custodian ? posting.amount : receivable;
  if (posting.from != custodian && !state.ledger.has_room(custodian, more)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  return protocol::PostingReversed{command.posting,   posting.to,  posting.from, posting.amount,
                                   command.memo.text, receivables, receivable};
}

}  // namespace tributary::engine
