#include <algorithm>

#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BidVoided, Refused> decide(const State& state, const Context&,
                                                   const protocol::VoidBid& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(Refusal::loan_not_found);
  if (loan->settled()) return refuse(Refusal::loan_already_settled);
  if (!loan->live()) return refuse(Refusal::listing_ended);
  Amount from;
  for (const Claim& claim : loan->claims) {
    if (from == command.from && claim.holder == command.account) {
      return protocol::BidVoided{command.loan, command.account, from, claim.end - from,
                                 command.reason.text};
    }
    from = claim.end;
  }
  return refuse(Refusal::bid_not_found);
}

}  // namespace tributary::engine
