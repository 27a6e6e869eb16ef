#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "http/bind_error.hpp"
#include "http/json_type.hpp"
#include "http/message.hpp"

namespace tributary::http {

struct JsonLimits {
  std::size_t depth = 16;           ///< 32 at most
  std::size_t elements = 10'000;    ///< of each array
  std::size_t text_bytes = 65'536;  ///< of each string and number
};

/// Reads JSON that comes in `pieces` into the place. Members of it that are `given` by the path are
/// read as text, and refused in the body. False says why in `error`, and leaves a part behind.
bool read_json_into(JsonPlace place, std::span<const std::string_view> pieces,
                    std::span<const PathParameter> given, const JsonLimits& limits,
                    BindError& error);

/// Likewise the pairs of a query, percent-encoded, into the members of a struct.
bool read_query_into(JsonPlace place, std::string_view query, BindError& error);

}  // namespace tributary::http
