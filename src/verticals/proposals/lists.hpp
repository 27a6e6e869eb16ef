#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vertical/page_query.hpp"
#include "vertical/question.hpp"
#include "verticals/proposals/orders.hpp"

namespace tributary::proposals {

struct ProposalsQuery : vertical::PageQuery {
  std::optional<ProposalState> state;
};
BOOST_DESCRIBE_STRUCT(ProposalsQuery, (vertical::PageQuery), (state))

struct ProposalsPage {
  std::vector<ProposalView> lines;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ProposalsPage, (), (lines, next_cursor))

/// Newest first.
vertical::Or<ProposalsPage> list_proposals(vertical::Asked& asked, const ProposalsQuery& query);
inline constexpr std::array refusals_of_reading{proposal_not_found};
/// Errors: proposal_not_found.
vertical::Or<ProposalView> get_proposal(vertical::Asked& asked, ProposalId proposal,
                                        const vertical::ReadQuery& query);

}  // namespace tributary::proposals
