#include "verticals/proposals/orders.hpp"

#include "verticals/proposals/field_notes.hpp"

namespace tributary::proposals {

using protocol::Refusal;

namespace {

constexpr http::ProblemText not_one_command{.status = 422,
                                            .later = false,
                                            .code = "proposal_not_one_command",
                                            .english = "A proposal is of exactly one command",
                                            .chinese = "一份提案必须且只能包含一个命令",
                                            .detail = "name one member of `command`, and no other",
                                            .detail_zh = "`command` 中须填写且仅填写一个成员"};
constexpr http::ProblemText command_not_yours{
    .status = 403,
    .later = false,
    .code = "proposal_command_not_yours",
    .english = "Your token may not send this command itself, so it may not propose or decide it",
    .chinese = "当前令牌无权发送该命令，因此也不能提议或裁决",
    .detail = "the command is {command}",
    .detail_zh = "该命令为 {command}"};
constexpr http::ProblemText not_open{.status = 409,
                                     .later = false,
                                     .code = "proposal_not_open",
                                     .english = "The proposal is no longer open",
                                     .chinese = "提案已不再等待裁决",
                                     .detail = "it is {state}",
                                     .detail_zh = "当前状态：{state}"};
constexpr http::ProblemText own_proposal{
    .status = 403,
    .later = false,
    .code = "proposal_is_your_own",
    .english = "You have proposed this yourself: a second person has to approve of it",
    .chinese = "不能批准自己的提案，须由另一人批准",
    .detail = {},
    .detail_zh = {}};

constexpr std::array refusals_of_proposing{not_one_command, command_not_yours};
constexpr std::array refusals_of_approving{proposal_not_found, command_not_yours, own_proposal,
                                           not_open, rows::row_changed};
constexpr std::array refusals_of_declining{proposal_not_found, command_not_yours, not_open,
                                           rows::row_changed};

constexpr std::string_view permission_words = "the permission of the command";

rows::Refused against(const http::ProblemText& why, std::string_view name, std::string value) {
  return {why, {{name, std::move(value)}}};
}

std::string text(const std::optional<protocol::Note>& note) { return note ? note->text : ""; }

std::optional<std::string> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// The proposal, if it is open and whoever orders may send its command.
rows::Or<ProposalRow> find_open(rows::Work& work, ProposalId proposal) {
  if (!work.find<ProposalRow>(proposal)) return std::unexpected(rows::Refused(proposal_not_found));
  rows::Or<ProposalRow> row = work.find_to_change<ProposalRow>(proposal);
  if (!row) return row;
  const ProposedCommand proposed = command_of(row->framed);
  if (text_of(proposed) != row->command) {
    throw rows::TablesDamaged("the tables hold a proposal of another command than they show");
  }
  const auto command = chosen(proposed);
  if (!work.by().permissions.has_any_of(command->permission)) {
    return std::unexpected(against(command_not_yours, "command", std::string(command->name)));
  }
  // Nobody may have looked since it lapsed.
  const bool is_late = work.time() >= row->lapses;
  if (row->state != ProposalState::open || is_late) {
    const ProposalState state =
        row->state == ProposalState::open ? ProposalState::lapsed : row->state;
    return std::unexpected(against(not_open, "state", boost::describe::enum_to_string(state, "")));
  }
  return row;
}

ProposalRow decided(rows::Work& work, const ProposalRow& before, ProposalState state,
                    const std::optional<protocol::Note>& answer) {
  ProposalRow after = before;
  after.state = state;
  after.decider = work.by().sender.actor;
  after.decided = work.time();
  after.answer = text(answer);
  return work.change(before, after);
}

}  // namespace

const rows::OrderEndpoint ProposeCommand::endpoint{
    .path = "/v1/proposals",
    .name = "propose_command",
    .summary = "Propose a command that needs a second person",
    .permission = {permissions_of_all(), permission_words},
    .refusals = refusals_of_proposing,
    .status = 201,
    .says =
        "Nothing happens until another person, who may send the command too, approves of it. "
        "Who has the other person's token at hand sends the command itself with the header "
        "`Approval` instead. A proposal lapses after 7 days.",
    .notes = field_notes()};

const rows::OrderEndpoint ApproveProposal::endpoint{
    .path = "/v1/proposals/{proposal}/approve",
    .name = "approve_proposal",
    .summary = "Approve of a proposal: its command is sent",
    .permission = {permissions_of_all(), permission_words},
    .refusals = refusals_of_approving,
    .status = 202,
    .takes_if_match = true,
    .says =
        "The command is sent in the name of who proposed it, with you as the second person. "
        "What became of it stands in the proposal soon after: `done` with its `sequence`, or "
        "`refused` with the reason. A refused one is closed: propose it again.",
    .notes = field_notes()};

const rows::OrderEndpoint DeclineProposal::endpoint{
    .path = "/v1/proposals/{proposal}/decline",
    .name = "decline_proposal",
    .summary = "Decline a proposal, or take your own back",
    .permission = {permissions_of_all(), permission_words},
    .refusals = refusals_of_declining,
    .takes_if_match = true,
    .notes = field_notes()};

ProposalView view_of(const ProposalRow& row) {
  return {.proposal = row.proposal,
          .version = row.version,
          .state = row.state,
          .command = {row.command},
          .reason = unless_empty(row.reason),
          .proposed_by = row.proposer,
          .party = row.party ? std::optional(row.party) : std::nullopt,
          .proposed = row.proposed,
          .lapses = row.lapses,
          .decided_by = row.decider,
          .decided = row.decided,
          .answer = unless_empty(row.answer),
          .sequence = row.sequence,
          .refusal = unless_empty(row.refusal)};
}

rows::Or<ProposalView> decide(rows::Work& work, const ProposeCommand& order) {
  const auto command = chosen(order.command);
  if (!command) return std::unexpected(rows::Refused(not_one_command));
  if (!work.by().permissions.has_any_of(command->permission)) {
    return std::unexpected(against(command_not_yours, "command", std::string(command->name)));
  }
  const ProposalRow row = work.add(ProposalRow{.proposal = {work.draw_number()},
                                               .command = text_of(order.command),
                                               .framed = command->framed,
                                               .reason = text(order.reason),
                                               .proposer = work.by().sender.actor,
                                               .party = work.by().sender.party,
                                               .proposed = work.time(),
                                               .lapses = {work.time().ms + open_for_ms},
                                               .decider = {},
                                               .decided = {},
                                               .answer = {},
                                               .sequence = {},
                                               .refusal = {}});
  work.tell(ProposalMade{row.proposal});
  return view_of(row);
}

rows::Or<ProposalView> decide(rows::Work& work, const ApproveProposal& order) {
  const rows::Or<ProposalRow> row = find_open(work, order.proposal);
  if (!row) return std::unexpected(row.error());
  if (row->proposer == work.by().sender.actor) return std::unexpected(rows::Refused(own_proposal));
  work.tell(ProposalApproved{row->proposal});
  return view_of(decided(work, *row, ProposalState::approved, order.answer));
}

rows::Or<ProposalView> decide(rows::Work& work, const DeclineProposal& order) {
  const rows::Or<ProposalRow> row = find_open(work, order.proposal);
  if (!row) return std::unexpected(row.error());
  const bool is_own = row->proposer == work.by().sender.actor;
  return view_of(decided(work, *row, is_own ? ProposalState::withdrawn : ProposalState::declined,
                         order.answer));
}

}  // namespace tributary::proposals
