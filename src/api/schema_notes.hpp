#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "api/field_notes.hpp"

namespace tributary::api {

using Notes = std::span<const FieldNote>;

/// Adds to each property of a struct's schema what the notes say of it.
void add_notes(boost::json::object& schema, std::string_view struct_name, Notes);

/// Makes the schema of an event's struct that of the event in an answer: with the member `type`,
/// and open to members that events may get one day.
void make_event_schema(boost::json::object& schema, std::string_view type);

/// A parameter in the path or in the query, with its note.
boost::json::object make_parameter(std::string_view in, std::string_view name, bool required,
                                   boost::json::object schema, Notes);

}  // namespace tributary::api
