#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace tributary::api {

enum class ExampleOf {
  request,  ///< what must be there, and what is optional only where an example of it is given
  answer,   ///< everything
};

/// A value that a JSON Schema describes, made of the examples and defaults it carries. `components`
/// is what "#/components/schemas/…" refers to.
boost::json::value make_example(const boost::json::object& schema,
                                const boost::json::object& components, ExampleOf);

/// Whether a struct's schema asks for a member.
bool is_required(const boost::json::object& schema, std::string_view member);

/// "#/components/schemas/BidPlaced" → "BidPlaced"
std::string referred_name(std::string_view reference);

/// The schema itself, or the one it refers to.
const boost::json::object& resolved(const boost::json::object& schema,
                                    const boost::json::object& components);

}  // namespace tributary::api
