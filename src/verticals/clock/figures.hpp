#pragma once

#include "vertical/metric_sink.hpp"
#include "verticals/clock/run_view.hpp"

namespace tributary::clock {

/// What Prometheus is told of the timers.
void tell_figures(const TimersView& view, vertical::MetricSink& sink);

}  // namespace tributary::clock
