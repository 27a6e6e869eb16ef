#include "engine/decision.hpp"

/// What is true of the operator's days and time.
namespace tributary::engine {

template <>
void apply(State& state, const Context& context, const protocol::CalendarSet& event) {
  state.days.set_calendar(event.holidays, event.working_weekends, context.sequence);
  if (state.loans.size() == 0) state.days.due_dates_looked_at({});
}

template <>
void apply(State& state, const Context&, const protocol::TimeSetBack& event) {
  state.confirmed.set_back(state.now, event.to);
}

template <>
void apply(State& state, const Context&, const protocol::BusinessDayBegan& event) {
  state.days.begin(event.on, event.loans_kept_days);
  state.loans.let_go_before(state.days.kept_from());
  state.ledger.let_postings_go_before(state.days.kept_from());
  state.withdrawals.let_go_before(state.days.kept_from());
}

}  // namespace tributary::engine
