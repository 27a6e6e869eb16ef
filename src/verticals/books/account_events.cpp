#include "verticals/books/bookkeeper.hpp"

/// What moves between accounts without a loan.
namespace tributary::books {

void Bookkeeper::enter(Place, const protocol::AccountOpened& event) {
  participants_.open({event.account, event.party, event.kind, event.currency});
}

void Bookkeeper::enter(Place, const protocol::AccountClosed& event) {
  participants_.close(event.account);
}

void Bookkeeper::enter(Place place, const protocol::DepositRecorded& event) {
  Posting posting(place, FactKind::deposit_recorded, event.account, event.amount);
  posting.add(event.custodian, -event.amount);
  posting.fact.memo = event.reference;
  append(std::move(posting));
  Totals& totals = totals_of(event.account);
  totals.deposited += event.amount;
  ++totals.deposits;
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalRequested& event) {
  Posting posting(place, FactKind::withdrawal_requested, event.account, {});
  posting.fact.held_change = event.amount + event.fee;
  posting.fact.reference = event.withdrawal.value;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalCompleted& event) {
  const Amount sum = event.amount + event.fee;
  Posting posting(place, FactKind::withdrawal_completed, event.account, -sum);
  posting.add(event.custodian, event.amount);
  posting.add(event.fee_account, event.fee);
  posting.fact.held_change = -sum;
  posting.fact.reference = event.withdrawal.value;
  append(std::move(posting));
  Totals& totals = totals_of(event.account);
  totals.withdrawn += event.amount;
  ++totals.withdrawals;
  totals.withdrawal_fees += event.fee;
}

void Bookkeeper::enter(Place place, const protocol::WithdrawalReleased& event) {
  Posting posting(place, FactKind::withdrawal_released, event.account, {});
  posting.fact.held_change = -(event.amount + event.fee);
  posting.fact.reference = event.withdrawal.value;
  posting.fact.memo = event.reason;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::FundsTransferred& event) {
  Posting posting(place, FactKind::funds_transferred, event.from, -event.amount);
  posting.add(event.to, event.amount);
  posting.fact.memo = event.memo;
  append(std::move(posting));
}

void Bookkeeper::enter(Place place, const protocol::PostingReversed& event) {
  Posting posting(place, FactKind::posting_reversed, event.from, event.receivable - event.amount);
  posting.add(event.to, event.amount);
  posting.add(event.receivables_account, -event.receivable);
  posting.fact.reference = event.posting.value;
  posting.fact.memo = event.memo;
  append(std::move(posting));
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

void Bookkeeper::enter(Place place, const protocol::ReceivableCollected& event) {
  Posting posting(place, FactKind::receivable_collected, event.account, -event.amount);
  posting.add(event.receivables_account, event.amount);
  append(std::move(posting));
}

}  // namespace tributary::books
