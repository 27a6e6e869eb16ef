#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingOpened, Refused> decide(const State& state, const Context& context,
                                                       const protocol::OpenListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->state != LoanState::scheduled) return refuse(Refusal::loan_not_scheduled);
  if (context.now < loan->opens_at) return refuse(Refusal::listing_opens_later);
  if (context.now >= loan->closes_at) return refuse(Refusal::listing_closed);
  return protocol::ListingOpened{command.loan};
}

}  // namespace tributary::engine
