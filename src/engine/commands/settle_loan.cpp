#include <algorithm>

#include "engine/commands/checks.hpp"
#include "engine/payout.hpp"
#include "engine/servicing.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::LoanSettled, Refused> decide(const State& state, const Context& context,
                                                     const protocol::SettleLoan& command) {
  const Loan* loan = state.loans.find(command.loan);
  if (loan == nullptr) return refuse(missing(state, command.loan));
  if (loan->state >= LoanState::repaying && loan->state <= LoanState::prepaid) {
    return refuse(Refusal::loan_already_settled);
  }
  if (!loan->live()) return refuse(Refusal::listing_ended);
  if (loan->state != LoanState::full) return refuse(Refusal::loan_not_full);
  if (auto against = check_date(state, context, *loan, command.on); against != Refusal::none) {
    return refuse(against);
  }
  if (auto against = check_blocks(state, *loan); against != Refusal::none) return refuse(against);
  auto schedule = money::make_schedule(loan->terms, loan->principal, command.on, command.first_due,
                                       state.days.calendar());
  if (!schedule) {
    return refuse(schedule.error() == money::TermsError::first_due_out_of_range
                      ? Refusal::first_due_invalid
                      : Refusal::loan_terms_invalid);
  }
  if (!can_be_shared(*schedule, smallest_claim(*loan), loan->principal, loan->fees.interest,
                     loan->late.interest)) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  // A bidder who owes more than is free, or has it from no bank, has frozen what is not there.
  const bool nothing_lacks = state.ledger.owed().empty() && state.ledger.unbacked().empty();
  const bool backed = nothing_lacks || std::ranges::none_of(loan->claims, [&](const Claim& claim) {
                        return state.ledger.spendable(claim.holder) < Amount{};
                      });
  if (!backed) return refuse(Refusal::bidder_owes);
  if (has_blocked_bidder(state, *loan)) return refuse(Refusal::bidder_blocked);
  const FeesWithheld withheld = fees_withheld(loan->fees, loan->principal);
  return protocol::LoanSettled{
      command.loan,
      command.on,
      loan->borrower,
      state.ledger.platform(AccountKind::service_fee, loan->currency),
      loan->guarantor,
      loan->principal,
      withheld.service,
      withheld.guarantee,
      fee_half_up(loan->principal, loan->fees.service_per_period),
      command.first_due,
      std::move(*schedule),
      withheld.reserve == Amount{}
          ? AccountId{}
          : state.ledger.platform(AccountKind::reserve_fund, loan->currency),
      withheld.reserve};
}

}  // namespace tributary::engine
