#include "verticals/clock/routes.hpp"

#include <charconv>
#include <limits>

#include "api/admission.hpp"
#include "api/page_limit.hpp"
#include "api/reply.hpp"
#include "base/log.hpp"
#include "http/json_read.hpp"
#include "http/json_write.hpp"
#include "http/query_read.hpp"
#include "verticals/clock/field_notes.hpp"
#include "verticals/clock/orders.hpp"

namespace tributary::clock {

using protocol::Permission;
using protocol::Refusal;

namespace {

constexpr Date end_of_days{10'000'000};

struct ReadQuery {
  std::optional<protocol::Sequence> at_least;
};
BOOST_DESCRIBE_STRUCT(ReadQuery, (), (at_least))

struct DaysQuery : ReadQuery {
  std::optional<std::string> cursor;
  std::optional<api::PageLimit> limit;
};
BOOST_DESCRIBE_STRUCT(DaysQuery, (ReadQuery), (cursor, limit))

struct ItemsQuery : DaysQuery {
  std::optional<ItemState> state;
  std::optional<WorkKind> kind;
};
BOOST_DESCRIBE_STRUCT(ItemsQuery, (DaysQuery), (state, kind))

template <class View>
http::Response json(const View& view, int status = 200) {
  http::Response response{.status = status};
  http::write_json(response.body, view);
  return response;
}

template <class T>
using Or = std::expected<T, http::Response>;

std::size_t limit_of(const DaysQuery& query) {
  return static_cast<std::size_t>(query.limit.value_or(api::page_limit_default).value);
}

constexpr std::string_view days_cursor = "days.";
std::string items_cursor(Date day) { return "items." + to_string(day) + "."; }

/// Where a list goes on: its name and a number, so that no list takes the cursor of another one.
Or<std::int64_t> read_cursor(const std::optional<std::string>& text, std::string_view list,
                             std::int64_t otherwise, std::int64_t number_max) {
  if (!text) return otherwise;
  std::int64_t number = -1;
  if (text->starts_with(list)) {
    std::from_chars(text->data() + list.size(), text->data() + text->size(), number);
  }
  // Written again, it has to be the same: no other text is a cursor of ours.
  const bool is_ours =
      number >= 0 && number <= number_max && *text == std::string(list) + std::to_string(number);
  if (is_ours) return number;
  return std::unexpected(api::render(http::BindError{
      http::BindReason::wrong_format, "cursor",
      api::expected_in_both("the next_cursor of this list", "本列表返回的 next_cursor")}));
}

Or<Date> read_day(const http::Request& request) {
  if (const auto day = money::parse_date(request.parameter("date"))) return *day;
  return std::unexpected(api::render(http::BindError{
      http::BindReason::wrong_format, "date",
      api::expected_in_both("a day, such as 2024-01-31", "日期，例如 2024-01-31")}));
}

// What each route reads before it goes to the office, and what is answered there.

Or<Office::Answer> list_days(const http::Request&, const DaysQuery& query) {
  const auto before = read_cursor(query.cursor, days_cursor, end_of_days.days, end_of_days.days);
  if (!before) return std::unexpected(before.error());
  return [before = Date{static_cast<std::int32_t>(*before)},
          limit = limit_of(query)](Office::Desk& desk) {
    DaysPage page{desk.sequence, read_days(desk.database, before, limit), std::nullopt};
    if (page.lines.size() == limit) {
      page.next_cursor = std::string(days_cursor) + std::to_string(page.lines.back().day.days);
    }
    for (DayView& line : page.lines) line.planned = desk.world.plans->find(line.day);
    return json(page);
  };
}

Or<Office::Answer> list_items(const http::Request& request, const ItemsQuery& query) {
  const auto day = read_day(request);
  if (!day) return std::unexpected(day.error());
  const auto after =
      read_cursor(query.cursor, items_cursor(*day), 0, std::numeric_limits<std::int64_t>::max());
  if (!after) return std::unexpected(after.error());
  const ItemFilter filter{query.state, query.kind, static_cast<protocol::Sequence>(*after),
                          limit_of(query)};
  return [day = *day, filter](Office::Desk& desk) {
    ItemsPage page = read_items(desk.database, day, filter);
    page.sequence = desk.sequence;
    if (page.next_cursor) page.next_cursor->insert(0, items_cursor(day));
    return json(page);
  };
}

/// A day that is over: what was kept. The present one and those to come: what is listed now.
Or<Office::Answer> get_plan(const http::Request& request, const ReadQuery&) {
  const auto day = read_day(request);
  if (!day) return std::unexpected(day.error());
  return [day = *day](Office::Desk& desk) {
    PlanView plan;
    plan.day = day;
    if (const auto begun = clock::read_day(desk.database, day)) plan.done = begun->done;
    const auto newest = read_days(desk.database, end_of_days, 1);
    plan.dry_run = newest.empty() || newest.front().day <= day;
    if (plan.dry_run) {
      Shift shift = desk.world.shift;
      shift.day = day;
      plan.planned = list_plan(*desk.world.house.ring, shift, desk.stopping);
    } else if (const auto kept = desk.world.plans->find(day)) {
      plan.planned = *kept;
      plan.difference = difference_of(plan.planned, plan.done);
    } else {
      return api::render(Refusal::not_found, {"no plan of that day was kept", "该日的计划未保存"});
    }
    return json(plan);
  };
}

Or<Office::Answer> get_status(const http::Request&, const ReadQuery&) {
  return [](Office::Desk& desk) {
    if (desk.world.timers != nullptr) return json(desk.world.timers->view());
    TimersView off;
    off.today = desk.world.house.today();
    const auto newest = read_days(desk.database, end_of_days, 1);
    if (!newest.empty()) off.business_day = newest.front().day;
    return json(off);
  };
}

Or<Office::Answer> get_clock(const http::Request&, const ReadQuery&) {
  return [](Office::Desk& desk) { return json(clock_of(desk)); };
}

/// Routes a GET: who may read all, or run days.
template <class Query>
void add_question(http::Router& router, Office& office, const api::Authenticate& authenticate,
                  std::string_view path,
                  Or<Office::Answer> (*prepare)(const http::Request&, const Query&)) {
  router.add(http::Method::get, path,
             [&office, authenticate, prepare](const http::Request& request, http::Server& server) {
               const auto refuse = [&](http::Response&& response) {
                 server.respond(request.ticket, std::move(response));
               };
               const auto caller = api::identify(request, authenticate);
               if (!caller) return refuse(api::render(caller.error()));
               if (!caller->may(Permission::read_all) && !caller->may(Permission::run_days)) {
                 return refuse(api::render(api::forbid(
                     request, authenticate, *caller,
                     api::bit_of(Permission::read_all) | api::bit_of(Permission::run_days))));
               }
               const auto query = http::read_query<Query>(request.query);
               if (!query) return refuse(api::render(query.error()));
               auto answer = prepare(request, *query);
               if (!answer) return refuse(std::move(answer.error()));
               office.ask({request.ticket, &server, caller->actor, query->at_least.value_or(0),
                           std::move(*answer)});
             });
}

/// The journal knows the timers alone as the sender: who told them to stands in the log. It is
/// written for what was done, or may have been.
template <class Wish>
void note(std::string_view path, const Orderer& by, std::string_view request_id, const Wish& wish) {
  std::string text(path);
  text.append(" by ").append(api::name_of(by.actor));
  if (by.approver) text.append(", approved by ").append(api::name_of(by.approver));
  text.append(" as ").append(request_id).append(": ");
  http::write_json(text, wish);
  bool is_confirmed = false;
  if constexpr (requires { wish.confirmed_on; }) is_confirmed = wish.confirmed_on.has_value();
  if (is_confirmed) {
    base::log_warning("day_confirmed", text);
  } else {
    base::log_info("day_ordered", text);
  }
}

/// What else somebody who may run days has to be allowed.
template <class Wish>
Permission permission_of(const Wish&) {
  return Permission::run_days;
}

/// Routes a POST of those who may run days.
template <class Wish>
void add_order(http::Router& router, Office& office, const api::Authenticate& authenticate,
               std::string_view path,
               Ordered (*order)(Office::Desk&, const Orderer&, const Wish&)) {
  router.add(
      http::Method::post, path,
      [&office, authenticate, path, order](const http::Request& request, http::Server& server) {
        const auto caller = api::admit(request, authenticate, Permission::run_days);
        if (!caller) return server.respond(request.ticket, api::render(caller.error()));
        api::Guard* const guard = authenticate.guard();
        if (guard != nullptr) {
          if (const auto denial = guard->admit_command(request, *caller)) {
            return server.respond(request.ticket, api::render(*denial));
          }
        }
        const auto wish = http::read_json<Wish>(request.body, request.parameters);
        if (!wish) return server.respond(request.ticket, api::render(wish.error()));
        const Permission permission = permission_of(*wish);
        if (!caller->may(permission)) {
          return server.respond(
              request.ticket,
              api::render(api::forbid(request, authenticate, *caller, api::bit_of(permission))));
        }
        const auto key = api::read_request_key(request, caller->actor);
        if (!key) return server.respond(request.ticket, api::render(key.error()));
        const auto approver = api::read_approver(request, authenticate, permission);
        if (!approver) return server.respond(request.ticket, api::render(approver.error()));
        const Orderer by{*key, caller->actor, *approver};
        const std::string request_id(request.header("Idempotency-Key"));
        office.ask(
            {request.ticket, &server, caller->actor, 0, [=, wish = *wish](Office::Desk& desk) {
               Ordered ordered;
               try {
                 ordered = order(desk, by, wish);
               } catch (...) {
                 note(path, by, request_id, wish);
                 throw;
               }
               if (ordered.outcome == Ordered::Outcome::accepted) {
                 note(path, by, request_id, wish);
               } else if (ordered.outcome == Ordered::Outcome::refused && guard != nullptr) {
                 guard->charge_refusal(by.actor);
               }
               return std::move(ordered.response);
             }});
      });
}

constexpr std::string_view days_path = "/v1/business-days";
constexpr std::string_view items_path = "/v1/business-days/{date}/items";
constexpr std::string_view plan_path = "/v1/business-days/{date}/plan";
constexpr std::string_view status_path = "/v1/business-days/status";
constexpr std::string_view run_path = "/v1/business-days/run";
constexpr std::string_view retry_path = "/v1/business-days/items/retry";
constexpr std::string_view clock_path = "/v1/clock";
constexpr std::string_view confirm_path = "/v1/clock/confirm";
constexpr std::string_view access = "read_all, run_days";

}  // namespace

void add_routes(http::Router& router, Office& office, const api::Authenticate& authenticate) {
  add_question(router, office, authenticate, days_path, list_days);
  add_question(router, office, authenticate, items_path, list_items);
  add_question(router, office, authenticate, plan_path, get_plan);
  add_question(router, office, authenticate, status_path, get_status);
  add_question(router, office, authenticate, clock_path, get_clock);
  add_order(router, office, authenticate, confirm_path, confirm_clock);
  add_order(router, office, authenticate, run_path, run_days);
  add_order(router, office, authenticate, retry_path, retry_item);
}

std::vector<api::QueryRoute> query_routes() {
  return {
      {.path = days_path,
       .name = "list_business_days",
       .summary = "Business days with what was planned and done, newest first",
       .access = access,
       .parameters = api::parameters_of<DaysQuery>,
       .answer = api::schema_of<DaysPage>,
       .notes = field_notes()},
      {.path = items_path,
       .name = "list_business_day_items",
       .summary = "What the timers did on a day, and why what was refused was",
       .access = access,
       .path_value = api::path_value_of<Date>,
       .parameters = api::parameters_of<ItemsQuery>,
       .answer = api::schema_of<ItemsPage>},
      {.path = plan_path,
       .name = "get_business_day_plan",
       .summary = "What a day would do; of one that is over, the difference to what it did",
       .access = access,
       .path_value = api::path_value_of<Date>,
       .parameters = api::parameters_of<ReadQuery>,
       .answer = api::schema_of<PlanView>},
      {.path = status_path,
       .name = "get_timers",
       .summary = "The present business day, the timers and their runs",
       .access = access,
       .parameters = api::parameters_of<ReadQuery>,
       .answer = api::schema_of<TimersView>},
      {.path = clock_path,
       .name = "get_clock",
       .summary = "What the machine's clock shows, and whether it is believed",
       .access = access,
       .parameters = api::parameters_of<ReadQuery>,
       .answer = api::schema_of<ClockView>},
      {.path = confirm_path,
       .name = "confirm_clock",
       .summary =
           "Say that the machine's clock is right though it jumped, by naming the time it "
           "shows, to ten minutes; where the engine's time is ahead of it, listings and days "
           "are held against the clock again",
       .access = "run_days",
       .answer = api::schema_of<ClockView>,
       .body = api::request_schema_of<ClockWish>,
       .once = true,
       .takes_approval = true,
       .says =
           "Name the time by a watch, not by `GET /v1/clock`. A clock that is more than an hour "
           "ahead of engine time takes a second person: listings fail, days begin and late "
           "interest is charged by it, and none of that is undone."},
      {.path = run_path,
       .name = "run_business_days",
       .summary = "Begin the days up to one and do their work; one that is later than today needs "
                  "`confirmed_on` and an approval; the same key again gives the same run, and the "
                  "status tells how "
                  "far it is",
       .access = "run_days",
       .answer = api::schema_of<RunView>,
       .body = api::request_schema_of<RunWish>,
       .status = 202,
       .once = true,
       .takes_approval = true},
      {.path = retry_path,
       .name = "retry_business_day_item",
       .summary = "Do one thing of the present business day again; the same key again gives the "
                  "first answer, on any day",
       .access = "run_days, and what the command itself asks for",
       .answer = api::schema_of<RetryView>,
       .body = api::request_schema_of<RetryWish>,
       .once = true,
       .takes_approval = true,
       .says = "Answers 200 also when the engine has refused it: then `refusal` and `reason` say "
               "why. Only an order that was not accepted is a problem."},
  };
}

}  // namespace tributary::clock
