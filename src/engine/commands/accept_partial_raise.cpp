#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"
#include "engine/payout.hpp"
#include "engine/servicing.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::PartialRaiseAccepted, Refused> decide(
    const State& state, const Context&, const protocol::AcceptPartialRaise& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->state == LoanState::full) return refuse(Refusal::loan_full);
  if (loan->state != LoanState::open) return refuse(Refusal::loan_not_open);
  if (loan->raised == Amount{}) return refuse(Refusal::nothing_raised);
  if (auto against = check_blocks(state, *loan); against != Refusal::none) return refuse(against);
  // The terms must give a schedule for the smaller principal too, and the fees leave some of it.
  const auto schedule = money::make_schedule(loan->terms, loan->principals, loan->raised, Date{},
                                             std::nullopt, money::Calendar{});
  if (!schedule) return refuse(against_terms(schedule.error()));
  if (!can_be_shared(*schedule, smallest_claim(*loan), loan->raised, loan->fees.interest,
                     charges_late_interest(loan->late))) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  if (money::fees_withheld(loan->fees, loan->raised).total() >= loan->raised) {
    return refuse(Refusal::fees_exceed_principal);
  }
  return protocol::PartialRaiseAccepted{command.loan, loan->raised};
}

}  // namespace tributary::engine
