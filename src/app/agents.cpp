#include "app/agents.hpp"

namespace tributary::app {

std::function<void(const protocol::RequestKey&, const protocol::Sender&, std::span<const std::byte>,
                   agents::Answered)>
send_through(ring::LocalOutlet& outlet) {
  return [&outlet](const protocol::RequestKey& key, const protocol::Sender& sender,
                   std::span<const std::byte> command, agents::Answered answered) {
    outlet.send(key, sender, command,
                [answered = std::move(answered)](const vertical::Ring::Outcome& outcome) {
                  answered({outcome.sequence, outcome.refusal, outcome.is_recorded});
                });
  };
}

void tell_figures(const agents::Crew& agents, vertical::MetricSink& sink) {
  std::size_t waiting = 0;
  std::size_t held_up = 0;
  for (const agents::Crew::Figures& figures : agents.figures()) {
    waiting += figures.status.waiting;
    held_up += figures.is_held_up ? 1 : 0;
  }
  sink.gauge("tributary_agent_commands_waiting",
             "Commands of agents that the engine has not decided yet.",
             static_cast<double>(waiting));
  sink.gauge("tributary_agents_held_up", "Agents whose last round failed; `/readyz` says why.",
             static_cast<double>(held_up));
}

}  // namespace tributary::app
