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
      question<list_days>(
          {.path = "/v1/business-days",
           .name = "list_business_days",
           .summary = "List business days with what was planned and done, newest first",
           .access = staff,
           .notes = field_notes()}),
      question<list_items>(
          {.path = "/v1/business-days/{date}/items",
           .name = "list_business_day_items",
           .summary = "List what the timers did on a day, with the reason of each refusal",
           .access = staff}),
      question<get_plan>(
          {.path = "/v1/business-days/{date}/plan",
           .name = "get_business_day_plan",
           .summary =
               "Get what is planned for a day; of one that is over, also what differs from it",
           .access = staff,
           .waits_for_engine = true}),
      question<get_status>({.path = "/v1/business-days/status",
                            .name = "get_timers",
                            .summary = "Get the present business day, the timers and their runs",
                            .access = staff}),
      question<get_clock>(
          {.path = "/v1/clock",
           .name = "get_clock",
           .summary = "Get what the machine's clock shows, and whether it is trusted",
           .access = staff,
           .waits_for_engine = true}),
      order<confirm_clock>(
          {.path = "/v1/clock/confirm",
           .name = "confirm_clock",
           .summary = "Confirm that the machine's clock is right although it jumped: name the time "
                      "it shows, within ten minutes",
           .access = runs_days,
           .says = "Name the time by a watch, not by `GET /v1/clock`. Where the engine's time is "
                   "ahead of the clock, the clock decides again when listings close and days "
                   "begin. A clock that is more than an "
                   "hour ahead of engine time takes a second person: listings fail, days begin and "
                   "late interest is charged by it, and none of that is undone."}),
      order<clock::run_days>(
          {.path = "/v1/business-days/run",
           .name = "run_business_days",
           .summary = "Begin the business days up to a day and do their work",
           .access = runs_days,
           .says =
               "A day later than today needs `confirmed_on` and an approval. The same key again "
               "gives the same run; `GET /v1/business-days/status` says how far it is.",
           .status = 202}),
      order<retry_item>(
          {.path = "/v1/business-days/items/retry",
           .name = "retry_business_day_item",
           .summary = "Do one item of the present business day again",
           .access = in_words(runs_days, "run_days, and what the command itself asks for"),
           .says = "The same key again gives the first answer, on any day. The status is 200 also "
                   "when the engine has refused it: then `refusal` and `reason` say why."}),
  };
  return all;
}

}  // namespace tributary::clock
