#include "engine/decision.hpp"
#include "engine/limits.hpp"
#include "engine/servicing.hpp"

namespace tributary::engine {

template <>
std::expected<protocol::DueDatesMoved, Refused> decide(const State& state, const Context&,
                                                       const protocol::MoveDueDates& command) {
  const auto from = state.days.due_dates_from();
  if (!from || command.first.value_or(*from) != *from) {
    return refuse(Refusal::no_due_dates_to_move);
  }
  protocol::DueDatesMoved event{*from, *from, false, {}};
  for (std::size_t looked_at = 0; event.next < state.loans.next_id(); ++event.next.value) {
    if (looked_at >= limits::due_dates_per_step_max) return event;
    ++looked_at;
    const Loan* loan = state.loans.find(event.next);
    if (loan == nullptr) continue;
    looked_at += due_dates_of(*loan);
    auto moved = moved_due_dates(*loan, state.days.today(), state.days.calendar());
    if (moved.dues.empty() && moved.dues_before.empty()) continue;
    event.loans.push_back(std::move(moved));
  }
  event.finished = true;
  return event;
}

}  // namespace tributary::engine
