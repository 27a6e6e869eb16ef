#include <algorithm>

#include "engine/bid_interest.hpp"
#include "engine/commands/checks.hpp"
#include "engine/lateness.hpp"
#include "engine/payout.hpp"
#include "engine/servicing.hpp"

namespace tributary::engine {
namespace {

/// The day from which on it bears interest.
Date interest_start(const Loan& loan, Date settled_on) {
  const bool from_full = loan.rules.interest_from == protocol::InterestFrom::full;
  return from_full ? std::min(loan.full_on, settled_on) : settled_on;
}

/// Whether the first due date that somebody names lies after the settlement and can be meant; with
/// the nearest one that can be. However late the loan is settled, there are some.
Refused check_first_due(const Loan& loan, const protocol::SettleLoan& command) {
  if (!command.first_due) return Refusal::none;
  const Date earliest = command.on + 1;
  const Date latest = money::latest_first_due(loan.terms, command.on);
  const Date nearest = std::clamp(*command.first_due, earliest, latest);
  if (nearest == *command.first_due) return Refusal::none;
  return {Refusal::first_due_invalid, protocol::RefusalDetail::of(nearest, *command.first_due)};
}

}  // namespace

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
  if (auto against = check_first_due(*loan, command); against != Refusal::none) {
    return refuse(against);
  }
  const Date start = interest_start(*loan, command.on);
  auto schedule = money::make_schedule(loan->terms, loan->principals, loan->principal, start,
                                       command.first_due, state.days.calendar());
  if (!schedule) return refuse(against_schedule(schedule.error()));
  if (schedule->front().due <= command.on) {
    return refuse(Refusal::first_due_invalid, command.on + 1, schedule->front().due);
  }
  if (!can_be_shared(*schedule, smallest_claim(*loan), loan->principal, loan->fees.interest,
                     charges_late_interest(loan->late))) {
    return refuse(Refusal::payment_too_small_to_share);
  }
  const money::FeesWithheld withheld = money::fees_withheld(loan->fees, loan->principal);
  const Amount bid_interest = interest_of_bids(*loan, command.on);
  if (withheld.total() + bid_interest >= loan->principal) {
    return refuse(Refusal::fees_exceed_principal);
  }
  // A bidder who owes more than is free, or has it from no bank, has frozen what is not there.
  const bool nothing_lacks = state.ledger.owed().empty() && state.ledger.unbacked().empty();
  const auto owes = [&](AccountId holder) { return state.ledger.spendable(holder) < Amount{}; };
  if (!nothing_lacks) {
    const Refused against = first_bid_against(*loan, Refusal::bidder_owes, owes);
    if (against != Refusal::none) return refuse(against);
  }
  if (auto against = check_bidders(state, *loan); against != Refusal::none) return refuse(against);
  return protocol::LoanSettled{
      command.loan,
      command.on,
      loan->borrower,
      state.ledger.platform(AccountKind::service_fee, loan->currency),
      loan->guarantor,
      loan->principal,
      withheld.service,
      withheld.guarantee,
      money::fee_per_period(loan->fees, loan->principal),
      command.first_due,
      std::move(*schedule),
      withheld.reserve == Amount{}
          ? AccountId{}
          : state.ledger.platform(AccountKind::reserve_fund, loan->currency),
      withheld.reserve,
      start == command.on ? std::nullopt : std::optional(start),
      bid_interest,
      loan->bid_days};
}

}  // namespace tributary::engine
