#include "verticals/proposals/lists.hpp"

#include "vertical/row_list.hpp"

namespace tributary::proposals {

vertical::Or<ProposalsPage> list_proposals(vertical::Asked& asked, const ProposalsQuery& query) {
  return vertical::list_rows<ProposalsPage, &ProposalRow::proposed>(asked, query);
}

vertical::Or<ProposalView> get_proposal(vertical::Asked& asked, ProposalId proposal,
                                        const vertical::ReadQuery&) {
  const auto row = rows::Table<ProposalRow>(asked.reading.database()).find(proposal);
  if (!row) return std::unexpected(rows::Refused(proposal_not_found));
  return view_of(*row);
}

}  // namespace tributary::proposals
