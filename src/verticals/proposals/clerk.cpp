#include "verticals/proposals/clerk.hpp"

#include <charconv>

namespace tributary::proposals {

namespace {

constexpr std::string_view subject_begin = "proposal:";

std::string subject_of(ProposalId proposal) {
  return std::string(subject_begin) + std::to_string(proposal.value);
}

/// Errors: TablesDamaged if it is none of ours.
ProposalRow proposal_of(rows::Work& work, std::string_view subject) {
  ProposalId proposal;
  if (subject.starts_with(subject_begin)) subject.remove_prefix(subject_begin.size());
  std::from_chars(subject.data(), subject.data() + subject.size(), proposal.value);
  auto row = work.find<ProposalRow>(proposal);
  if (!row) throw rows::TablesDamaged("the tables lack proposal " + std::string(subject));
  return std::move(*row);
}

}  // namespace

void Clerk::on(agents::Task& task, const ProposalMade& fact, const agents::Heard&) {
  const std::string subject = subject_of(fact.proposal);
  task.wake(subject, proposal_of(task.rows(), subject).lapses);
}

void Clerk::on(agents::Task& task, const ProposalApproved& fact, const agents::Heard&) {
  const std::string subject = subject_of(fact.proposal);
  const ProposalRow row = proposal_of(task.rows(), subject);
  task.send_framed(subject, row.framed,
                   {.actor = row.proposer,
                    .party = row.party,
                    .origin = row.proposal.value,
                    .approver = row.decider.value_or(ActorId())});
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
  if (before.state != ProposalState::open) return;
  ProposalRow after = before;
  after.state = ProposalState::lapsed;
  task.rows().change(before, after);
}

}  // namespace tributary::proposals
