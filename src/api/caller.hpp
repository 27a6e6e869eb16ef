#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include "protocol/endpoint.hpp"
#include "protocol/types.hpp"

namespace tributary::api {

class Guard;
struct Quota;
struct Usage;

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
  /// What this one may take, and what its caller and its token have taken; nothing: no bounds.
  const Quota* quota = nullptr;
  Usage* usage = nullptr;
  Usage* token_usage = nullptr;

  bool may(protocol::Permission permission) const {
    return (permissions & bit_of(permission)) != 0;
  }
};

/// Knows callers by what they bear in the Authorization header; nothing for whom it does not know.
/// Called for each request, on the thread of its shard.
class Authenticate {
 public:
  using Find = std::function<std::optional<Caller>(std::string_view bearer_token)>;

  /// Without a guard nothing is bounded and nothing leaves a trace.
  template <class Function>
    requires std::is_invocable_r_v<std::optional<Caller>, const Function&, std::string_view>
  Authenticate(Function find, Guard* guard = nullptr) : find_(std::move(find)), guard_(guard) {}

  std::optional<Caller> operator()(std::string_view bearer_token) const {
    return find_(bearer_token);
  }
  /// May be nothing.
  Guard* guard() const { return guard_; }

 private:
  Find find_;
  Guard* guard_ = nullptr;
};

}  // namespace tributary::api
