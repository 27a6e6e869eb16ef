#include "engine/commands/checks.hpp"
#include "engine/movement.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::DebitRecorded, Refused> decide(const State& state, const Context& context,
                                                       const protocol::RecordDebit& command) {
  if (auto against = check_reference(context, command.channel, command.reference);
      against != Refusal::none) {
    return refuse(against);
  }
  // The money is gone, whoever has left meanwhile.
  if (auto against = check_account(state, context, command.account);
      against != Refusal::none && against != Refusal::account_closed) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  if (account.is_mirror()) return refuse(Refusal::account_kind_unsuitable);
  if (auto against = check_custody(state, account.currency); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  const AccountId custodian = state.ledger.platform(AccountKind::custodian, account.currency);
  Movement movement;
  movement.add(command.account, -command.amount);
  movement.add(custodian, command.amount);
  const auto shortfalls = movement.shortfalls(state.ledger);
  const Amount lacking = sum(shortfalls);
  if (!state.ledger.has_room_for_fact(account.currency, lacking + command.amount)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  return protocol::DebitRecorded{
      command.account,  custodian,
      command.amount,   command.reference.text,
      lacking,          cover_of(state.ledger, account.currency, movement, shortfalls),
      command.memo.text};
}

}  // namespace tributary::engine
