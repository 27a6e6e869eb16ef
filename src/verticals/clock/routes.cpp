#include "verticals/clock/routes.hpp"

#include <array>

#include "verticals/clock/answers.hpp"
#include "verticals/clock/field_notes.hpp"
#include "verticals/clock/orders.hpp"

namespace tributary::clock {

std::span<const vertical::Route<Asked::World>> routes() {
  using vertical::any_of;
  using vertical::question;
  static const vertical::Access staff =
      any_of<protocol::Permission::read_all, protocol::Permission::run_days>();
  static const vertical::Access runs_days = any_of<protocol::Permission::run_days>();
  static const std::array all{
      question<list_days>({.path = "/v1/business-days",
                           .name = "list_business_days",
                           .summary = "Business days with what was planned and done, newest first",
                           .access = staff,
                           .notes = field_notes()}),
      question<list_items>({.path = "/v1/business-days/{date}/items",
                            .name = "list_business_day_items",
                            .summary = "What the timers did on a day, and why what was refused was",
                            .access = staff}),
      question<get_plan>(
          {.path = "/v1/business-days/{date}/plan",
           .name = "get_business_day_plan",
           .summary = "What a day would do; of one that is over, the difference to what it did",
           .access = staff,
           .waits_for_engine = true}),
      question<get_status>({.path = "/v1/business-days/status",
                            .name = "get_timers",
                            .summary = "The present business day, the timers and their runs",
                            .access = staff}),
      question<get_clock>({.path = "/v1/clock",
                           .name = "get_clock",
                           .summary = "What the machine's clock shows, and whether it is believed",
                           .access = staff,
                           .waits_for_engine = true}),
      order<confirm_clock>(
          {.path = "/v1/clock/confirm",
           .name = "confirm_clock",
           .summary = "Say that the machine's clock is right though it jumped, by naming the time "
                      "it shows, to ten minutes; where the engine's time is ahead of it, listings "
                      "and days are held against the clock again",
           .access = runs_days,
           .says = "Name the time by a watch, not by `GET /v1/clock`. A clock that is more than an "
                   "hour ahead of engine time takes a second person: listings fail, days begin and "
                   "late interest is charged by it, and none of that is undone."}),
      order<clock::run_days>(
          {.path = "/v1/business-days/run",
           .name = "run_business_days",
           .summary = "Begin the days up to one and do their work; one that is later than today "
                      "needs `confirmed_on` and an approval; the same key again gives the same "
                      "run, and the status tells how far it is",
           .access = runs_days,
           .status = 202}),
      order<retry_item>(
          {.path = "/v1/business-days/items/retry",
           .name = "retry_business_day_item",
           .summary = "Do one thing of the present business day again; the same key again gives "
                      "the first answer, on any day",
           .access = in_words(runs_days, "run_days, and what the command itself asks for"),
           .says = "Answers 200 also when the engine has refused it: then `refusal` and `reason` "
                   "say why. Only an order that was not accepted is a problem."}),
  };
  return all;
}

}  // namespace tributary::clock
