#pragma once

#include <array>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "api/actor_text.hpp"
#include "rows/schema.hpp"
#include "rows/table.hpp"

namespace tributary::proposals {

using protocol::ActorId;
using protocol::PartyId;
using protocol::Sequence;
using protocol::Time;
using ProposalId = base::StrongId<struct ProposalTag>;

/// Stands in rows: numbers are never used again.
enum class ProposalState : std::uint8_t {
  open = 1,
  approved = 2,   ///< its command is on its way to the engine
  done = 3,       ///< the engine did it
  refused = 4,    ///< the engine refused it
  declined = 5,   ///< a second person did not agree
  withdrawn = 6,  ///< whoever proposed it took it back
  lapsed = 7,     ///< nobody decided in time
};
BOOST_DESCRIBE_ENUM(ProposalState, open, approved, done, refused, declined, withdrawn, lapsed)

/// A command that somebody proposes, and what became of it.
struct ProposalRow {
  static constexpr std::string_view table = "proposal";
  static constexpr std::string_view key = "proposal";
  static constexpr std::array hidden{std::string_view("framed")};  // `command` says it
  ProposalId proposal;
  std::uint64_t version = 0;
  ProposalState state = ProposalState::open;
  std::string command;  ///< as people read it
  rows::Bytes framed;   ///< as it is sent
  std::string reason;   ///< of who proposed it; empty: none was given
  ActorId proposer;
  PartyId party;  ///< for whom; zero: the platform
  Time proposed;
  Time lapses;  ///< nobody can approve of it from then on
  std::optional<ActorId> decider;
  std::optional<Time> decided;
  std::string answer;                ///< of the second person; empty: none was given
  std::optional<Sequence> sequence;  ///< in the journal, of its command
  std::string refusal;               ///< of the engine; empty: none
};
BOOST_DESCRIBE_STRUCT(ProposalRow, (),
                      (proposal, version, state, command, framed, reason, proposer, party, proposed,
                       lapses, decider, decided, answer, sequence, refusal))

rows::Schema schema();

}  // namespace tributary::proposals
