#include "verticals/clock/figures.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace tributary::clock {

void tell_figures(const TimersView& view, vertical::MetricSink& sink) {
  sink.gauge("tributary_timer_last_run_timestamp_seconds", "When the timers last did what was due.",
             view.last_run ? static_cast<double>(view.last_run->ms) / 1e3 : 0);
  sink.gauge("tributary_timer_stopped", "1 when the clock has to be confirmed before they go on.",
             view.state == TimersState::stopped ? 1 : 0);
  sink.gauge("tributary_business_day", "The present business day, in days since 1970-01-01.",
             view.business_day ? view.business_day->days : 0);
  sink.counters("tributary_timer_items_total",
                "Commands of the timers by kind and outcome, since the start.");
  for (const WorkedKind& row : view.worked) {
    const std::string_view kind = boost::describe::enum_to_string(row.kind, "");
    sink.counter({{"kind", kind}, {"outcome", "accepted"}}, row.accepted);
    sink.counter({{"kind", kind}, {"outcome", "refused"}}, row.refused);
    sink.counter({{"kind", kind}, {"outcome", "repeated"}}, row.repeated);
  }
}

}  // namespace tributary::clock
