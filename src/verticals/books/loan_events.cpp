#include <algorithm>

#include "rows/encoded.hpp"
#include "verticals/books/bookkeeper.hpp"
#include "verticals/books/schedule.hpp"

/// A loan from its listing to its settlement.
namespace tributary::books {

void Bookkeeper::enter(Place place, const protocol::ListingCreated& event) {
  LoanRow row;
  row.loan = event.loan;
  row.currency = event.currency;
  row.title = event.title;
  row.method = event.terms.method;
  row.annual_rate = event.terms.annual_rate;
  row.periods = event.terms.periods;
  row.principal = event.principal;
  row.borrower_account = event.borrower_account;
  row.guarantor_account = event.guarantor_account;
  row.interest_fee = event.fees.interest;
  row.grace_days = event.late.grace_days;
  row.created_at = place.time;
  tell_cost(row, cost_of(event, event.principal, place.time, calendar_));
  live_[event.loan.value] = {std::move(row)};
  listings_.insert({event.loan, encoded(event)});
  ++totals_of(event.borrower_account).loans.of(LoanState::review);
  loan(event.loan);
}

void Bookkeeper::enter(Place, const protocol::ListingApproved& event) {
  change(event.loan, [](LoanRow& loan, Totals&) { loan.state = LoanState::approved; });
}

void Bookkeeper::enter(Place place, const protocol::ListingRejected& event) {
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::rejected;
    loan.ended_at = place.time;
    loan.reason = event.reason;
  });
}

void Bookkeeper::enter(Place, const protocol::ListingScheduled& event) {
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::scheduled;
    loan.opens_at = event.opens_at;
    loan.closes_at = event.closes_at;
  });
}

void Bookkeeper::enter(Place, const protocol::ListingOpened& event) {
  change(event.loan, [](LoanRow& loan, Totals&) { loan.state = LoanState::open; });
}

void Bookkeeper::enter(Place, const protocol::ListingExtended& event) {
  change(event.loan, [&](LoanRow& loan, Totals&) { loan.closes_at = event.closes_at; });
}

void Bookkeeper::enter(Place place, const protocol::ListingCancelled& event) {
  sort_bids(event.loan);
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::cancelled;
    loan.ended_at = place.time;
    loan.reason = event.reason;
    append(loan, loan_fact(place, FactKind::listing_cancelled, event.loan));
  });
}

void Bookkeeper::enter(Place place, const protocol::ListingFailed& event) {
  sort_bids(event.loan);
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::failed;
    loan.ended_at = place.time;
    append(loan, loan_fact(place, FactKind::listing_failed, event.loan));
  });
}

void Bookkeeper::enter(Place place, const protocol::PartialRaiseAccepted& event) {
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::full;
    loan.full_at = place.time;
    loan.principal = event.principal;
    tell_cost(loan, cost_of(listing(event.loan), loan.principal, loan.created_at, calendar_));
  });
}

void Bookkeeper::enter(Place place, const protocol::BidPlaced& event) {
  LiveLoan& live = loan(event.loan);
  live.bids.push_back({event.account, event.from, event.amount, event.bid});
  LoanRow& row = live.row;
  Posting posting(place, FactKind::bid_placed, event.account, {});
  AccountFact& fact = posting.fact;
  fact.held_change = event.amount;
  fact.loan = event.loan;
  fact.bid = event.bid;
  fact.bid_from = event.from;
  fact.loan_bid_previous = row.last_bid;
  append(std::move(posting));
  row.last_bid = place.sequence;
  row.raised = event.from + event.amount;
  ++row.bids;
  const bool is_full = row.raised == row.principal;
  // After this, `row` may lie elsewhere.
  const AccountHead head = heads_[event.account];
  if (head.bids >= bounds_.claims_merged && head.followed_since == 0) follow(place, event);
  if (!is_full) return;
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::full;
    loan.full_at = place.time;
  });
}

void Bookkeeper::enter(Place place, const protocol::BidVoided& event) {
  Posting posting(place, FactKind::bid_voided, event.account, {});
  posting.fact.held_change = -event.amount;
  posting.fact.loan = event.loan;
  posting.fact.bid = event.bid;
  posting.fact.memo = event.reason;
  append(std::move(posting));
  voided_bids_.insert({place.sequence, event.loan, event.account, event.from, event.amount});
  std::vector<HeldClaim>& bids = loan(event.loan).bids;
  auto bid = bids.erase(std::ranges::find(bids, event.from, &HeldClaim::from));
  for (; bid != bids.end(); ++bid) bid->from -= event.amount;
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::open;
    loan.full_at = {};
    loan.raised -= event.amount;
    --loan.bids;
  });
}

void Bookkeeper::enter(Place place, const protocol::LoanSettled& event) {
  const BidInterest interest{listing(event.loan).terms, event.on, event.bid_days};
  const Amount withheld = event.service_fee + event.guarantee_fee + event.reserve_contribution;
  Posting posting(place, FactKind::loan_settled, event.borrower_account,
                  event.principal - withheld - event.bid_interest);
  posting.fact.loan = event.loan;
  Posts posts;
  posts.add(event.fee_account, event.service_fee);
  posts.add(event.guarantor_account, event.guarantee_fee);
  posts.add(event.reserve_account, event.reserve_contribution);
  if (event.bid_interest != Amount{}) {
    for (const HeldClaim& bid : loan(event.loan).bids) {
      posts.add(bid.account, interest.of(bid.bid, bid.amount));
    }
  }
  posts.add_to(posting);
  append(std::move(posting));
  LoanFact fact = loan_fact(place, FactKind::loan_settled, event.loan);
  fact.day = event.on;
  fact.service_fee = event.service_fee;
  fact.guarantee_fee = event.guarantee_fee;
  fact.reserve_contribution = event.reserve_contribution;
  fact.bid_interest = event.bid_interest;
  schedules_.insert({event.loan, encoded(planned(event.schedule, event.fee_per_period))});
  sort_bids(event.loan);
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    append(loan, fact);
    settle(loan, event, interest, totals);
  });
}

protocol::ListingCreated Bookkeeper::listing(LoanId id) {
  return decoded<protocol::ListingCreated>(listings_.get(id.value).listing);
}

void Bookkeeper::tell_cost(LoanRow& loan, const money::LoanCost& cost) {
  loan.true_annual_cost = cost.true_annual.value_or(rate_unknown);
  loan.effective_annual_cost = cost.effective_annual.value_or(rate_unknown);
}

void Bookkeeper::settle(LoanRow& row, const protocol::LoanSettled& event,
                        const BidInterest& interest, Totals& totals) {
  row.state = LoanState::repaying;
  row.settled_on = event.on;
  tell_cost(row, cost_of(interest.terms, event));
  row.bid_interest_paid = event.bid_interest;
  row.last_period = static_cast<std::uint32_t>(event.schedule.size());
  for (const money::Instalment& line : event.schedule) row.interest_expected += line.interest;
  ++totals.loans_settled;
  totals.lent += event.principal;
  lent_day(row.currency, event.on) += event.bid_interest - event.principal;
  totals.service_fees += event.service_fee;
  totals.guarantee_fees += event.guarantee_fee;
  totals.reserve_contributions += event.reserve_contribution;
  totals.bid_interest_paid += event.bid_interest;
  participants_.loan_settled(row, std::exchange(loan(event.loan).bids, {}), totals);
  if (event.bid_interest == Amount{}) return;
  bid_interests_.insert({event.loan, encoded(interest)});
  add_bid_interest(row, interest);
}

}  // namespace tributary::books
