#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::FundsTransferred, Refused> decide(const State& state,
                                                          const Context& context,
                                                          const protocol::TransferFunds& command) {
  if (auto against = first_of(check_account(state, context, command.from),
                              check_account(state, context, command.to));
      against != Refusal::none) {
    return refuse(against);
  }
  const Account& from = state.ledger[command.from];
  const Account& to = state.ledger[command.to];
  if (from.is_mirror() || to.is_mirror()) {
    return refuse(Refusal::account_kind_unsuitable);
  }
  if (command.from == command.to) return refuse(Refusal::same_account);
  if (from.currency != to.currency) return refuse(Refusal::currency_differs);
  if (auto against = check_blocks(state, {command.from}); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  const bool to_own = to.kind == AccountKind::own_money;
  // The platform closes the gap with what its accounts have, and pays for nothing else before.
  const bool closes_gap = to_own && from.owner == platform_number;
  const Amount spendable = closes_gap ? from.available() : state.ledger.spendable(command.from);
  if (spendable < command.amount) {
    return refuse(lacks_funds(spendable, command.amount));
  }
  if (state.ledger.postings().size() >= limits::postings_max) {
    return refuse(Refusal::capacity_reached);
  }
  return protocol::FundsTransferred{
      command.from, command.to, command.amount, command.memo.text,
      to_own ? state.ledger.cover(to.currency, {}, command.amount) : protocol::Cover{}};
}

}  // namespace tributary::engine
