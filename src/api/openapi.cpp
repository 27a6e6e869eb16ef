#include "api/openapi.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <vector>

#include "api/binding.hpp"
#include "api/loan_stream.hpp"
#include "api/openapi_parts.hpp"
#include "api/reply.hpp"
#include "api/roles.hpp"
#include "api/schema_example.hpp"
#include "api/schema_notes.hpp"
#include "api/word.hpp"
#include "protocol/command.hpp"
#include "protocol/query.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

constexpr std::string_view any_token = "any token";

/// What the engine is asked directly; the followers' queries come from the verticals.
constexpr std::array engine_queries{
    QueryRoute{.path = "/v1/accounts/{account}",
               .name = "get_account",
               .summary = "An account's balance, true to the instant",
               .access = "read_own for an own account, read_all for any",
               .answer = schema_of<protocol::AccountView>},
    QueryRoute{.path = "/v1/loans/{loan}",
               .name = "get_loan",
               .summary = "What is raised and left of a loan, true to the instant",
               .access = any_token,
               .answer = schema_of<protocol::LoanView>},
    QueryRoute{.path = "/v1/loans/{loan}/stream",
               .name = "watch_loan",
               .summary = "Watch a loan fill up: server-sent events named `progress`",
               .access = any_token,
               .answer = schema_of<LoanProgress>,
               .answer_type = "text/event-stream"},
};

