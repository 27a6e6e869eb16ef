#include "api/openapi_problems.hpp"

#include <boost/json/parse.hpp>
#include <map>
#include <string>

#include "http/problem.hpp"
#include "protocol/refusal.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

/// Calls f(code, status, later, english, chinese) for each code once.
template <class F>
void for_each_problem(std::span<const QueryRoute> routes, F&& f) {
  std::set<std::string_view> said;
  for (const protocol::RefusalText& text : protocol::refusal_texts()) {
    said.insert(text.name);
    f(text.name, text.status, text.later, text.english, text.chinese);
  }
  for (const QueryRoute& route : routes) {
    for (const http::ProblemText& problem : route.refusals) {
      if (!said.insert(problem.code).second) continue;
      f(problem.code, problem.status, problem.later, problem.english, problem.chinese);
    }
  }
  for (const http::ProblemText& problem : http::edge_problems()) {
    if (!said.insert(problem.code).second) continue;
    f(problem.code, problem.status, problem.later, problem.english, problem.chinese);
  }
}

/// What is said of the problems of one status.
struct Said {
  std::string codes;    ///< of all of them
  json::value example;  ///< of the first
};

std::map<int, Said> problems_by_status(std::span<const QueryRoute> routes) {
  std::map<int, Said> problems;
  for_each_problem(routes, [&](std::string_view code, int status, bool later,
                               std::string_view english, std::string_view chinese) {
    Said& said = problems[status];
    if (said.codes.empty()) {
      said.example =
          json::parse(http::Problem(status, code).title(english, chinese).later(later).json());
    }
    said.codes.append(said.codes.empty() ? "`" : ", `").append(code).append("`");
  });
  return problems;
}

std::string name_of_response(int status) { return "Problem" + std::to_string(status); }

json::object string_schema(std::string_view description) {
  return {{"type", "string"}, {"description", description}};
}

json::object header_of(std::string_view description, json::object schema) {
  return {{"description", description}, {"schema", std::move(schema)}};
}

/// What header fields say besides.
json::object headers_of(int status) {
  json::object headers;
  if (status == 401) headers["WWW-Authenticate"] = header_of("`Bearer`", {{"type", "string"}});
  if (status == 429 || status == 503) {
    headers["Retry-After"] =
        header_of("Seconds to wait before the next try", {{"type", "integer"}, {"minimum", 0}});
  }
  if (status == 429) {
    for (auto& header : quota_headers()) headers.insert(header);
  }
  return headers;
}

json::object response_of(std::string description, json::object headers, json::value example) {
  const json::object schema{{"$ref", "#/components/schemas/Problem"}};
  json::object response{{"description", std::move(description)}};
  if (!headers.empty()) response["headers"] = std::move(headers);
  response["content"] = {
      {http::problem_type, {{"schema", schema}, {"example", std::move(example)}}}};
  return response;
}

json::array known_codes(std::span<const QueryRoute> routes) {
  json::array codes;
  for_each_problem(routes, [&](std::string_view code, auto&&...) { codes.emplace_back(code); });
  return codes;
}

}  // namespace

json::object quota_headers() {
  return {{"RateLimit", {{"$ref", "#/components/headers/RateLimit"}}},
          {"RateLimit-Policy", {{"$ref", "#/components/headers/RateLimitPolicy"}}}};
}

json::object quota_header_components() {
  return {{"RateLimit",
           header_of("What is left of the token's quota, where it has one", {{"type", "string"}})},
          {"RateLimitPolicy", header_of("The quota", {{"type", "string"}})}};
}

json::object problem_schema(std::span<const QueryRoute> routes) {
  json::object properties;
  properties["type"] = string_schema("`/problems/` and the code: where it is explained");
  properties["status"] = {{"type", "integer"}, {"description", "The HTTP status"}};
  // A closed list would break every client that was made before a code was added.
  properties["code"] = {
      {"type", "string"},
      {"description",
       "The reason; of several the first in the order of `x-refusals`. There will "
       "be more: treat one that you do not know by its status"},
      {"examples", json::array{"loan_full"}},
      {"x-extensible-enum", known_codes(routes)}};
  properties["title"] = string_schema("The reason in English");
  properties["title_zh"] = string_schema("The reason in Chinese");
  properties["later"] = {
      {"type", "boolean"},
      {"description", "Whether the same request may succeed unchanged; `retry` says how"}};
  properties["retry"] = string_schema(
      "How the same request may succeed unchanged. `same_key`: it was not decided, or nobody "
      "knows; "
      "send it again with the same key, after `Retry-After`, or with a good token. `new_key`: it "
      "was decided; it may succeed later, under a new key. `no`: it would be refused again; change "
      "it. What is malformed (400, 413, 415) was not looked at: if its key was used before for the "
      "same request, correct it and keep the key");
  properties["detail"] = string_schema("What is wrong in this case");
  properties["detail_zh"] = string_schema("The same in Chinese");
  properties["figures"] = {
      {"type", "object"},
      {"description",
       "Of a refusal by a limit: what it was decided by, as amounts, levels or dates"},
      {"properties",
       {{"limit", string_schema("The limit")},
        {"actual", string_schema("What there was instead of it")}}},
      {"required", json::array{"limit", "actual"}}};
  properties["path"] = string_schema("Of a malformed request: the member that is wrong");
  properties["reason"] = string_schema("Of a malformed request: what is wrong with it");
  properties["limit"] = string_schema(
      "Of `too_many_requests`: `requests`, `in_flight`, `streams`, `refusals`, "
      "`address` or `password`");
  properties["posting"] =
      string_schema("Of `bank_reference_recorded`: what was booked under the reference");
  properties["bid"] = string_schema(
      "Of `bidder_owes` and `bidder_blocked`: the number of the first bid that is in the way");
  properties["account"] = string_schema("The account that placed the bid");
  properties["sequence"] = {
      {"type", "integer"},
      {"description", "Place in the journal, if it got that far: its key is used"}};
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", json::array{"type", "status", "code", "title", "title_zh"}}};
}

json::object problem_responses(std::span<const QueryRoute> routes) {
  json::object responses;
  auto problems = problems_by_status(routes);
  for (auto& [status, said] : problems) {
    if (status == 405) continue;  // says that there is no such operation: none refers to it
    responses[name_of_response(status)] =
        response_of(std::string(http::status_text(status)).append(": ").append(said.codes),
                    headers_of(status), said.example);
  }
  responses["Problem"] = response_of("Any other problem, one that is added later too", {},
                                     std::move(problems.at(500).example));
  return responses;
}

std::set<int> edge_statuses() {
  std::set<int> statuses;
  for (const http::ProblemText& problem : http::edge_problems()) statuses.insert(problem.status);
  // These two say that there is no such route.
  statuses.erase(404);
  statuses.erase(405);
  return statuses;
}

json::object problem_references(const std::set<int>& statuses) {
  json::object references;
  for (const int status : statuses) {
    references[std::to_string(status)] = {
        {"$ref", "#/components/responses/" + name_of_response(status)}};
  }
  references["default"] = {{"$ref", "#/components/responses/Problem"}};
  return references;
}

json::array problem_list(std::span<const QueryRoute> routes) {
  json::array list;
  for_each_problem(routes, [&](std::string_view code, int status, bool later,
                               std::string_view english, std::string_view chinese) {
    list.push_back(json::object{{"code", code},
                                {"status", status},
                                {"later", later},
                                {"retry", http::retry_of(status, later)},
                                {"title", english},
                                {"title_zh", chinese}});
  });
  return list;
}

}  // namespace tributary::api
