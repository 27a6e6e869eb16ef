#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingApproved, Refused> decide(const State& state, const Context&,
                                                         const protocol::ApproveListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->state != LoanState::review) return refuse(Refusal::loan_not_in_review);
  if (auto against = check_blocks(state, *loan); against != Refusal::none) return refuse(against);
  return protocol::ListingApproved{command.loan};
}

}  // namespace tributary::engine
