#include "api/openapi_parts.hpp"

#include <boost/json/array.hpp>
#include <map>
#include <string>

#include "http/problem.hpp"
#include "protocol/refusal.hpp"

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

**Money** is a decimal string, `"1000.00"`; rates are percent, `"9.6"`; identifiers are strings; )"
    R"(days are `2024-01-31`, instants RFC 3339.

**Refusals** are problem details (RFC 9457). `code` names the reason and never changes its )"
    R"(meaning; `later` says whether the same wish, under a new key, may succeed unchanged.)";

std::map<int, std::string> codes_by_status() {
  std::map<int, std::string> codes;
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    std::string& list = codes[text.status];
    list.append(list.empty() ? "`" : ", `").append(text.name).append("`");
  }
  return codes;
}

std::string name_of_response(int status) { return "Problem" + std::to_string(status); }

json::object string_schema(std::string_view description) {
  return {{"type", "string"}, {"description", description}};
}

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

json::object problem_schema() {
  json::array codes;
  for (const protocol::RefusalText& text : protocol::refusal_texts()) codes.emplace_back(text.name);
  json::object properties;
  properties["type"] = string_schema("`/problems/` and the code: where it is explained");
  properties["status"] = {{"type", "integer"}, {"description", "The HTTP status"}};
  properties["code"] = {{"type", "string"},
                        {"enum", std::move(codes)},
                        {"description", "The reason; of several the first in this order"}};
  properties["title"] = string_schema("The reason in English");
  properties["title_zh"] = string_schema("The reason in Chinese");
  properties["later"] = {
      {"type", "boolean"},
      {"description", "Whether the same wish under a new key may succeed unchanged"}};
  properties["detail"] = string_schema("What is wrong in this case");
  properties["detail_zh"] = string_schema("The same in Chinese");
  properties["path"] = string_schema("Of a malformed request: the member that is wrong");
  properties["reason"] = string_schema("Of a malformed request: what is wrong with it");
  properties["limit"] = string_schema("Of too many requests: which bound was reached");
  properties["sequence"] = {{"type", "integer"},
                            {"description", "Place in the journal, if it got that far"}};
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", json::array{"type", "status", "code", "title", "title_zh"}}};
}

json::object problem_responses() {
  json::object responses;
  for (const auto& [status, codes] : codes_by_status()) {
    const json::object schema{{"$ref", "#/components/schemas/Problem"}};
    responses[name_of_response(status)] = {
        {"description", std::string(http::status_text(status)).append(": ").append(codes)},
        {"content", {{http::problem_type, {{"schema", schema}}}}}};
  }
  return responses;
}

json::object problem_references() {
  json::object references;
  for (const auto& [status, codes] : codes_by_status()) {
    references[std::to_string(status)] = {
        {"$ref", "#/components/responses/" + name_of_response(status)}};
  }
  return references;
}

json::array refusal_list() {
  json::array list;
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    list.push_back(json::object{{"code", text.name},
                                {"status", text.status},
                                {"later", text.later},
                                {"title", text.english},
                                {"title_zh", text.chinese}});
  }
  return list;
}

}  // namespace tributary::api
