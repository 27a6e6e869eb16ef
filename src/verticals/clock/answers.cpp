#include "verticals/clock/answers.hpp"

#include <charconv>
#include <limits>

namespace tributary::clock {

using protocol::Refusal;

namespace {

constexpr Date end_of_days{10'000'000};

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
  if (!is_ours) return std::unexpected(Refusal::malformed_request);
  return number;
}

std::optional<Date> newest_day(store::Database& database) {
  const auto newest = read_days(database, end_of_days, 1);
  return newest.empty() ? std::nullopt : std::optional(newest.front().day);
}

/// What a day would do, listed now.
std::vector<PlannedKind> list_plan(const World& world, Date day) {
  Shift shift = world.shift;
  shift.day = day;
  shift.kinds = {};
  DayRun run(std::move(shift));
  while (const auto step = run.next()) {
    run.answered(vertical::ask_and_wait(*world.house.ring, timers_agent,
                                        std::get<protocol::WorkQuery>(*step), world.stopping));
  }
  return run.plan()->rows();
}

}  // namespace

Or<DaysPage> list_days(Asked& asked, const PageQuery& query) {
  const auto before = read_cursor(query.cursor, days_cursor, end_of_days.days, end_of_days.days);
  if (!before) return std::unexpected(before.error());
  const std::size_t limit = limit_of(query);
  DaysPage page{asked.reading.sequence(),
                read_days(asked.reading.database(), {static_cast<std::int32_t>(*before)}, limit),
                std::nullopt};
  if (page.lines.size() == limit) {
    page.next_cursor = std::string(days_cursor) + std::to_string(page.lines.back().day.days);
  }
  for (DayView& line : page.lines) line.planned = asked.world.plans->find(line.day);
  return page;
}

Or<ItemsPage> list_items(Asked& asked, Date day, const ItemsQuery& query) {
  const auto after =
      read_cursor(query.cursor, items_cursor(day), 0, std::numeric_limits<std::int64_t>::max());
  if (!after) return std::unexpected(after.error());
  ItemsPage page = read_items(
      asked.reading.database(), day,
      {query.state, query.kind, static_cast<protocol::Sequence>(*after), limit_of(query)});
  page.sequence = asked.reading.sequence();
  if (page.next_cursor) page.next_cursor->insert(0, items_cursor(day));
  return page;
}

Or<PlanView> get_plan(Asked& asked, Date day, const ReadQuery&) {
  store::Database& database = asked.reading.database();
  PlanView plan;
  plan.day = day;
  if (const auto begun = clock::read_day(database, day)) plan.done = begun->done;
  const auto newest = newest_day(database);
  plan.dry_run = !newest || *newest <= day;
  if (plan.dry_run) {
    plan.planned = list_plan(asked.world, day);
  } else if (const auto kept = asked.world.plans->find(day)) {
    plan.planned = *kept;
    plan.difference = difference_of(plan.planned, plan.done);
  } else {
    return std::unexpected(
        vertical::Against(Refusal::not_found, "no plan of that day was kept", "该日的计划未保存"));
  }
  return plan;
}

Or<TimersView> get_status(Asked& asked, const ReadQuery&) {
  if (asked.world.timers != nullptr) return asked.world.timers->view();
  TimersView off;
  off.today = asked.world.house.today();
  off.business_day = newest_day(asked.reading.database());
  return off;
}

Or<ClockView> get_clock(Asked& asked, const ReadQuery&) { return clock_of(asked.world); }

ClockView clock_of(const World& world) {
  const vertical::MachineClock& clock = world.house.clock;
  ClockView view;
  view.reason = clock.doubt();
  view.in_doubt = view.reason.has_value();
  view.shows = clock.shows();
  view.engine_time = look(world).now;
  return view;
}

protocol::WorkView look(const World& world) {
  return vertical::ask_and_wait(*world.house.ring, timers_agent, {{}, {}, 0, 0}, world.stopping);
}

}  // namespace tributary::clock
