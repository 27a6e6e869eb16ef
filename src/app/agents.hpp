#pragma once

#include "agents/crew.hpp"
#include "ring/local_outlet.hpp"
#include "vertical/metric_sink.hpp"

namespace tributary::app {

/// How the agents of all lines reach the engine.
std::function<void(const protocol::RequestKey&, const protocol::Sender&, std::span<const std::byte>,
                   agents::Answered)>
send_through(ring::LocalOutlet& outlet);

/// What waits, and who is held up.
void tell_figures(const agents::Crew& agents, vertical::MetricSink& sink);

}  // namespace tributary::app
