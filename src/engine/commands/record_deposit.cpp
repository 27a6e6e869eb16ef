#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::DepositRecorded, Refused> decide(const State& state, const Context& context,
                                                         const protocol::RecordDeposit& command) {
  if (auto against = check_account(state, context, command.account); against != Refusal::none) {
    return refuse(against);
  }
  const Account& account = state.ledger[command.account];
  if (account.is_mirror()) return refuse(Refusal::account_kind_unsuitable);
  const AccountId custodian = state.ledger.platform(AccountKind::custodian, account.currency);
  if (!custodian) return refuse(Refusal::platform_account_missing);
  if (auto against = check_amount(command.amount); against != Refusal::none) return refuse(against);
  if (!state.ledger.has_room(custodian, command.amount)) {
    return refuse(Refusal::balance_exceeds_limit);
  }
  if (state.ledger.postings().size() >= limits::postings_max) {
    return refuse(Refusal::capacity_reached);
  }
  return protocol::DepositRecorded{command.account, custodian, command.amount,
                                   command.reference.text};
}

}  // namespace tributary::engine
