#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "api/field_notes.hpp"
#include "http/schema.hpp"

namespace tributary::api {

/// What is said of fields, and what their types are.
struct Notes {
  std::span<const FieldNote> notes;
  const http::SchemaComponents& components;
};

/// Adds to each property of a struct's schema what the notes say of it.
void add_notes(boost::json::object& schema, std::string_view struct_name, const Notes&);

/// Makes the schema of an event's struct that of the event in an answer: with the member `type`,
/// and open to members that events may get one day.
void make_event_schema(boost::json::object& schema, std::string_view type);

/// A parameter in the path or in the query, with its note.
boost::json::object make_parameter(std::string_view in, std::string_view name, bool required,
                                   boost::json::object schema, const Notes&);

}  // namespace tributary::api
