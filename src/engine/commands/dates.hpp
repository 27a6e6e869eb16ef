#pragma once

#include "engine/decision.hpp"
#include "engine/present_days.hpp"
#include "engine/taking_back.hpp"

/// The one guard of every date that a command names. It holds them against the business day, the
/// engine's time and the loan's own life, and gives the first reason against, or none.
namespace tributary::engine {

/// Nothing is dated later than the present business day; before the first has begun, than any day
/// that it can be now. A member dates nothing but the business day: who could name another would
/// choose the interest that is owed.
inline Refused check_day(const State& state, const Context& context, Date on) {
  const bool by_member = context.for_a_party();
  if (!state.days.begun()) {
    const bool reached = !by_member && on <= present_days(context.now).last;
    return reached ? Refusal::none : Refusal::date_not_reached;
  }
  if (on > state.days.today()) {
    return {Refusal::date_not_reached, protocol::RefusalDetail::of(state.days.today(), on)};
  }
  if (by_member && on < state.days.today()) return Refusal::date_passed;
  return Refusal::none;
}

/// The dates of a loan never go back. The first of them is the day on which its raise became full.
inline Refused check_order_of_dates(const Loan& loan, Date on) {
  if (on >= loan.last_date) return Refusal::none;
  return {Refusal::date_goes_back, protocol::RefusalDetail::of(loan.last_date, on)};
}

/// Payments are entered in the order of their dates, however late.
inline Refused check_order_of_payments(const Loan& loan, Date on) {
  const Date first = first_payable(loan);
  if (on >= first) return Refusal::none;
  return {Refusal::date_goes_back, protocol::RefusalDetail::of(first, on)};
}

/// The order of a loan's dates, and the day itself.
inline Refused check_date(const State& state, const Context& context, const Loan& loan, Date on) {
  const Refused against = check_order_of_dates(loan, on);
  return against != Refusal::none ? against : check_day(state, context, on);
}

/// Days begin one after the other. The first is the present day and no later one is beyond it, but
/// for a confirmation that names the day again; one that names another was a slip of the hand.
/// The first one has to be present by the engine's time too, which nothing sets back.
inline Refusal check_new_day(const State& state, const Context& context,
                             const protocol::BeginBusinessDay& command) {
  const Date on = command.on;
  if (on <= state.days.today()) return Refusal::business_day_goes_back;
  if (state.days.begun() && on != state.days.today() + 1) return Refusal::business_day_skipped;
  if (command.confirmed_on) {
    return *command.confirmed_on == on ? Refusal::none : Refusal::business_day_not_confirmed;
  }
  const PresentDays present = present_days(context.now);
  const bool too_early = !state.days.begun() && on < present_days(state.now).first;
  return too_early || on > present.last ? Refusal::business_day_not_confirmed : Refusal::none;
}

}  // namespace tributary::engine
