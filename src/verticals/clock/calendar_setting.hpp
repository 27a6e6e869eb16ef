#pragma once

#include <atomic>
#include <string>

#include "protocol/command.hpp"
#include "vertical/ring.hpp"

namespace tributary::clock {

using vertical::Ring;

/// The calendar that moves due dates now.
struct CalendarInForce {
  protocol::Sequence sequence = 0;  ///< 0: none was set
  std::string digest;
  bool by_timers = false;  ///< else somebody set it by hand
};

/// The calendar that a platform is started with.
struct CalendarWish {
  protocol::SetCalendar calendar;
  bool in_any_place = false;  ///< also in the place of one that was set by hand
};

/// Sets the calendar where another one is in force; one that was set by hand stays, unless the wish
/// says otherwise. False: not now, because the clock is in doubt. Errors: Stopping.
bool put_into_force(Ring& ring, const CalendarWish& wish, const CalendarInForce& in_force,
                    const std::atomic<bool>& stopping);

/// Brings the due dates to come of all loans to the calendar in force, if they are not.
/// Errors: Stopping; std::runtime_error where a step is refused.
void move_due_dates(Ring& ring, const std::atomic<bool>& stopping);

}  // namespace tributary::clock
