#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingCancelled, Refused> decide(const State& state, const Context&,
                                                          const protocol::CancelListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (!loan->live()) return refuse(Refusal::listing_ended);
  if (loan->state >= LoanState::repaying) return refuse(Refusal::loan_already_settled);
  return protocol::ListingCancelled{command.loan, loan->raised, command.reason.text};
}

}  // namespace tributary::engine
