#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingRejected, Refused> decide(const State& state, const Context&,
                                                         const protocol::RejectListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->state != LoanState::review) return refuse(Refusal::loan_not_in_review);
  return protocol::ListingRejected{command.loan, command.reason.text};
}

}  // namespace tributary::engine
