#include "verticals/proposals/field_notes.hpp"

#include <array>

namespace tributary::proposals {

namespace {

constexpr auto notes = std::to_array<api::FieldNote>({
    {"ProposeCommand", "command", "The command, at the member of its name; one, and no other"},
    {"ProposeCommand", "reason", "Why, for the second person", "sold to a collector"},
    {"approve_proposal", "proposal", "Number of the proposal", "81529301"},
    {"ApproveProposal", "answer", "What the second person says to it", "seen the contract"},
    {"decline_proposal", "proposal", "Number of the proposal", "81529301"},
    {"get_proposal", "proposal", "Number of the proposal", "81529301"},
    {"DeclineProposal", "answer", "Why not", "the day is wrong"},
    {"ProposedCommand", "complete_withdrawal", "Record that the bank has paid a withdrawal out"},
    {"ProposedCommand", "begin_business_day", "Begin a business day that has to be confirmed"},
    {"ProposedCommand", "record_debit", "Record what the bank has taken"},
    {"ProposedCommand", "write_off_loan", "Give an overdue loan up"},
    {"ProposedCommand", "waive_late_charges", "Forgive late charges"},
    {"ProposedCommand", "reschedule_loan", "Give a loan another schedule"},
    {"ProposalView", "proposal", "Number of the proposal", "81529301"},
    {"ProposalView", "version", "How often it has been changed, and 1", "1"},
    {"ProposalView", "state",
     "Open, approved (its command is on its way), done, refused (by the rules of lending), "
     "declined (by a second person), withdrawn (by who proposed it) or lapsed",
     "open"},
    {"ProposalView", "command", "What will be done, at the member of its name"},
    {"ProposalView", "reason", "Why, as its proposer says", "sold to a collector"},
    {"ProposalView", "proposed_by", "In whose name the command is sent", "staff 7"},
    {"ProposalView", "party", "For whom; absent: the platform", "1001"},
    {"ProposalView", "proposed", "When it was proposed"},
    {"ProposalView", "lapses", "From when on nobody can approve of it"},
    {"ProposalView", "decided_by", "Who approved, declined or withdrew it; absent: nobody has",
     "staff 8"},
    {"ProposalView", "decided", "When that was"},
    {"ProposalView", "answer", "What that person said", "seen the contract"},
    {"ProposalView", "sequence",
     "Where the journal has the command; absent: it has not been decided", "48211"},
    {"ProposalView", "refusal", "Code of the refusal, if the command was refused",
     "loan_not_overdue"},
    {"ProposalsQuery", "state", "Only those in this state", "open"},
    {"ProposalsPage", "lines", "Proposals"},
    {"ProposalsPage", "next_cursor", "The `cursor` of the next page; absent on the last one"},
});

}  // namespace

std::span<const api::FieldNote> field_notes() { return notes; }

}  // namespace tributary::proposals