/// The names in braces of "/v1/loans/{loan}/bids".
std::vector<std::string_view> path_fields(std::string_view path) {
  std::vector<std::string_view> fields;
  for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{', open + 1)) {
    fields.push_back(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  return fields;
}

/// The collection that a path belongs to: "loans".
std::string_view tag_of(std::string_view path) {
  path.remove_prefix(std::string_view("/v1/").size());
  return path.substr(0, path.find('/'));
}

std::string roles_with(protocol::Permission permission) {
  std::string names;
  for (const Role& role : roles()) {
    if (!Caller{.permissions = role.permissions}.may(permission)) continue;
    names.append(names.empty() ? "" : ", ").append(role.name);
  }
  return names;
}

json::object parsed(const std::string& schema) { return json::parse(schema).as_object(); }

json::object content_of(std::string_view type, json::object schema) {
  return {{type, {{"schema", std::move(schema)}}}};
}

json::object responses_of(int status, std::string_view description, json::object content) {
  json::object responses{
      {std::to_string(status), {{"description", description}, {"content", std::move(content)}}}};
  for (auto& problem : problem_references()) responses.insert(problem);
  return responses;
}

/// Writes the document route by route; the schemas gather on the way.
class Writer {
 public:
  explicit Writer(std::span<const QueryRoute> queries);

  template <class Command>
  void add_command();
  void add_quote();
  void add_query(const QueryRoute& route);
  json::object finish();

 private:
  json::object& add_operation(std::string_view path, std::string_view method, std::string_view id,
                              std::string_view summary, std::string_view access);
  template <class Command>
  json::array command_parameters(std::span<const std::string_view> given);
  template <class Command>
  void add_body(json::object& operation, std::span<const std::string_view> given);
  template <class Event>
  json::object accepted_schema();
  json::array query_parameters(const QueryRoute& route);
  json::object all_schemas();

  std::vector<FieldNote> notes_;
  http::SchemaComponents components_;
  json::object paths_;
};

Writer::Writer(std::span<const QueryRoute> queries)
    : notes_(field_notes().begin(), field_notes().end()) {
  for (const QueryRoute& route : queries) {
    notes_.insert(notes_.end(), route.notes.begin(), route.notes.end());
  }
}

json::object& Writer::add_operation(std::string_view path, std::string_view method,
                                    std::string_view id, std::string_view summary,
                                    std::string_view access) {
  json::value& methods = paths_[path];
  if (methods.is_null()) methods.emplace_object();
  json::value& operation = methods.as_object()[method];
  operation = {{"operationId", id},
               {"tags", json::array{tag_of(path)}},
               {"summary", summary},
               {"x-permission", access}};
  return operation.as_object();
}

template <class Command>
void Writer::add_command() {
  const auto& [path, permission, summary] = Command::endpoint;
  const auto given = path_fields(path);
  const std::string_view access = boost::describe::enum_to_string(permission, "");
  json::object& operation = add_operation(path, "post", word_of<Command>(), summary, access);
  operation["description"] =
      "Permission `" + std::string(access) + "`: " + roles_with(permission) + ".";
  operation["parameters"] = command_parameters<Command>(given);
  add_body<Command>(operation, given);
  operation["responses"] =
      responses_of(success_status(path), "Done, and durable",
                   content_of(http::json_type, accepted_schema<typename Command::Accepted>()));
}

template <class Command>
json::array Writer::command_parameters(std::span<const std::string_view> given) {
  json::array parameters;
  http::for_each_member<Command>([&](auto member) {
    using Member = http::MemberType<Command, decltype(member)>;
    const std::string_view name = decltype(member)::name;
    if (std::ranges::find(given, name) == given.end()) return;
    parameters.push_back(
        make_parameter("path", name, true, parsed(components_.request_schema<Member>()), notes_));
  });
  parameters.push_back(json::object{{"$ref", "#/components/parameters/IdempotencyKey"}});
  return parameters;
}

template <class Command>
void Writer::add_body(json::object& operation, std::span<const std::string_view> given) {
  json::object schema = parsed(components_.body_schema<Command>(given));
  add_notes(schema, struct_name<Command>(), notes_);
  if (const auto* const members = schema.if_contains("properties")) {
    if (members->as_object().empty()) return;
  }
  const auto* const required = schema.if_contains("required");
  const bool needed = required == nullptr || !required->as_array().empty();
  operation["requestBody"] = {{"required", needed},
                              {"content", content_of(http::json_type, std::move(schema))}};
}

/// What `render` writes of an accepted command.
template <class Event>
json::object Writer::accepted_schema() {
  json::object schema{{"type", "object"},
                      {"properties",
                       {{"sequence", parsed(components_.schema<protocol::Sequence>())},
                        {"time", parsed(components_.schema<protocol::Time>())},
                        {"event", parsed(components_.schema<Event>())}}},
                      {"required", json::array{"sequence", "time", "event"}}};
  add_notes(schema, "", notes_);
  return schema;
}

void Writer::add_quote() {
  json::object& operation =
      add_operation("/v1/quotes", "post", "quote",
                    "Tell what a loan costs and what a bid on it is paid", any_token);
  operation["description"] =
      "The schedule that settlement would fix, the borrower's true annual cost and, given a bid, "
      "the investor's calendar. Changes nothing and takes no Idempotency-Key.";
  operation["requestBody"] = {
      {"required", true},
      {"content",
       content_of(http::json_type, parsed(components_.request_schema<money::QuoteRequest>()))}};
  operation["responses"] = responses_of(
      200, "The quote", content_of(http::json_type, parsed(components_.schema<money::Quote>())));
}

void Writer::add_query(const QueryRoute& route) {
  json::object& operation = add_operation(route.path, route.body == nullptr ? "get" : "post",
                                          route.name, route.summary, route.access);
  operation["description"] = "For " + std::string(route.access) + ".";
  operation["parameters"] = query_parameters(route);
  if (route.body != nullptr) {
    operation["requestBody"] = {
        {"required", true},
        {"content", content_of(http::json_type, parsed(route.body(components_)))}};
  }
  json::object answer = route.answer != nullptr ? parsed(route.answer(components_))
                                                : json::object{{"type", "string"}};
  operation["responses"] =
      responses_of(200, "The answer", content_of(route.answer_type, std::move(answer)));
}

json::array Writer::query_parameters(const QueryRoute& route) {
  json::array parameters;
  for (const std::string_view name : path_fields(route.path)) {
    const std::string schema = name == "date" ? components_.request_schema<protocol::Date>()
                                              : components_.request_schema<protocol::AccountId>();
    parameters.push_back(make_parameter("path", name, true, parsed(schema), notes_));
  }
  if (route.parameters == nullptr) return parameters;
  const json::object schema = parsed(route.parameters(components_));
  for (const auto& member : schema.at("properties").as_object()) {
    parameters.push_back(make_parameter("query", member.key(), is_required(schema, member.key()),
                                        member.value().as_object(), notes_));
  }
  return parameters;
}

json::object Writer::all_schemas() {
  json::object schemas;
  for (const auto& [name, text] : components_.components()) {
    json::object schema = parsed(text);
    add_notes(schema, components_.described_by(name), notes_);
    schemas[name] = std::move(schema);
  }
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::Events>>(
      [&](auto type) {
        using Event = typename decltype(type)::type;
        make_event_schema(schemas.at(struct_name<Event>()).as_object(), word_of<Event>());
      });
  schemas["Problem"] = problem_schema();
  return schemas;
}

/// Puts an example beside each JSON schema of a body or an answer.
void add_examples(json::object& content, const json::object& schemas, ExampleOf which) {
  for (auto& type : content) {
    json::object& media = type.value().as_object();
    media["example"] = make_example(media.at("schema").as_object(), schemas, which);
  }
}

json::object Writer::finish() {
  json::object schemas = all_schemas();
  for (auto& path : paths_) {
    for (auto& method : path.value().as_object()) {
      json::object& operation = method.value().as_object();
      if (auto* const body = operation.if_contains("requestBody")) {
        add_examples(body->at("content").as_object(), schemas, ExampleOf::request);
      }
      for (auto& response : operation.at("responses").as_object()) {
        auto* const content = response.value().as_object().if_contains("content");
        if (content != nullptr) add_examples(content->as_object(), schemas, ExampleOf::answer);
      }
    }
  }
  return {{"openapi", "3.1.0"},
          {"info", info_part()},
          {"servers", json::array{json::object{{"url", "/"}}}},
          {"security", json::array{json::object{{"token", json::array()}}}},
          {"paths", std::move(paths_)},
          {"components",
           {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
            {"parameters", {{"IdempotencyKey", idempotency_parameter()}}},
            {"responses", problem_responses()},
            {"schemas", std::move(schemas)}}},
          {"x-refusals", refusal_list()}};
}

}  // namespace

std::string openapi(std::span<const QueryRoute> queries) {
  Writer writer(queries);
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::Commands>>(
      [&](auto type) { writer.add_command<typename decltype(type)::type>(); });
  writer.add_quote();
  for (const QueryRoute& route : engine_queries) writer.add_query(route);
  for (const QueryRoute& route : queries) writer.add_query(route);
  return json::serialize(writer.finish());
}

}  // namespace tributary::api
