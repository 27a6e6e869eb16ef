#include "engine/agenda.hpp"

#include "base/assert.hpp"
#include "engine/loan.hpp"

namespace tributary::engine {

Agenda::Places Agenda::places_of(const Loan& loan) {
  if (loan.state == LoanState::scheduled) return {Place{listing, loan.opens_at.ms, loan.id}, {}};
  if (loan.state == LoanState::open) return {Place{listing, loan.closes_at.ms, loan.id}, {}};
  if (loan.state == LoanState::full) return {Place{listing, loan.settles_by.ms, loan.id}, {}};
  if (!loan.live() || loan.state < LoanState::repaying) return {};
  const std::uint32_t number = loan.next_period();
  if (number > loan.periods.size()) return {};  // another law says so
  const LoanPeriod& next = loan.periods[number - 1];
  Places places{Place{period, next.due.days, loan.id}, {}};
  if (loan.running() && !next.reminded) places[1] = {reminder, next.due.days, loan.id};
  return places;
}

void Agenda::file(const Places& from, const Places& to) {
  for (const Place& place : from) {
    if (place) ASSERT(places_.erase(place) == 1);
  }
  for (const Place& place : to) {
    if (place) ASSERT(places_.insert(place).second);
  }
}

}  // namespace tributary::engine
