#include "verticals/books/bookkeeper.hpp"

/// What moves between accounts without a loan.
namespace tributary::books {

namespace {

AccountFact fact_of(Place place, FactKind kind) {
  AccountFact fact;
  fact.sequence = place.sequence;
  fact.time = place.time;
  fact.kind = kind;
  return fact;
}

}  // namespace

void Bookkeeper::enter(Place, const protocol::AccountOpened& event) {
  participants_.open({event.account, event.party, event.kind, event.currency});
}

void Bookkeeper::enter(Place, const protocol::AccountClosed& event) {
  participants_.close(event.account);
}

void Bookkeeper::enter(Place place, const protocol::DepositRecorded& event) {
  AccountFact fact = fact_of(place, FactKind::deposit_recorded);
  fact.own = {event.account, event.amount};
  fact.other = {event.custodian, -event.amount};
  fact.memo = event.reference;
  append(std::move(fact));
  Totals& totals = totals_of(event.account);
  totals.deposited += event.amount;
  ++totals.deposits;
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalRequested& event) {
  AccountFact fact = fact_of(place, FactKind::withdrawal_requested);
  fact.own = {event.account};
  fact.held_change = event.amount + event.fee;
  fact.reference = event.withdrawal.value;
  append(std::move(fact));
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalCompleted& event) {
  AccountFact fact = fact_of(place, FactKind::withdrawal_completed);
  fact.own = {event.account, -(event.amount + event.fee)};
  fact.held_change = -(event.amount + event.fee);
  fact.other = {event.custodian, event.amount};
  if (event.fee != Amount{}) fact.third = {event.fee_account, event.fee};
  fact.reference = event.withdrawal.value;
  append(std::move(fact));
  Totals& totals = totals_of(event.account);
  totals.withdrawn += event.amount;
  ++totals.withdrawals;
  totals.withdrawal_fees += event.fee;
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalReleased& event) {
  AccountFact fact = fact_of(place, FactKind::withdrawal_released);
  fact.own = {event.account};
  fact.held_change = -(event.amount + event.fee);
  fact.reference = event.withdrawal.value;
  fact.memo = event.reason;
  append(std::move(fact));
}

void Bookkeeper::enter(Place place, const protocol::FundsTransferred& event) {
  AccountFact fact = fact_of(place, FactKind::funds_transferred);
  fact.own = {event.from, -event.amount};
  fact.other = {event.to, event.amount};
  fact.memo = event.memo;
  append(std::move(fact));
}

void Bookkeeper::enter(Place place, const protocol::PostingReversed& event) {
  AccountFact fact = fact_of(place, FactKind::posting_reversed);
  fact.own = {event.from, -event.amount};
  fact.other = {event.to, event.amount};
  fact.reference = event.posting.value;
  fact.memo = event.memo;
  append(std::move(fact));
  const FactKind reversed = account_facts_.get(event.posting.value).kind;
  Totals& totals = totals_of(event.from);
  if (reversed == FactKind::deposit_recorded) {
    totals.deposited -= event.amount;
    --totals.deposits;
  } else if (reversed == FactKind::withdrawal_completed) {
    totals.withdrawn -= event.amount;
    --totals.withdrawals;
  }
}

}  // namespace tributary::books
