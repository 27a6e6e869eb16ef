#pragma once

#include <string>

#include "protocol/types.hpp"
#include "rows/encoded.hpp"
#include "rows/schema.hpp"
#include "rows/table.hpp"

/// What agents keep between two steps. All of it is written by the platform's one writer, together
/// with what the step did.
namespace tributary::agents {

/// How far an agent has come: what stands behind these it has not heard of.
struct AgentPlace {
  static constexpr std::string_view table = "agent_place";
  static constexpr std::string_view key = "agent";
  std::string agent;
  protocol::Sequence journal = 0;  ///< the last record that it knows
  std::uint64_t fact = 0;          ///< likewise of facts
  friend bool operator==(const AgentPlace&, const AgentPlace&) = default;
};
BOOST_DESCRIBE_STRUCT(AgentPlace, (), (agent, journal, fact))

/// A command that waits until the engine has decided it.
struct WaitingCommand {
  static constexpr std::string_view table = "agent_command";
  static constexpr std::string_view key = "agent, subject";
  std::string agent;
  std::string subject;      ///< what it is about; the command's request id
  protocol::Sender sender;  ///< whose name it goes by
  rows::Bytes command;      ///< framed
  protocol::Time since;
};
BOOST_DESCRIBE_STRUCT(WaitingCommand, (), (agent, subject, sender, command, since))

/// A time at which an agent wants to look at something again.
struct WakeUp {
  static constexpr std::string_view table = "agent_wake_up";
  static constexpr std::string_view key = "agent, subject";
  std::string agent;
  std::string subject;
  protocol::Time due;
  friend bool operator==(const WakeUp&, const WakeUp&) = default;
};
BOOST_DESCRIBE_STRUCT(WakeUp, (), (agent, subject, due))

rows::Schema schema();

}  // namespace tributary::agents
