#include "verticals/audit/field_notes.hpp"

#include <array>

namespace tributary::audit {

namespace {

constexpr auto notes = std::to_array<api::FieldNote>({
    {"AuditQuery", "actor", "Only orders of this sender", "staff 7"},
    {"AuditQuery", "order", "Only orders of this name", "create_token"},
    {"AuditQuery", "table", "Only changes of a row of this table; with `key`", "api_token"},
    {"AuditQuery", "key", "The key of that row", "41275309"},
    {"AuditQuery", "from", "Not before this time"},
    {"AuditQuery", "to", "Before this time"},
    {"AuditPage", "lines", "Lines of the audit"},
    {"AuditPage", "next_cursor", "The `cursor` of the next page; absent on the last one"},
    {"AuditLineView", "number", "Number of the line, in the order in which they were written",
     "17"},
    {"AuditLineView", "time", "When the order was decided"},
    {"AuditLineView", "actor", "Who sent the order", "staff 7"},
    {"AuditLineView", "party", "The party that the sender acted for; absent: the platform", "1001"},
    {"AuditLineView", "token", "The token that the order came with; absent: none", "41275309"},
    {"AuditLineView", "approver", "Who agreed to it; absent: nobody had to", "staff 8"},
    {"AuditLineView", "order",
     "Name of the order, or of the agent that acted; `take_over` where the platform found rows "
     "that an older version of it "
     "wrote",
     "create_token"},
    {"AuditLineView", "address", "Network address of the sender; absent: a part of the platform",
     "192.0.2.1"},
    {"AuditLineView", "changes", "What it did to which rows"},
    {"ChangeView", "table", "The table of the row", "api_token"},
    {"ChangeView", "key", "The key of the row in its table", "41275309"},
    {"ChangeView", "before",
     "The row as it was, by its columns; what is secret reads `hidden`; absent: it was not there"},
    {"ChangeView", "after", "The row as it became; absent: it was erased"},
});

}  // namespace

std::span<const api::FieldNote> field_notes() { return notes; }

}  // namespace tributary::audit
