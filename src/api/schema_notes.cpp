#include "api/schema_notes.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "api/schema_example.hpp"

namespace tributary::api {

namespace {

namespace json = boost::json;

/// Where the schema of a struct says which member a property is.
constexpr std::string_view member_mark = "x-member";

/// Notes keep examples as text; the schema says what they are.
json::value typed_example(const json::object& schema, std::string_view text) {
  const auto* const type = schema.if_contains("type");
  const bool is_text = type == nullptr || type->as_string() == "string";
  return is_text ? json::value(text) : json::parse(text);
}

/// The name of a type that may have a note: the title of a text, the component of an enum.
std::string type_of(const json::object& property) {
  if (const auto* const title = property.if_contains("title")) {
    return std::string(title->as_string());
  }
  const auto* const reference = property.if_contains("$ref");
  return reference != nullptr ? referred_name(reference->as_string()) : std::string();
}

/// "BidPlaced, BidVoided" → each of them.
template <class F>
void for_each_name(std::string_view list, F&& f) {
  constexpr std::string_view separator = ", ";
  for (;;) {
    const std::size_t end = list.find(separator);
    f(list.substr(0, end));
    if (end == list.npos) return;
    list.remove_prefix(end + separator.size());
  }
}

}  // namespace

void NoteBook::add(std::span<const FieldNote> notes) {
  for (const FieldNote& note : notes) {
    for_each_name(note.of, [&](std::string_view of) {
      std::string key(of);
      if (!note.field.empty()) key.append(".").append(note.field);
      if (!notes_.emplace(key, &note).second) said_twice_.insert(key);
    });
  }
}

const FieldNote* NoteBook::find(const json::object& property, const std::string& member) {
  auto found = notes_.find(member);
  if (found == notes_.end()) found = notes_.find(type_of(property));
  if (found == notes_.end()) {
    lacking_.insert(member);
    return nullptr;
  }
  used_.insert(found->first);
  return found->second;
}

/// The example of a type serves where a value is needed; where it may be left out, only an example
/// of the note does.
void NoteBook::annotate(json::object& property, const std::string& member, bool required) {
  const FieldNote* const note = find(property, member);
  const std::string_view example = note != nullptr ? note->example : std::string_view();
  if (note != nullptr) property["description"] = note->meaning;
  if (!example.empty()) {
    property["examples"] = json::array{typed_example(property, example)};
  } else if (!required) {
    property.erase("examples");
  }
}

std::vector<std::string> NoteBook::faults() const {
  std::vector<std::string> faults;
  for (const std::string& member : lacking_) faults.push_back(member + " has no note");
  for (const auto& [key, note] : notes_) {
    if (!used_.contains(key)) faults.push_back("the note on " + key + " is about nothing");
  }
  for (const std::string& key : said_twice_) faults.push_back(key + " has two notes");
  return faults;
}

void add_notes(json::object& schema, NoteBook& notes) {
  auto* const properties = schema.if_contains("properties");
  if (properties == nullptr) return;
  for (auto& member : properties->as_object()) {
    json::object& property = member.value().as_object();
    const auto mark = property.find(member_mark);
    const std::string name(mark->value().as_string());
    property.erase(mark);
    notes.annotate(property, name, is_required(schema, member.key()));
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

json::object make_parameter(std::string_view in, const std::string& member, bool required,
                            json::object schema, NoteBook& notes) {
  schema.erase(member_mark);
  notes.annotate(schema, member, required);
  json::object parameter{
      {"name", member.substr(member.find('.') + 1)}, {"in", in}, {"required", required}};
  if (const auto* const text = schema.if_contains("description")) parameter["description"] = *text;
  parameter["schema"] = std::move(schema);
  return parameter;
}

}  // namespace tributary::api
