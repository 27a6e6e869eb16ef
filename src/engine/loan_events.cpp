#include <algorithm>

#include "engine/bid_interest.hpp"
#include "engine/decision.hpp"
#include "engine/present_days.hpp"
#include "engine/servicing.hpp"

/// How a loan's events change it and the accounts around it, up to its settlement.
namespace tributary::engine {
namespace {

void set_state(State& state, LoanId id, LoanState from, LoanState next) {
  state.loans.change(id, [&](Loan& loan) {
    ASSERT(loan.state == from);
    loan.state = next;
  });
}

/// A listing that ends without a loan: every hold is released, nobody owes anything.
void end_listing(State& state, LoanId id, Amount released, LoanState end) {
  const Loan& loan = state.loans[id];
  ASSERT(loan.state <= LoanState::full && loan.raised == released);
  Amount from;
  for (const Claim& claim : loan.claims) {
    state.ledger.release_bid(claim.holder, claim.end - from);
    from = claim.end;
  }
  ASSERT(from == released);
  change_borrowing(state, loan.borrower, -loan.principal);
  state.ledger.loan_ended(loan.borrower);
  if (loan.guarantor) state.ledger.loan_ended(loan.guarantor);
  state.loans.change(id, [&](Loan& ended) { ended.state = end; });
  state.loans.end_unsettled(id, state.day());
}

/// The day of a bid that is about to be placed, where that is another one than of the bid before.
void note_bid_day(State& state, const Loan& loan) {
  if (!earns_from_bid(loan)) return;
  const Date day = state.day();
  if (!loan.bid_days.empty() && loan.bid_days.back().day == day) return;
  state.loans.change(loan.id, [&](Loan& changed) {
    changed.bid_days.push_back({changed.bids_placed, day});
    changed.contract_hash = hash_of_contract(changed);
  });
}

/// The first date of a loan: earlier than this it cannot be settled, by the calendar as by business
/// days, which a rehearsal may have begun ahead of it. And how long it waits for that.
void date_full_raise(const State& state, Loan& loan) {
  constexpr std::int64_t day_ms = 86'400'000;
  loan.full_on = state.day();
  loan.last_date = std::max({loan.last_date, present_days(state.time()).first, loan.full_on});
  loan.settles_by = {state.time().ms + loan.rules.settle_within_days * day_ms};
}

}  // namespace

template <>
void apply(State& state, const Context&, const protocol::ListingCreated& event) {
  Loan loan;
  loan.id = event.loan;
  loan.borrower = event.borrower_account;
  loan.guarantor = event.guarantor_account;
  loan.currency = event.currency;
  loan.allocation = event.allocation;
  loan.principal = event.principal;
  loan.terms = event.terms;
  loan.rules = event.rules;
  loan.fees = event.fees;
  loan.late = event.late;
  loan.principals = event.principals;
  state.loans.add(std::move(loan));
  state.ledger.loan_began(event.borrower_account);
  if (event.guarantor_account) state.ledger.loan_began(event.guarantor_account);
  change_borrowing(state, event.borrower_account, event.principal);
}

template <>
void apply(State& state, const Context&, const protocol::ListingApproved& event) {
  set_state(state, event.loan, LoanState::review, LoanState::approved);
}

template <>
void apply(State& state, const Context&, const protocol::ListingRejected& event) {
  end_listing(state, event.loan, Amount{}, LoanState::rejected);
}

template <>
void apply(State& state, const Context&, const protocol::ListingScheduled& event) {
  set_state(state, event.loan, LoanState::approved, LoanState::scheduled);
  state.loans.change(event.loan, [&](Loan& loan) {
    loan.opens_at = event.opens_at;
    loan.closes_at = event.closes_at;
  });
}

template <>
void apply(State& state, const Context&, const protocol::ListingOpened& event) {
  set_state(state, event.loan, LoanState::scheduled, LoanState::open);
}

template <>
void apply(State& state, const Context&, const protocol::ListingExtended& event) {
  state.loans.change(event.loan, [&](Loan& loan) {
    ASSERT(loan.state == LoanState::open || loan.state == LoanState::scheduled);
    loan.closes_at = event.closes_at;
  });
}

template <>
void apply(State& state, const Context&, const protocol::ListingCancelled& event) {
  end_listing(state, event.loan, event.released, LoanState::cancelled);
}

template <>
void apply(State& state, const Context&, const protocol::ListingFailed& event) {
  end_listing(state, event.loan, event.released, LoanState::failed);
}

template <>
void apply(State& state, const Context&, const protocol::PartialRaiseAccepted& event) {
  const Loan& loan = state.loans[event.loan];
  ASSERT(loan.state == LoanState::open && loan.raised == event.principal);
  change_borrowing(state, loan.borrower, loan.raised - loan.principal);
  state.loans.change(event.loan, [&](Loan& changed) {
    changed.principal = event.principal;
    changed.state = LoanState::full;
    changed.bid_totals = {};
    date_full_raise(state, changed);
  });
}

template <>
void apply(State& state, const Context&, const protocol::BidPlaced& event) {
  const Loan& loan = state.loans[event.loan];
  ASSERT(loan.raised == event.from && loan.bids_placed == event.bid);
  state.ledger.hold_bid(event.account, event.amount);
  const PartyNumber investor = state.ledger[event.account].owner;
  if (!state.parties[investor].first_loan) {
    state.parties.change(investor, [&](Party& party) { party.first_loan = event.loan; });
  }
  note_bid_day(state, loan);
  state.loans.append_claim(event.loan, {event.from + event.amount, event.account}, event.amount);
  if (loan.state != LoanState::full) return;
  state.loans.change(event.loan, [&](Loan& full) { date_full_raise(state, full); });
}

template <>
void apply(State& state, const Context&, const protocol::BidVoided& event) {
  const Loan& loan = state.loans[event.loan];
  const auto place = loan.place_of_bid(event.bid);
  ASSERT(place && loan.begin_of_claim(*place) == event.from);
  state.loans.remove_claim(event.loan, event.bid);
  state.loans.change(event.loan, [](Loan& changed) { changed.settles_by = {}; });
  state.ledger.release_bid(event.account, event.amount);
}

template <>
void apply(State& state, const Context&, const protocol::LoanSettled& event) {
  const Loan& loan = state.loans[event.loan];
  ASSERT(loan.state == LoanState::full && loan.principal == event.principal);
  Amount from;
  for (const Claim& claim : loan.claims) {
    state.ledger.debit_held(claim.holder, claim.end - from);
    from = claim.end;
  }
  ASSERT(from == event.principal);
  state.ledger.credit(event.borrower_account, event.principal - event.service_fee -
                                                  event.guarantee_fee - event.reserve_contribution -
                                                  event.bid_interest);
  Amount bid_interest;
  for_each_bid_interest(loan, event.on, [&](const Claim& claim, Amount interest) {
    state.ledger.credit(claim.holder, interest);
    bid_interest += interest;
  });
  ASSERT(bid_interest == event.bid_interest);
  state.ledger.credit(event.fee_account, event.service_fee);
  if (event.guarantee_fee != Amount{}) {
    state.ledger.credit(event.guarantor_account, event.guarantee_fee);
  }
  if (event.reserve_contribution != Amount{}) {
    state.ledger.credit(event.reserve_account, event.reserve_contribution);
  }
  state.loans.change(event.loan, [&](Loan& settled) {
    settled.state = LoanState::repaying;
    settled.last_date = event.on;
    settled.settled_on = event.on;
    settled.schedule_principal = event.principal;
    settled.schedule_start = event.interest_from.value_or(event.on);
    settled.schedule_first_due = event.first_due;
    for (const auto& line : event.schedule) {
      settled.periods.push_back(period_of(line, event.fee_per_period, settled.terms.annual_rate));
    }
    settled.principals = {};
    settled.bid_days = {};
    settled.contract_hash = hash_of_contract(settled);
  });
}

}  // namespace tributary::engine
