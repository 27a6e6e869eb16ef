#include <algorithm>

#include "protocol/codec.hpp"
#include "verticals/books/bookkeeper.hpp"

/// A loan from its listing to its end.
namespace tributary::books {

namespace {

template <class T>
Bytes encoded(const T& value) {
  base::ByteBuffer out;
  protocol::encode(out, value);
  return {out.data(), out.data() + out.size()};
}

Amount interest_of(const std::vector<money::Instalment>& lines) {
  Amount sum;
  for (const auto& line : lines) sum += line.interest;
  return sum;
}

LoanFact loan_fact(Place place, FactKind kind) {
  LoanFact fact;
  fact.sequence = place.sequence;
  fact.time = place.time;
  fact.kind = kind;
  return fact;
}

/// A payment as its event tells it; all three kinds have these fields.
template <class Event>
LoanFact payment_of(Place place, const Event& event) {
  LoanFact fact = loan_fact(place, static_cast<FactKind>(Event::number));
  fact.day = event.on;
  fact.paid_before = event.paid_before;
  fact.paid_after = event.paid_after;
  fact.interest_fee = event.interest_fee;
  return fact;
}

}  // namespace

template <class Change>
void Bookkeeper::change(LoanId id, Change&& change) {
  LoanRow& row = loan(id).row;
  Totals& totals = totals_[row.currency];
  --totals.loans.of(row.state);
  totals.interest_outstanding -= row.interest_to_come();
  change(row, totals);
  ++totals.loans.of(row.state);
  totals.interest_outstanding += row.interest_to_come();
}

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
  live_[event.loan.value] = {std::move(row), {}};
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
    append(loan, loan_fact(place, FactKind::listing_cancelled));
  });
}

void Bookkeeper::enter(Place place, const protocol::ListingFailed& event) {
  change(event.loan, [&](LoanRow& loan, Totals&) {
    loan.state = LoanState::failed;
    loan.ended_at = place.time;
    append(loan, loan_fact(place, FactKind::listing_failed));
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
  AccountFact fact;
  fact.sequence = place.sequence;
  fact.time = place.time;
  fact.kind = FactKind::bid_placed;
  fact.own = {event.account};
  fact.held_change = event.amount;
  fact.loan = event.loan;
  fact.bid = event.bid;
  fact.bid_from = event.from;
  fact.loan_bid_previous = row.last_bid;
  append(std::move(fact));
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
  AccountFact posts;
  posts.sequence = place.sequence;
  posts.time = place.time;
  posts.kind = FactKind::loan_settled;
  posts.loan = event.loan;
  posts.own = {event.borrower_account, event.principal - event.service_fee - event.guarantee_fee};
  if (event.service_fee != Amount{}) posts.other = {event.fee_account, event.service_fee};
  if (event.guarantee_fee != Amount{}) posts.third = {event.guarantor_account, event.guarantee_fee};
  append(std::move(posts));
  schedules_.insert({event.loan, encoded(event.schedule)});
  change(event.loan, [&](LoanRow& loan, Totals& totals) {
    LoanFact fact = loan_fact(place, FactKind::loan_settled);
    fact.day = event.on;
    fact.service_fee = event.service_fee;
    fact.guarantee_fee = event.guarantee_fee;
    append(loan, fact);
    loan.state = LoanState::repaying;
    loan.settled_on = event.on;
    loan.fee_per_period = event.fee_per_period;
    loan.service_fee_paid = event.service_fee;
    loan.schedule_interest = interest_of(event.schedule);
    ++totals.loans_settled;
    totals.lent += event.principal;
    totals.principal_outstanding += event.principal;
    totals.service_fees += event.service_fee;
    totals.guarantee_fees += event.guarantee_fee;
    std::vector<AccountId> holders = std::exchange(this->loan(event.loan).bidders, {});
    std::ranges::sort(holders);
    const auto again = std::ranges::unique(holders);
    holders.erase(again.begin(), again.end());
    participants_.loan_settled(loan, holders, totals);
  });
}

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
}

}  // namespace tributary::books
