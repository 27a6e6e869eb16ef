#include "agents/agent_rows.hpp"

namespace tributary::agents {

namespace {

std::vector<std::string> create_tables() {
  return {rows::create_table<AgentPlace>(), rows::create_table<WaitingCommand>(),
          rows::create_table<WakeUp>(),
          "CREATE INDEX agent_wake_up_due ON agent_wake_up (agent, due)"};
}

}  // namespace

rows::Schema schema() { return {.part = "agents", .create = create_tables}; }

}  // namespace tributary::agents
