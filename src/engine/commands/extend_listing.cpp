#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingExtended, Refused> decide(const State& state, const Context& context,
                                                         const protocol::ExtendListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->state == LoanState::full) return refuse(Refusal::loan_full);
  if (loan->state != LoanState::open && loan->state != LoanState::scheduled) {
    return refuse(Refusal::loan_not_open);
  }
  if (command.closes_at <= loan->closes_at || command.closes_at <= context.now) {
    return refuse(Refusal::listing_times_invalid);
  }
  return protocol::ListingExtended{command.loan, command.closes_at};
}

}  // namespace tributary::engine
