#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::BidVoided, Refused> decide(const State& state, const Context&,
                                                   const protocol::VoidBid& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->settled()) return refuse(Refusal::loan_already_settled);
  if (!loan->live()) return refuse(Refusal::listing_ended);
  const auto place = loan->place_of_bid(command.bid);
  if (!place || loan->claims[*place].holder != command.account) {
    return refuse(Refusal::bid_not_found);
  }
  const Amount from = loan->begin_of_claim(*place);
  return protocol::BidVoided{
      command.loan,       command.bid, command.account, from, loan->claims[*place].end - from,
      command.reason.text};
}

}  // namespace tributary::engine
