#include "engine/decision.hpp"
#include "engine/taking_back.hpp"

/// How the events of the ledger and of business days change them.
namespace tributary::engine {
namespace {

/// Money that moves as one posting, which can be taken back later by its sequence.
void post(State& state, const Context& context, AccountId from, AccountId to, Amount amount) {
  state.ledger.move(from, to, amount);
  state.ledger.remember({{context.sequence}, from, to, amount}, state.day());
}

}  // namespace

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
  if (event.reopened) state.ledger.reopen(event.account);
  post(state, context, event.custodian, event.account, event.amount);
}

template <>
void apply(State& state, const Context&, const protocol::WithdrawalRequested& event) {
  ASSERT(state.withdrawals.next_id() == event.withdrawal);
  state.ledger.hold(event.account, event.amount + event.fee);
  state.withdrawals.add({event.account, event.amount, event.fee}, state.day());
}

template <>
void apply(State& state, const Context&, const protocol::WithdrawalRulesSet& event) {
  state.withdrawals.set_rules(event.currency, event.rules);
}

template <>
void apply(State& state, const Context&, const protocol::WithdrawalSubmitted& event) {
  const Withdrawal& withdrawal = *state.withdrawals.find(event.withdrawal);
  state.withdrawals.set_submitted(event.withdrawal);
  state.ledger.submit(withdrawal.account, withdrawal.amount);
}

template <>
void apply(State& state, const Context& context, const protocol::WithdrawalCompleted& event) {
  if (event.released) {
    Movement movement;
    movement.add(event.account, event.lacking - event.amount);
    movement.add(event.custodian, event.amount);
    movement.apply_to(state.ledger, event.cover);
    owe_shortfall(state.ledger, {event.account, event.lacking});
  } else {
    state.ledger.submit(event.account, -event.amount);
    state.ledger.move_held(event.account, event.custodian, event.amount);
    if (event.fee != Amount{}) state.ledger.move_held(event.account, event.fee_account, event.fee);
  }
  state.withdrawals.set_completed(event.withdrawal, event.fee, state.day());
  state.ledger.remember({{context.sequence}, event.account, event.custodian, event.amount},
                        state.day());
}

template <>
void apply(State& state, const Context&, const protocol::WithdrawalReleased& event) {
  const Withdrawal& withdrawal = *state.withdrawals.find(event.withdrawal);
  if (withdrawal.state == WithdrawalState::submitted) {
    state.ledger.submit(event.account, -event.amount);
  }
  state.ledger.release(event.account, event.amount + event.fee);
  state.withdrawals.set_released(event.withdrawal, state.day());
}

template <>
void apply(State& state, const Context& context, const protocol::FundsTransferred& event) {
  post(state, context, event.from, event.to, event.amount);
  state.ledger.pay(event.cover);
}

template <>
void apply(State& state, const Context&, const protocol::PostingReversed& event) {
  state.ledger.mark_reversed(state.ledger.find_posting(event.posting));
  Movement movement;
  movement.add(event.from, event.lacking - event.amount);
  movement.add(event.to, event.amount);
  const protocol::Shortfall lacking{event.from, event.lacking};
  give_back(state.ledger, movement, event.cover, event.to, {&lacking, 1});
  owe_shortfall(state.ledger, lacking);
}

template <>
void apply(State& state, const Context&, const protocol::ReceivableCollected& event) {
  state.ledger.collect_owed(event.account, event.own_account, event.amount);
  state.ledger.pay(event.cover);
}

template <>
void apply(State& state, const Context& context, const protocol::OwnMoneyPaidIn& event) {
  post(state, context, event.custodian, event.own_account, event.amount);
  state.ledger.pay(event.cover);
}

template <>
void apply(State& state, const Context&, const protocol::OwnMoneyTakenOut& event) {
  state.ledger.move(event.own_account, event.custodian, event.amount);
}

namespace {

/// Payments that came back to an account, and what was done with the money.
template <class Event>
void apply_taken(State& state, const Event& event, Movement movement, Amount paid) {
  for (const auto& taken : event.taken) add_taken_back(movement, state, taken);
  movement.add(event.shortfalls);
  for (const auto& taken : event.taken) apply_taken_back(state, taken);
  give_back(state.ledger, movement, event.cover, event.account, event.shortfalls, paid);
  owe_shortfalls(state.ledger, event.shortfalls);
  state.ledger.set_unfinished(event.posting, event.account, event.unfinished);
}

}  // namespace

template <>
void apply(State& state, const Context&, const protocol::DepositBounced& event) {
  state.ledger.mark_reversed(state.ledger.find_posting(event.posting));
  Movement movement;
  movement.add(event.account, -event.amount);
  movement.add(event.custodian, event.amount);
  apply_taken(state, event, std::move(movement), {});
}

template <>
void apply(State& state, const Context&, const protocol::DebitRecorded& event) {
  Movement movement;
  movement.add(event.account, event.lacking - event.amount);
  movement.add(event.custodian, event.amount);
  movement.apply_to(state.ledger, event.cover);
  owe_shortfall(state.ledger, {event.account, event.lacking});
}

template <>
void apply(State& state, const Context&, const protocol::BounceContinued& event) {
  Movement movement;
  movement.add(event.account, -event.amount);
  movement.add(event.own_account, event.amount);
  apply_taken(state, event, std::move(movement), event.amount);
  if (event.amount != Amount{}) state.ledger.forgive(event.account, event.amount);
}

template <>
void apply(State& state, const Context& context, const protocol::WithdrawalReturned& event) {
  if (event.reopened) state.ledger.reopen(event.account);
  post(state, context, event.custodian, event.account, event.amount);
  state.withdrawals.set_returned(event.withdrawal, state.day());
}

}  // namespace tributary::engine
