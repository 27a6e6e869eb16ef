#include "verticals/audit/vertical.hpp"

#include <array>

#include "verticals/audit/field_notes.hpp"
#include "verticals/audit/lists.hpp"

namespace tributary::audit {

namespace {

std::span<const vertical::Route<>> lists() {
  static const std::array all{vertical::question<list_audit>(
      {.path = "/v1/audit",
       .name = "list_audit",
       .summary = "Who changed what in rows, newest first",
       .access = {read_audit.bit(), read_audit.name()},
       .says = "A line for each order that changed rows. Ask for the lines of an `actor`, of an "
               "`order`, or of both; or for those about one row, by its `table` and `key`. `from` "
               "and `to` bound the time of any of them. Lines are in the order of their time: "
               "where the clock was set back, a line may stand below one that was written before "
               "it; their numbers say which came first.",
       .notes = field_notes()})};
  return all;
}

}  // namespace

vertical::Vertical make_vertical() { return {.lists = lists}; }

}  // namespace tributary::audit
