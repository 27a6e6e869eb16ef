#include "verticals/proposals/proposal_row.hpp"

namespace tributary::proposals {

namespace {

std::vector<std::string> create_tables() {
  return {rows::create_table<ProposalRow>(),
          "CREATE INDEX proposal_proposed ON proposal (proposed, proposal)",
          "CREATE INDEX proposal_state ON proposal (state, proposed, proposal)"};
}

constexpr std::array tables{rows::audited<ProposalRow>()};

}  // namespace

rows::Schema schema() { return {.part = "proposals", .create = create_tables, .tables = tables}; }

}  // namespace tributary::proposals
