#pragma once

#include "verticals/clock/asked.hpp"
#include "verticals/clock/clock_view.hpp"
#include "verticals/clock/pages.hpp"

/// What an operator asks.
namespace tributary::clock {

using vertical::Or;
using vertical::PageQuery;
using vertical::ReadQuery;

struct ItemsQuery : PageQuery {
  std::optional<ItemState> state;
  std::optional<WorkKind> kind;
};
BOOST_DESCRIBE_STRUCT(ItemsQuery, (PageQuery), (state, kind))

Or<DaysPage> list_days(Asked&, const PageQuery&);
Or<ItemsPage> list_items(Asked&, Date, const ItemsQuery&);
/// Of a day that is over, what was kept; of the present one and those to come, what is listed now.
/// Waits for the engine.
Or<PlanView> get_plan(Asked&, Date, const ReadQuery&);
Or<TimersView> get_status(Asked&, const ReadQuery&);
/// Waits for the engine.
Or<ClockView> get_clock(Asked&, const ReadQuery&);

/// What the machine's clock shows beside the engine's time. Errors: Stopping.
ClockView clock_of(const World&);
/// The present business day and the engine's time. Errors: Stopping.
protocol::WorkView look(const World&);

}  // namespace tributary::clock
