#pragma once

#include "protocol/text.hpp"
#include "rows/order.hpp"
#include "verticals/proposals/proposal_row.hpp"
#include "verticals/proposals/proposed_command.hpp"

/// What cannot be undone needs two people. One proposes it; another, who may do it too, approves
/// of exactly that. Until then nothing has happened.
namespace tributary::proposals {

/// How long a proposal waits for a second person.
inline constexpr std::int64_t open_for_ms = std::int64_t{7} * 86'400'000;

inline constexpr http::ProblemText proposal_not_found{.status = 404,
                                                      .later = false,
                                                      .code = "proposal_not_found",
                                                      .english = "There is no such proposal",
                                                      .chinese = "提案不存在",
                                                      .detail = {},
                                                      .detail_zh = {}};

struct ProposalView {
  ProposalId proposal;
  std::uint64_t version = 0;
  ProposalState state = ProposalState::open;
  http::WrittenObject command;  ///< as it was kept
  std::optional<std::string> reason;
  ActorId proposed_by;
  std::optional<PartyId> party;
  Time proposed;
  Time lapses;
  std::optional<ActorId> decided_by;
  std::optional<Time> decided;
  std::optional<std::string> answer;
  std::optional<Sequence> sequence;
  std::optional<std::string> refusal;
};
BOOST_DESCRIBE_STRUCT(ProposalView, (),
                      (proposal, version, state, command, reason, proposed_by, party, proposed,
                       lapses, decided_by, decided, answer, sequence, refusal))
ProposalView view_of(const ProposalRow& row);

struct ProposeCommand {
  static const rows::OrderEndpoint endpoint;
  using Answer = ProposalView;
  ProposedCommand command;
  std::optional<protocol::Note> reason{};
};
BOOST_DESCRIBE_STRUCT(ProposeCommand, (), (command, reason))

struct ApproveProposal {
  static const rows::OrderEndpoint endpoint;
  using Answer = ProposalView;
  ProposalId proposal;
  std::optional<protocol::Note> answer{};
};
BOOST_DESCRIBE_STRUCT(ApproveProposal, (), (proposal, answer))

struct DeclineProposal {
  static const rows::OrderEndpoint endpoint;
  using Answer = ProposalView;
  ProposalId proposal;
  std::optional<protocol::Note> answer{};
};
BOOST_DESCRIBE_STRUCT(DeclineProposal, (), (proposal, answer))

rows::Or<ProposalView> decide(rows::Work& work, const ProposeCommand& order);
/// Whoever may, but not the one who proposed it.
rows::Or<ProposalView> decide(rows::Work& work, const ApproveProposal& order);
/// The one who proposed it takes it back by this.
rows::Or<ProposalView> decide(rows::Work& work, const DeclineProposal& order);

/// Somebody waits for a second person.
struct ProposalMade {
  static constexpr std::string_view word = "proposal_made";
  ProposalId proposal;
};
BOOST_DESCRIBE_STRUCT(ProposalMade, (), (proposal))
/// Its command is to be sent.
struct ProposalApproved {
  static constexpr std::string_view word = "proposal_approved";
  ProposalId proposal;
};
BOOST_DESCRIBE_STRUCT(ProposalApproved, (), (proposal))

}  // namespace tributary::proposals
