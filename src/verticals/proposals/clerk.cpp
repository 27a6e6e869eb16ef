#include "verticals/proposals/clerk.hpp"

#include <charconv>

namespace tributary::proposals {

namespace {

constexpr std::string_view subject_begin = "proposal:";

std::string subject_of(ProposalId proposal) {
  return std::string(subject_begin) + std::to_string(proposal.value);
}

ProposalId id_of(std::string_view subject) {
  ProposalId proposal;
  if (subject.starts_with(subject_begin)) subject.remove_prefix(subject_begin.size());
  std::from_chars(subject.data(), subject.data() + subject.size(), proposal.value);
  return proposal;
}

protocol::Sender sender_of(const ProposalRow& row) {
  return {.actor = row.proposer,
          .party = row.party,
          .origin = row.proposal.value,
          .approver = row.decider.value_or(ActorId())};
}

void send_approved(agents::Task& task, const ProposalRow& row) {
  task.send_framed(subject_of(row.proposal), row.framed, sender_of(row));
}

/// Errors: TablesDamaged if it is none of ours.
ProposalRow proposal_of(rows::Work& work, std::string_view subject) {
  auto row = work.find<ProposalRow>(id_of(subject));
  if (!row) throw rows::TablesDamaged("the tables lack proposal " + std::string(subject));
  return std::move(*row);
}

}  // namespace

void Clerk::on(agents::Task& task, const ProposalMade& fact, const agents::Heard&) {
  const std::string subject = subject_of(fact.proposal);
  task.wake(subject, proposal_of(task.rows(), subject).lapses);
}

void Clerk::on(agents::Task& task, const ProposalApproved& fact, const agents::Heard&) {
  send_approved(task, proposal_of(task.rows(), subject_of(fact.proposal)));
}

bool Clerk::may_send(store::Database& rows, const agents::WaitingCommand& waiting) {
  const auto row = rows::Table<ProposalRow>(rows).find(id_of(waiting.subject));
  return row && row->state == ProposalState::approved && row->framed == waiting.command &&
         sender_of(*row) == waiting.sender;
}

void Clerk::ended(agents::Task& task, const agents::Ended& ended) {
  const ProposalRow before = proposal_of(task.rows(), ended.subject);
  ProposalRow after = before;
  after.state = ProposalState::done;
  if (ended.sequence != 0) after.sequence = ended.sequence;
  if (ended.refusal != protocol::Refusal::none) {
    after.state = ProposalState::refused;
    after.refusal = protocol::text_of(ended.refusal).name;
  }
  task.rows().change(before, after);
}

void Clerk::woken(agents::Task& task, std::string_view subject) {
  const ProposalRow before = proposal_of(task.rows(), subject);
  // Its command is gone, if nobody has decided it by now; under its id it is done once at most.
  if (before.state == ProposalState::approved) return send_approved(task, before);
  if (before.state != ProposalState::open) return;
  ProposalRow after = before;
  after.state = ProposalState::lapsed;
  task.rows().change(before, after);
}

}  // namespace tributary::proposals
