#include "verticals/proposals/vertical.hpp"

#include "verticals/proposals/clerk.hpp"
#include "verticals/proposals/field_notes.hpp"
#include "verticals/proposals/lists.hpp"

namespace tributary::proposals {

namespace {

std::vector<rows::OrderRoute> orders() {
  return {rows::order_route<ProposeCommand>(), rows::order_route<ApproveProposal>(),
          rows::order_route<DeclineProposal>()};
}

std::span<const vertical::Route<>> lists() {
  static const vertical::Access readers{
      permissions_of_all() | api::bit_of(protocol::Permission::read_all),
      "read_all, or the permission of a command that needs two people"};
  static const std::array all{
      vertical::question<list_proposals>({.path = "/v1/proposals",
                                          .name = "list_proposals",
                                          .summary = "Proposals, newest first",
                                          .access = readers,
                                          .notes = field_notes()}),
      vertical::question<get_proposal>({.path = "/v1/proposals/{proposal}",
                                        .name = "get_proposal",
                                        .summary = "A proposal and what became of it",
                                        .access = readers,
                                        .notes = field_notes(),
                                        .refusals = refusals_of_reading})};
  return all;
}

}  // namespace

vertical::Vertical make_vertical() {
  return {.schema = schema, .orders = orders, .lists = lists, .agents = [] {
            return std::vector{agents::make_agent<Clerk>()};
          }};
}

}  // namespace tributary::proposals
