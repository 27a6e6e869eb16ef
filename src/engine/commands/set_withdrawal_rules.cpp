#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::WithdrawalRulesSet, Refused> decide(
    const State&, const Context&, const protocol::SetWithdrawalRules& command) {
  if (auto against = first_of(check_fee(command.rules.fee), check_amount(command.rules.amount_min));
      against != Refusal::none) {
    return refuse(against);
  }
  return protocol::WithdrawalRulesSet{command.currency, command.rules};
}

}  // namespace tributary::engine
