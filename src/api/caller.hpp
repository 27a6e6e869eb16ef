#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "protocol/endpoint.hpp"
#include "protocol/types.hpp"

namespace tributary::api {

/// One bit for each Permission.
using Permissions = std::uint32_t;

constexpr Permissions bit_of(protocol::Permission permission) {
  return static_cast<Permissions>(permission);
}

/// Who sends a request, and what that one may do.
struct Caller {
  protocol::CallerId id{};
  Permissions permissions = 0;
  /// The number of what it was known by: one caller may have several tokens. 0: none.
  std::uint64_t token = 0;

  bool may(protocol::Permission permission) const {
    return (permissions & bit_of(permission)) != 0;
  }
};

/// Knows callers by what they bear in the Authorization header; nothing for whom it does not know.
/// Called for each request, on the thread of its shard.
using Authenticate = std::function<std::optional<Caller>(std::string_view bearer_token)>;

}  // namespace tributary::api
