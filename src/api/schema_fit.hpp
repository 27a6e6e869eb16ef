#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "http/schema.hpp"

namespace tributary::api {

/// Whether a note's example, as text, is a value that the schema describes. `components` has what
/// schemas refer to. A struct is described by its members: no text is one.
bool fits(const boost::json::object& schema, const http::SchemaComponents& components,
          std::string_view text);

}  // namespace tributary::api
