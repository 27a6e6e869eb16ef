#include "api/schema_example.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string_view>

namespace tributary::api {

namespace {

namespace json = boost::json;

constexpr std::string_view reference_prefix = "#/components/schemas/";

/// Whether an optional member says enough of itself to be shown.
bool is_worth_showing(const json::object& schema, ExampleOf which) {
  return schema.contains("examples") || (which == ExampleOf::answer && schema.contains("default"));
}

json::object object_example(const json::object& schema, const json::object& components,
                            ExampleOf which) {
  json::object example;
  for (const auto& [name, property] : schema.at("properties").as_object()) {
    const json::object& part = property.as_object();
    const bool is_struct = resolved(part, components).contains("properties");
    const bool needed = is_required(schema, name);
    if (!needed && !is_worth_showing(part, which) && !is_struct) continue;
    json::value value = make_example(part, components, which);
    if (!needed && is_struct && value.as_object().empty()) continue;
    example[name] = std::move(value);
  }
  return example;
}

}  // namespace

bool is_required(const json::object& schema, std::string_view member) {
  const auto* const required = schema.if_contains("required");
  if (required == nullptr) return false;
  const json::array& names = required->as_array();
  return std::ranges::find(names, json::value(member)) != names.end();
}

std::string referred_name(std::string_view reference) {
  return std::string(reference.substr(reference_prefix.size()));
}

const json::object& resolved(const json::object& schema, const json::object& components) {
  // NOLINTBEGIN(bugprone-return-const-ref-from-parameter): schemas outlive whoever looks at them
  const auto* const reference = schema.if_contains("$ref");
  if (reference == nullptr) return schema;
  return components.at(referred_name(reference->as_string())).as_object();
  // NOLINTEND(bugprone-return-const-ref-from-parameter)
}

json::value make_example(const json::object& schema, const json::object& components,
                         ExampleOf which) {
  if (const auto* const only = schema.if_contains("const")) return *only;
  if (const auto* const examples = schema.if_contains("examples")) return examples->at(0);
  const json::object& full = resolved(schema, components);
  if (full.contains("properties")) return object_example(full, components, which);
  if (const auto* const items = full.if_contains("items")) {
    return json::array{make_example(items->as_object(), components, which)};
  }
  if (const auto* const standard = schema.if_contains("default")) return *standard;
  if (const auto* const examples = full.if_contains("examples")) return examples->at(0);
  if (const auto* const choices = full.if_contains("enum")) return choices->at(0);
  const std::string_view type = full.at("type").as_string();
  if (type == "integer") return 0;
  if (type == "boolean") return false;
  if (type == "object") return json::object();
  return "";
}

}  // namespace tributary::api
