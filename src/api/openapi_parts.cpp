#include "api/openapi_parts.hpp"

#include <array>
#include <boost/describe/enum_to_string.hpp>
#include <string_view>

#include "api/roles.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

constexpr std::string_view introduction =
    R"(Every request bears a token: `Authorization: Bearer trb_…`. Its role decides what it may do.

**Once.** Each command carries an `Idempotency-Key` of your choice. The same key with the same )"
    R"(content gets the first answer again, byte for byte, even after a crash; nothing happens )"
    R"(twice. The same key with other content is refused; content is what the members say, not their )"
    R"(order or spaces. Keys belong to the caller, all tokens of one share them, and are kept for )"
    R"(ever. A refusal without `sequence`, such as a 400, was not recorded and uses no key; only after )"
    R"(`unavailable` nobody knows. What changes no money, such as tokens, has no `sequence`: there )"
    R"(keys are kept for 90 days, a refusal of a good body (409, 412, 422) uses its key too, and what )"
    R"(is shown once is not shown again.

**To try again.** After 429, 503, a timeout or a lost connection send the request again with the )"
    R"(*same* key, after `Retry-After`: nobody has decided it, or its first answer comes. Any other )"
    R"(refusal is an answer: a new request takes a new key. `retry` of a problem says which: `same_key`, )"
    R"(`new_key` if the same request may succeed later, `no` if it has to be changed.

**Four eyes.** What cannot be undone needs a second person: `Approval: Bearer trb_…`, the token of )"
    R"(somebody else who may do it too. Without it, or approved by oneself, it is refused; ask again )"
    R"(with a new key. So does a withdrawal that is completed though it was never sent to the bank. )"
    R"(A repeated request needs no approval to get its first answer; only `items/retry` does.

**Durable.** An accepted command is on disk before it is answered. `sequence` is its place in the )"
    R"(journal.

**Bodies** are JSON, and say so: `Content-Type: application/json`.

**Money** is a decimal string, `"1000.00"`; rates are percent, `"9.6"`; identifiers are strings; )"
    R"(days are `2024-01-31`, instants RFC 3339.

**Refusals** are problem details (RFC 9457). `code` names the reason and never changes its )"
    R"(meaning; `detail` says more, `detail_zh` the same in Chinese. There will be more codes: treat )"
    R"(one that you do not know by its status. A member of a body or a query that is not known is )"
    R"(refused by name.

**Limits.** A token has a quota: of a member 50 requests a second (200 after a pause), 32 that wait for )"
    R"(answers, 8 live streams, 5 refused commands a second; of staff and partners more. Without a token )"
    R"(an address has 20 requests a second. `RateLimit` says what is left; beyond it the answer is 429, )"
    R"(whose `limit` names the bound: `requests`, `in_flight`, `streams`, `refusals`, `password` or )"
    R"(`address`. The operator may have set others: `RateLimit-Policy` says them.)";

/// What people have to know of a command before they try its example.
struct CommandNote {
  std::string_view command;
  std::string_view note;
};
constexpr std::string_view taken_back_note =
    "A payment that is taken back was never made: **late interest counts from the due date**. The "
    "days to a compensation and to a write-off count from the day on which it is taken back. "
    "Neither is due while money that came back to the borrower stands in the gap.";
constexpr std::array command_notes{
    CommandNote{"reverse_payment", taken_back_note},
    CommandNote{"bounce_deposit", taken_back_note},
    CommandNote{"set_calendar",
                "**Replaces the whole calendar in force**, also what is in it from the start: send "
                "every day that shall count, not only new ones. The example leaves nothing but its "
                "own days."},
    CommandNote{"begin_business_day",
                "**Begins the day and does not work it**: no instalment is collected, no loan "
                "becomes late by it. `POST /v1/business-days/run` begins days and does what is due "
                "on them; where timers run, they work the day that has begun."},
    CommandNote{"record_debit",
                "For a deposit or a withdrawal that is no longer kept: the bank took the deposit "
                "back, or paid the withdrawal after all. One that is kept takes `bounce`, "
                "`return` or `complete` instead."},
    CommandNote{"reverse_payment",
                "`payment` is the `sequence` of the payment's line in `GET "
                "/v1/loans/{loan}/payouts`."},
    CommandNote{"bounce_deposit",
                "`posting` is the `sequence` of the answer to the deposit, and of its line in the "
                "statement of the account, `GET /v1/accounts/{account}/statement`."},
    CommandNote{"reverse_posting",
                "`posting` is the `sequence` of the answer to the transfer, and of its line in the "
                "statement of the account, `GET /v1/accounts/{account}/statement`."},
};

}  // namespace

std::string note_of_command(std::string_view command) {
  std::string notes;
  for (const CommandNote& note : command_notes) {
    if (note.command == command) notes.append("\n\n").append(note.note);
  }
  return notes;
}

json::object info_part() {
  return {{"title", "Tributary"},
          {"version", "1"},
          {"summary", "Marketplace lending: many small bids become one loan"},
          {"description", introduction},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
}

json::array role_list() {
  json::array list;
  for (const Role& role : roles()) {
    json::array permissions;
    for (const std::string_view name : names_of(role.permissions)) permissions.emplace_back(name);
    list.push_back({{"role", role.name},
                    {"kind", boost::describe::enum_to_string(role.kind, "")},
                    {"summary", role.summary},
                    {"permissions", std::move(permissions)}});
  }
  return list;
}

json::object approval_parameter() {
  return {{"name", "Approval"},
          {"in", "header"},
          {"description",
           "`Bearer` and the token of a second person, who may do this too and approves of it. Who "
           "approved stands in the record; it is no part of the content that a key stands for"},
          {"schema", {{"type", "string"}, {"pattern", "^Bearer .+$"}}}};
}

json::object if_match_parameter() {
  return {
      {"name", "If-Match"},
      {"in", "header"},
      {"description",
       "The `version` of what was read, in quotes, as the `ETag` of an answer has it: refused with "
       "`row_changed` when it is another one by now"},
      {"schema", {{"type", "string"}, {"pattern", "^([*]|\"[1-9][0-9]*\")$"}}}};
}

json::object idempotency_parameter() {
  return {
      {"name", "Idempotency-Key"},
      {"in", "header"},
      {"required", true},
      {"description",
       "The request's id, chosen by its sender and kept for ever, of what changes no money for 90 "
       "days: 1 to 128 visible characters"},
      {"schema", {{"type", "string"}, {"pattern", "^[!-~]{1,128}$"}}}};
}

}  // namespace tributary::api
