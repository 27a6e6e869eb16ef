#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/types.hpp"

namespace tributary::api {

/// Appends `2024-01-31T08:30:00.000Z`. Needs: a year from 0 to 9999.
void append_time(std::string& out, protocol::Time);

/// Reads RFC 3339 with up to three places of a second and any offset from UTC; nothing for any
/// other text, for a leap second and for what would have to be rounded.
std::optional<protocol::Time> parse_time(std::string_view);

}  // namespace tributary::api
