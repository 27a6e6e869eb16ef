#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingFailed, Refused> decide(const State& state, const Context& context,
                                                       const protocol::FailListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(Refusal::loan_not_found);
  if (loan->state == LoanState::full) return refuse(Refusal::loan_full);
  if (loan->state != LoanState::open) return refuse(Refusal::loan_not_open);
  if (context.now < loan->closes_at) return refuse(Refusal::listing_still_open);
  return protocol::ListingFailed{command.loan, loan->raised};
}

}  // namespace tributary::engine
