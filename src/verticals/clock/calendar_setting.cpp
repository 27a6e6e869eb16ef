#include "verticals/clock/calendar_setting.hpp"

#include <stdexcept>

#include "base/log.hpp"
#include "protocol/codec.hpp"
#include "vertical/mailbox.hpp"
#include "verticals/clock/holidays.hpp"
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

void move_due_dates(Ring& ring, const std::atomic<bool>& stopping) {
  std::optional<protocol::LoanId> tried;
  for (;;) {
    const protocol::WorkView seen = ask_and_wait(ring, timers_agent, {{}, {}, 0, 0}, stopping);
    if (!seen.due_dates_from) return;
    const protocol::LoanId first = *seen.due_dates_from;
    if (tried == first) {
      throw std::runtime_error("due dates cannot be moved from loan " +
                               std::to_string(first.value) + " on");
    }
    tried = first;
    const std::string id = "move-due-dates:calendar-" + std::to_string(seen.calendar_set_at) +
                           ":loan-" + std::to_string(first.value);
    base::ByteBuffer command;
    protocol::encode_framed(command, protocol::MoveDueDates{first});
    send_and_wait(ring, timers_agent, id, command.view(), stopping);
  }
}

}  // namespace tributary::clock
