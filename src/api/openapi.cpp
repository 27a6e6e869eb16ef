#include "api/openapi.hpp"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <vector>

#include "api/binding.hpp"
#include "api/engine_queries.hpp"
#include "api/openapi_parts.hpp"
#include "api/openapi_problems.hpp"
#include "api/reply.hpp"
#include "api/roles.hpp"
#include "api/schema_example.hpp"
#include "api/schema_notes.hpp"
#include "api/word.hpp"
#include "base/assert.hpp"
#include "protocol/command.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

constexpr std::string_view stream_type = "text/event-stream";

/// The names in braces of "/v1/loans/{loan}/bids".
std::vector<std::string_view> path_fields(std::string_view path) {
  std::vector<std::string_view> fields;
  for (std::size_t open = path.find('{'); open != path.npos; open = path.find('{', open + 1)) {
    fields.push_back(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  return fields;
}

/// "PlaceBid.loan"
std::string member_of(std::string_view owner, std::string_view member) {
  return std::string(owner).append(".").append(member);
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

json::object response_of(std::string_view description, json::object content) {
  return {{"description", description}, {"content", std::move(content)}};
}

/// The answer when all is well, which comes first, and the problems there can be instead.
json::object responses_of(int status, json::object response, const std::set<int>& problems) {
  if (!response.contains("x-event")) response["headers"] = quota_headers();
  json::object responses{{std::to_string(status), std::move(response)}};
  for (auto& problem : problem_references(problems)) responses.insert(problem);
  return responses;
}

/// Whether T is the number of something that has to be there.
template <class T>
inline constexpr bool names_something = false;
template <class Tag>
inline constexpr bool names_something<base::StrongId<Tag>> = true;
template <class Tag>
inline constexpr bool names_something<std::optional<base::StrongId<Tag>>> = true;
/// A party is known from its first account on, which may be what the body asks for.
template <>
inline constexpr bool names_something<protocol::PartyId> = false;

template <class Command>
constexpr bool names_what_may_be_missing() {
  bool found = false;
  http::for_each_member<Command>([&](auto member) {
    found = found || names_something<http::MemberType<Command, decltype(member)>>;
  });
  return found;
}

/// Any request may need a token, or be one too many.
std::set<int> problems_of_any_route() {
  std::set<int> statuses = edge_statuses();
  statuses.insert({401, 429});
  return statuses;
}

/// What is decided by the engine can be too much for it, stand against its state, or come under the
/// key of another request.
std::set<int> problems_of_orders() {
  std::set<int> statuses = problems_of_any_route();
  statuses.insert({403, 409, 422, 507});
  return statuses;
}

std::set<int> problems_of(const QueryRoute& route, const json::array& parameters) {
  std::set<int> statuses = route.once ? problems_of_orders() : problems_of_any_route();
  if (route.access != any_token) statuses.insert(403);
  if (route.decides) statuses.insert({409, 422});
  if (route.path_value != nullptr) statuses.insert(404);
  if (route.takes_if_match) statuses.insert(412);
  for (const http::ProblemText& refusal : route.refusals) statuses.insert(refusal.status);
  const bool waits = std::ranges::any_of(parameters, [](const json::value& parameter) {
    const auto* const name = parameter.as_object().if_contains("name");
    return name != nullptr && *name == "at_least";
  });
  if (waits) statuses.insert(412);
  return statuses;
}

json::object idempotency_reference() {
  return {{"$ref", "#/components/parameters/IdempotencyKey"}};
}

json::object approval_reference() { return {{"$ref", "#/components/parameters/Approval"}}; }

json::object if_match_reference() { return {{"$ref", "#/components/parameters/IfMatch"}}; }

/// Writes the document route by route; the schemas gather on the way.
class Writer {
 public:
  explicit Writer(std::span<const QueryRoute> queries);

  template <class Command>
  void add_command();
  void add_quote();
  void add_query(const QueryRoute& route);
  json::object finish();
  std::vector<std::string> faults_of_notes() const { return notes_.faults(); }

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
  json::object answer_of(const QueryRoute& route);
  json::object all_schemas();

  const std::span<const QueryRoute> queries_;
  http::SchemaComponents components_;
  NoteBook notes_;
  json::object paths_;
};

Writer::Writer(std::span<const QueryRoute> queries) : queries_(queries) {
  notes_.add(field_notes());
  notes_.add(field_notes_of_loans());
  notes_.add(field_notes_of_quotes());
  // Routes of a line may all name the one list of its notes.
  std::set<const FieldNote*> known;
  for (const QueryRoute& route : queries) {
    if (known.insert(route.notes.data()).second) notes_.add(route.notes);
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
  std::string description = "Permission `" + std::string(access) + "`: " + roles_with(permission);
  description.append(".").append(note_of_command(word_of<Command>()));
  operation["description"] = description;
  operation["parameters"] = command_parameters<Command>(given);
  add_body<Command>(operation, given);
  std::set<int> problems = problems_of_orders();
  if (names_what_may_be_missing<Command>() || !given.empty()) problems.insert(404);
  json::object answer = content_of(http::json_type, accepted_schema<typename Command::Accepted>());
  operation["responses"] = responses_of(
      success_status(path), response_of("Done, and durable", std::move(answer)), problems);
}

template <class Command>
json::array Writer::command_parameters(std::span<const std::string_view> given) {
  json::array parameters;
  http::for_each_member<Command>([&](auto member) {
    using Member = http::MemberType<Command, decltype(member)>;
    const std::string_view name = decltype(member)::name;
    if (std::ranges::find(given, name) == given.end()) return;
    parameters.push_back(make_parameter("path", member_of(struct_name<Command>(), name), true,
                                        parsed(components_.request_schema<Member>()), notes_));
  });
  parameters.push_back(idempotency_reference());
  if (protocol::undo_of<Command>() != protocol::Undo::possible) {
    parameters.push_back(approval_reference());
  }
  return parameters;
}

template <class Command>
void Writer::add_body(json::object& operation, std::span<const std::string_view> given) {
  json::object schema = parsed(components_.body_schema<Command>(given));
  add_notes(schema, notes_);
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
  for (auto& member : schema.at("properties").as_object()) {
    notes_.annotate(member.value().as_object(), member_of("Accepted", member.key()), true);
  }
  return schema;
}

void Writer::add_quote() {
  json::object& operation =
      add_operation("/v1/quotes", "post", "quote",
                    "Quote what a loan costs and what a bid on it earns", any_token);
  operation["description"] =
      "The schedule that settlement would fix, the borrower's true annual cost and, given a bid, "
      "the investor's calendar. Due dates are moved by the platform's calendar, which the answer "
      "names. Changes nothing and takes no Idempotency-Key.";
  operation["requestBody"] = {
      {"required", true},
      {"content",
       content_of(http::json_type, parsed(components_.request_schema<money::QuoteRequest>()))}};
  std::set<int> problems = problems_of_any_route();
  problems.insert(422);
  json::object answer = content_of(http::json_type, parsed(components_.schema<money::Quote>()));
  operation["responses"] = responses_of(200, response_of("The quote", std::move(answer)), problems);
}

void Writer::add_query(const QueryRoute& route) {
  json::object& operation =
      add_operation(route.path, route.body == nullptr && !route.makes ? "get" : "post", route.name,
                    route.summary, route.access);
  std::string description = "For " + std::string(route.access) + ".";
  if (!route.says.empty()) description.append("\n\n").append(route.says);
  operation["description"] = description;
  operation["parameters"] = query_parameters(route);
  if (route.body != nullptr) {
    json::object schema = parsed(route.body(components_));
    if (!schema.contains("$ref")) add_notes(schema, notes_);
    operation["requestBody"] = {{"required", true},
                                {"content", content_of(http::json_type, std::move(schema))}};
  }
  operation["responses"] = responses_of(route.status, answer_of(route),
                                        problems_of(route, operation.at("parameters").as_array()));
}

json::object Writer::answer_of(const QueryRoute& route) {
  json::object schema = parsed(route.answer(components_));
  if (route.event.empty()) {
    return response_of("The answer", content_of(http::json_type, std::move(schema)));
  }
  // A stream is a text that never ends: no schema of OpenAPI 3.1 describes the events in it.
  json::object response = response_of("Server-sent events, the present state first",
                                      content_of(stream_type, {{"type", "string"}}));
  response["x-event"] = {{"name", route.event}, {"data", std::move(schema)}};
  return response;
}

json::array Writer::query_parameters(const QueryRoute& route) {
  json::array parameters;
  const auto fields = path_fields(route.path);
  ASSERT(fields.size() == (route.path_value != nullptr ? 1 : 0));
  for (const std::string_view name : fields) {
    parameters.push_back(make_parameter("path", member_of(route.name, name), true,
                                        parsed(route.path_value(components_)), notes_));
  }
  if (route.once) parameters.push_back(idempotency_reference());
  if (route.takes_approval) parameters.push_back(approval_reference());
  if (route.takes_if_match) parameters.push_back(if_match_reference());
  if (route.parameters == nullptr) return parameters;
  const json::object schema = parsed(route.parameters(components_));
  for (const auto& member : schema.at("properties").as_object()) {
    const json::object& property = member.value().as_object();
    parameters.push_back(make_parameter("query", std::string(property.at("x-member").as_string()),
                                        is_required(schema, member.key()), property, notes_));
  }
  return parameters;
}

json::object Writer::all_schemas() {
  json::object schemas;
  for (const auto& [name, text] : components_.components()) {
    json::object schema = parsed(text);
    add_notes(schema, notes_);
    schemas[name] = std::move(schema);
  }
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) {
        using Event = typename decltype(type)::type::Accepted;
        make_event_schema(schemas.at(struct_name<Event>()).as_object(), word_of<Event>());
      });
  schemas["Problem"] = problem_schema(queries_);
  return schemas;
}

/// Puts an example beside each schema of a body or an answer.
void add_examples(json::object& content, const json::object& schemas, ExampleOf which) {
  for (auto& type : content) {
    json::object& media = type.value().as_object();
    media["example"] = make_example(media.at("schema").as_object(), schemas, which);
  }
}

void add_stream_example(json::object& response, const json::object& schemas) {
  const json::object& event = response.at("x-event").as_object();
  const json::value data = make_example(event.at("data").as_object(), schemas, ExampleOf::answer);
  response.at("content").at(stream_type).as_object()["example"] =
      "event: " + std::string(event.at("name").as_string()) + "\ndata: " + json::serialize(data) +
      "\n\n";
}

/// Generators that see a default take the member for one that is always there, which a request need
/// not have: in what requests and answers share, the default stands beside.
void move_defaults_aside(json::object& schemas) {
  for (auto& schema : schemas) {
    auto* const properties = schema.value().as_object().if_contains("properties");
    if (properties == nullptr) continue;
    for (auto& member : properties->as_object()) {
      json::object& property = member.value().as_object();
      const auto standard = property.find("default");
      if (standard == property.end()) continue;
      json::value value = std::move(standard->value());
      property.erase(standard);
      property["x-default"] = std::move(value);
    }
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
        json::object& part = response.value().as_object();
        if (part.contains("x-event")) {
          add_stream_example(part, schemas);
        } else if (auto* const content = part.if_contains("content")) {
          add_examples(content->as_object(), schemas, ExampleOf::answer);
        }
      }
    }
  }
  move_defaults_aside(schemas);
  return {{"openapi", "3.1.0"},
          {"info", info_part()},
          {"servers", json::array{json::object{{"url", "/"}}}},
          {"security", json::array{json::object{{"token", json::array()}}}},
          {"paths", std::move(paths_)},
          {"components",
           {{"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}},
            {"parameters",
             {{"IdempotencyKey", idempotency_parameter()},
              {"Approval", approval_parameter()},
              {"IfMatch", if_match_parameter()}}},
            {"responses", problem_responses(queries_)},
            {"headers", quota_header_components()},
            {"schemas", std::move(schemas)}}},
          {"x-roles", role_list()},
          {"x-refusals", problem_list(queries_)}};
}

void add_routes(Writer& writer, std::span<const QueryRoute> queries) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, protocol::PublicCommands>>(
      [&](auto type) { writer.add_command<typename decltype(type)::type>(); });
  writer.add_quote();
  for (const QueryRoute& route : engine_queries()) writer.add_query(route);
  for (const QueryRoute& route : queries) writer.add_query(route);
}

}  // namespace

std::string openapi(std::span<const QueryRoute> queries) {
  Writer writer(queries);
  add_routes(writer, queries);
  return json::serialize(writer.finish());
}

std::vector<std::string> faults_of_notes(std::span<const QueryRoute> queries) {
  Writer writer(queries);
  add_routes(writer, queries);
  writer.finish();
  return writer.faults_of_notes();
}

}  // namespace tributary::api
