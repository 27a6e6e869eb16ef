#pragma once

#include <boost/describe/enum_to_string.hpp>
#include <expected>
#include <string>
#include <string_view>

#include "api/admission.hpp"
#include "api/query_route.hpp"

/// Who may use a route, as its declaration says it.
namespace tributary::vertical {

/// There is none that says nothing: a route that is declared without one does not compile.
struct Access {
  api::Permissions one_of;  ///< of which a caller needs one; none: whoever has a token
  std::string_view words;   ///< for the reference
  constexpr Access(api::Permissions bits, std::string_view said) : one_of(bits), words(said) {}
};

inline constexpr Access any_token{{}, api::any_token};

/// Whoever has one of the permissions.
template <protocol::Permission... permissions>
Access any_of() {
  static_assert(sizeof...(permissions) > 0);
  static const std::string words = [] {
    std::string names;
    for (const protocol::Permission permission : {permissions...}) {
      names.append(names.empty() ? "" : ", ");
      names += boost::describe::enum_to_string(permission, "");
    }
    return names;
  }();
  return {(api::bit_of(permissions) | ...), words};
}

/// Members what is their own, others with `read_all`: whose it is, only the handler knows.
inline constexpr Access owner{
    api::bit_of(protocol::Permission::read_own) | api::bit_of(protocol::Permission::read_all),
    "read_own (of a member's own), read_all"};

/// The same, with other words for the reference, where the handler asks for more.
constexpr Access in_words(const Access& access, std::string_view words) {
  return {access.one_of, words};
}

/// Who sends a request, if they may. Errors: unauthenticated, too_many_requests, forbidden.
inline std::expected<api::Caller, api::Denial> admit(const http::Request& request,
                                                     const api::Authenticate& authenticate,
                                                     const Access& access) {
  auto caller = api::identify(request, authenticate);
  if (caller && access.one_of != api::Permissions() && !caller->may_one_of(access.one_of)) {
    return std::unexpected(api::forbid(request, authenticate, *caller, access.one_of));
  }
  return caller;
}

}  // namespace tributary::vertical
