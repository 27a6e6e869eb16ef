#include "api/openapi_parts.hpp"

#include <string_view>

namespace tributary::api {

namespace {

namespace json = boost::json;

constexpr std::string_view introduction =
    R"(Every request bears a token: `Authorization: Bearer trb_…`. Its role decides what it may do.

**Once.** Each command carries an `Idempotency-Key` of your choice. The same key with the same )"
    R"(content gets the first answer again, byte for byte, even after a crash; nothing happens )"
    R"(twice. The same key with other content is refused. A refusal is an answer too: to try again, )"
    R"(choose a new key.

**Durable.** An accepted command is on disk before it is answered. `sequence` is its place in the )"
    R"(journal.

**Bodies** are JSON, and say so: `Content-Type: application/json`.

**Money** is a decimal string, `"1000.00"`; rates are percent, `"9.6"`; identifiers are strings; )"
    R"(days are `2024-01-31`, instants RFC 3339.

**Refusals** are problem details (RFC 9457). `code` names the reason and never changes its )"
    R"(meaning; `later` says whether the same wish, under a new key, may succeed unchanged. There )"
    R"(will be more codes: treat one that you do not know by its status.)";

}  // namespace

json::object info_part() {
  return {{"title", "Tributary"},
          {"version", "1"},
          {"summary", "Marketplace lending: many small bids become one loan"},
          {"description", introduction},
          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
}

json::object idempotency_parameter() {
  return {{"name", "Idempotency-Key"},
          {"in", "header"},
          {"required", true},
          {"description", "The request's id, chosen by its sender: 1 to 128 visible characters"},
          {"schema", {{"type", "string"}, {"pattern", "^[!-~]{1,128}$"}}}};
}

}  // namespace tributary::api
