#include "engine/rules.hpp"

/// How the events of the ledger and of business days change them.
namespace tributary::engine {

template <>
void apply(State& state, const Context&, const protocol::AccountOpened& event) {
  PartyNumber owner = state.parties.find(event.party);
  if (owner == 0) owner = state.parties.enter(event.party);
  ASSERT(state.ledger.open(owner, event.kind, event.currency) == event.account);
}

template <>
void apply(State& state, const Context&, const protocol::AccountClosed& event) {
  state.ledger.close(event.account);
}

template <>
void apply(State& state, const Context& context, const protocol::DepositRecorded& event) {
  state.ledger.move(event.custodian, event.account, event.amount);
  state.ledger.remember({{context.sequence}, event.custodian, event.account, event.amount});
}

template <>
void apply(State& state, const Context&, const protocol::WithdrawalRequested& event) {
  ASSERT(state.withdrawals.next_id() == event.withdrawal);
  state.ledger.hold(event.account, event.amount + event.fee);
  state.withdrawals.add({event.account, event.amount, event.fee});
}

template <>
void apply(State& state, const Context&, const protocol::WithdrawalSubmitted& event) {
  state.withdrawals.set_state(event.withdrawal, WithdrawalState::submitted);
}

template <>
void apply(State& state, const Context& context, const protocol::WithdrawalCompleted& event) {
  state.ledger.move_held(event.account, event.custodian, event.amount);
  if (event.fee != Amount{}) state.ledger.move_held(event.account, event.fee_account, event.fee);
  state.withdrawals.set_state(event.withdrawal, WithdrawalState::completed);
  state.ledger.remember({{context.sequence}, event.account, event.custodian, event.amount});
}

template <>
void apply(State& state, const Context&, const protocol::WithdrawalReleased& event) {
  state.ledger.release(event.account, event.amount + event.fee);
  state.withdrawals.set_state(event.withdrawal, WithdrawalState::released);
}

template <>
void apply(State& state, const Context& context, const protocol::FundsTransferred& event) {
  state.ledger.move(event.from, event.to, event.amount);
  state.ledger.remember({{context.sequence}, event.from, event.to, event.amount});
}

template <>
void apply(State& state, const Context&, const protocol::PostingReversed& event) {
  state.ledger.mark_reversed(state.ledger.find_posting(event.posting));
  if (event.receivable == Amount{}) {
    state.ledger.move(event.from, event.to, event.amount);
  } else {
    state.ledger.debit(event.from, event.amount - event.receivable);
    state.ledger.owe(event.from, event.receivables_account, event.receivable);
    state.ledger.credit(event.to, event.amount);
  }
}

template <>
void apply(State& state, const Context&, const protocol::ReceivableCollected& event) {
  state.ledger.collect_owed(event.account, event.receivables_account, event.amount);
}

template <>
void apply(State& state, const Context&, const protocol::CalendarSet& event) {
  state.days.set_calendar(event.holidays, event.working_weekends);
}

template <>
void apply(State& state, const Context&, const protocol::BusinessDayBegan& event) {
  state.days.begin(event.on);
}

}  // namespace tributary::engine
