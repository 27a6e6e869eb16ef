#include "engine/invariants/invariants.hpp"

namespace tributary::engine {

/// What timers are told of is what the loans say by themselves, counted anew: each at its place,
/// and nothing else.
Broken agenda_is_complete(const State& state) {
  const auto& places = state.loans.agenda().places();
  std::size_t count = 0;
  for (const Loan& loan : state.loans.all()) {
    for (const Agenda::Place& place : Agenda::places_of(loan)) {
      if (!place) continue;
      ++count;
      if (!places.contains(place)) return "loan " + std::to_string(loan.id.value) + " is not on it";
    }
  }
  if (places.size() != count) return "it names what is not due";
  return std::nullopt;
}

}  // namespace tributary::engine
