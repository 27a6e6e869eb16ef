#include "verticals/clock/calendar_setting.hpp"

#include "base/log.hpp"
#include "protocol/codec.hpp"
#include "verticals/clock/holidays.hpp"
#include "verticals/clock/mailbox.hpp"
#include "verticals/clock/task.hpp"

namespace tributary::clock {

using protocol::Refusal;

bool put_into_force(Ring& ring, const CalendarWish& wish, const CalendarInForce& in_force,
                    const std::atomic<bool>& stopping) {
  const bool by_hand = in_force.sequence != 0 && !in_force.by_timers;
  if (in_force.digest == digest_of(wish.calendar) || (by_hand && !wish.in_any_place)) return true;
  base::ByteBuffer command;
  protocol::encode_framed(command, wish.calendar);
  const Ring::Outcome outcome = send_and_wait(
      ring, timers_agent, calendar_id(wish.calendar, in_force.sequence), command.view(), stopping);
  if (outcome.refusal == Refusal::clock_not_confirmed) return false;
  if (outcome.refusal != Refusal::none) {
    base::log_error("calendar_refused", protocol::text_of(outcome.refusal).english);
  }
  return true;
}

}  // namespace tributary::clock
