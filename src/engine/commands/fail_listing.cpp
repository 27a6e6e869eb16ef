#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingFailed, Refused> decide(const State& state, const Context& context,
                                                       const protocol::FailListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  switch (loan->state) {
    case LoanState::scheduled:  // nobody has opened it in time
    case LoanState::open:
      if (context.now < loan->closes_at) return refuse(Refusal::listing_still_open);
      break;
    case LoanState::full:
      if (context.now < loan->settles_by) return refuse(Refusal::settlement_still_open);
      break;
    default:
      return refuse(Refusal::loan_not_open);
  }
  return protocol::ListingFailed{command.loan, loan->raised};
}

}  // namespace tributary::engine
