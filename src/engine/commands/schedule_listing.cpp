#include "engine/commands/checks.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::ListingScheduled, Refused> decide(
    const State& state, const Context& context, const protocol::ScheduleListing& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->state != LoanState::approved) return refuse(Refusal::loan_not_approved);
  if (command.closes_at <= command.opens_at || command.closes_at <= context.now) {
    return refuse(Refusal::listing_times_invalid);
  }
  return protocol::ListingScheduled{command.loan, command.opens_at, command.closes_at};
}

}  // namespace tributary::engine
