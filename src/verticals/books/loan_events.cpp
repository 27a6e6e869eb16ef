#include <algorithm>

#include "verticals/books/bookkeeper.hpp"
#include "verticals/books/encoded.hpp"

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
  row.created_at = place.time;
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
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::cancelled;
    loan.ended_at = place.time;
    loan.reason = event.reason;
    append(loan, loan_fact(place, FactKind::listing_cancelled, event.loan));
  });
}

void Bookkeeper::enter(Place place, const protocol::ListingFailed& event) {
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
  });
}

void Bookkeeper::enter(Place place, const protocol::BidPlaced& event) {
  LiveLoan& live = loan(event.loan);
  live.bidders.push_back(event.account);
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
  row.bids = event.bid + 1;
  if (row.raised < row.principal) return;
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::full;
    loan.full_at = place.time;
  });
}

void Bookkeeper::enter(Place place, const protocol::LoanSettled& event) {
  Posting posting(
      place, FactKind::loan_settled, event.borrower_account,
      event.principal - event.service_fee - event.guarantee_fee - event.reserve_contribution);
  posting.fact.loan = event.loan;
  posting.add(event.fee_account, event.service_fee);
  posting.add(event.guarantor_account, event.guarantee_fee);
  posting.add(event.reserve_account, event.reserve_contribution);
  append(std::move(posting));
  LoanFact fact = loan_fact(place, FactKind::loan_settled, event.loan);
  fact.day = event.on;
  fact.service_fee = event.service_fee;
  fact.guarantee_fee = event.guarantee_fee;
  fact.reserve_contribution = event.reserve_contribution;
  schedules_.insert({event.loan, encoded(event.schedule)});
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    append(loan, fact);
    settle(loan, event, totals);
  });
}

<<<<<<< HEAD
void Bookkeeper::settle(LoanRow& row, const protocol::LoanSettled& event, Totals& totals) {
  row.state = LoanState::repaying;
  row.settled_on = event.on;
  row.fee_per_period = event.fee_per_period;
  row.service_fee_paid = event.service_fee;
  row.last_period = static_cast<std::uint32_t>(event.schedule.size());
  for (const money::Instalment& line : event.schedule) row.interest_expected += line.interest;
  ++totals.loans_settled;
  totals.lent += event.principal;
  totals.service_fees += event.service_fee;
  totals.guarantee_fees += event.guarantee_fee;
  totals.reserve_contributions += event.reserve_contribution;
  std::vector<AccountId> holders = std::exchange(loan(event.loan).bidders, {});
  std::ranges::sort(holders);
  const auto again = std::ranges::unique(holders);
  holders.erase(again.begin(), again.end());
  participants_.loan_settled(row, holders, totals);
=======
void Bookkeeper::enter(Place place, const protocol::InstalmentCollected& event) {
  LoanFact fact = payment_of(place, event);
  fact.period = event.period;
  fact.service_fee = event.service_fee;
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    loan.collected.principal += event.paid_after.principal - event.paid_before.principal;
    loan.collected.interest += event.paid_after.interest - event.paid_before.interest;
    loan.collected.fee += event.service_fee;
    pay(loan, fact, totals);
    if (event.state == LoanState::repaid) end_settled(loan, place.time, LoanState::repaid, totals);
  });
}

void Bookkeeper::enter(Place place, const protocol::LoanPrepaid& event) {
  LoanFact fact = payment_of(place, event);
  fact.service_fee = event.service_fee;
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    pay(loan, fact, totals);
    end_settled(loan, place.time, LoanState::prepaid, totals);
  });
}

void Bookkeeper::enter(Place place, const protocol::PrincipalPrepaid& event) {
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    pay(loan, payment_of(place, event), totals);
    loan.collected = {};
    loan.collected.first_period = event.first_period;
    loan.schedule_interest = interest_of(event.schedule);
  });
  ScheduleRow row = schedules_.get(event.loan.value);
  std::vector<money::Instalment> lines;
  protocol::Reader in(row.instalments);
  protocol::decode(in, lines);
  lines.resize(event.first_period - 1);
  lines.insert(lines.end(), event.schedule.begin(), event.schedule.end());
  row.instalments = encoded(lines);
  schedules_.save(row);
}

/// Enters a payment: into the loan's chain for its holders, into their chains for those who are
/// named.
void Bookkeeper::pay(LoanRow& loan, const LoanFact& fact, Totals& totals) {
  const Amount principal = fact.paid_after.principal - fact.paid_before.principal;
  const Amount interest = fact.paid_after.interest - fact.paid_before.interest;
  const Amount compensation = fact.paid_after.compensation - fact.paid_before.compensation;
  AccountFact posts;
  posts.sequence = fact.sequence;
  posts.time = fact.time;
  posts.kind = fact.kind;
  posts.loan = loan.loan;
  posts.own = {loan.borrower_account, -(principal + interest + compensation + fact.service_fee)};
  if (fact.interest_fee != Amount{}) {
    posts.other = {participants_.platform(AccountKind::interest_fee, loan.currency),
                   fact.interest_fee};
  }
  if (fact.service_fee != Amount{}) {
    posts.third = {participants_.platform(AccountKind::service_fee, loan.currency),
                   fact.service_fee};
  }
  append(std::move(posts));
  append(loan, fact);
  loan.paid = fact.paid_after;
  loan.interest_fee_paid += fact.interest_fee;
  loan.service_fee_paid += fact.service_fee;
  totals.principal_repaid += principal;
  totals.principal_outstanding -= principal;
  totals.interest_paid += interest;
  totals.compensation_paid += compensation;
  totals.interest_fees += fact.interest_fee;
  totals.service_fees += fact.service_fee;
}

void Bookkeeper::end_settled(LoanRow& loan, Time time, LoanState state, Totals& totals) {
  loan.state = state;
  loan.ended_at = time;
  participants_.loan_ended(loan, totals);
>>>>>>> 0a6a0cabc73632d6a2e8bf1d0c8b42f2f8b5a894
}

}  // namespace tributary::books
