#include "api/schema_notes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "api/schema_example.hpp"
#include "api/schema_fit.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

/// Notes keep examples as text; the schema says what they are.
json::value typed_example(const json::object& schema, std::string_view text) {
  const auto* const type = schema.if_contains("type");
  const bool is_text = type == nullptr || type->as_string() == "string";
  return is_text ? json::value(text) : json::parse(text);
}

/// The example of a type serves where a value is needed; where it may be left out, only an example
/// of its own does.
void add_note(json::object& property, bool required, const FieldNote* note) {
  const std::string_view example = note != nullptr ? note->example : std::string_view();
  if (note != nullptr) property["description"] = note->meaning;
  if (!example.empty()) {
    property["examples"] = json::array{typed_example(property, example)};
  } else if (!required) {
    property.erase("examples");
  }
}

const FieldNote* note_of(const json::object& schema, std::string_view struct_name,
                         std::string_view field, const Notes& notes) {
  return find_note(notes.notes, struct_name, field, [&](std::string_view example) {
    return fits(schema, notes.components, example);
  });
}

}  // namespace

void add_notes(json::object& schema, std::string_view struct_name, const Notes& notes) {
  auto* const properties = schema.if_contains("properties");
  if (properties == nullptr) return;
  for (auto& member : properties->as_object()) {
    json::object& property = member.value().as_object();
    add_note(property, is_required(schema, member.key()),
             note_of(property, struct_name, member.key(), notes));
  }
}

void make_event_schema(json::object& schema, std::string_view type) {
  json::object properties;
  properties["type"] = json::object{{"const", type}};
  for (auto& member : schema.at("properties").as_object()) {
    properties[member.key()] = std::move(member.value());
  }
  schema["properties"] = std::move(properties);
  json::array& required = schema.at("required").as_array();
  required.insert(required.begin(), "type");
  schema.erase("additionalProperties");
}

json::object make_parameter(std::string_view in, std::string_view name, bool required,
                            json::object schema, const Notes& notes) {
  add_note(schema, required, note_of(schema, "", name, notes));
  json::object parameter{{"name", name}, {"in", in}, {"required", required}};
  if (const auto* const text = schema.if_contains("description")) parameter["description"] = *text;
  parameter["schema"] = std::move(schema);
  return parameter;
}

}  // namespace tributary::api
