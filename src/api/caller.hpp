#pragma once

#include <boost/describe/enum.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "api/permissions.hpp"
#include "base/by_enum.hpp"
#include "protocol/endpoint.hpp"
#include "protocol/types.hpp"

namespace tributary::api {

class Guard;
struct Quota;
struct Usage;

/// As logs name an actor: "staff 7", or "nobody".
inline std::string name_of(protocol::ActorId actor) {
  if (!actor) return "nobody";
  return std::string(boost::describe::enum_to_string(actor.kind(), "nobody")) + " " +
         std::to_string(actor.number());
}

/// Who sends a request, and what that one may do.
struct Caller {
  protocol::ActorId actor{};
  protocol::PartyId party{};  ///< for whom it acts; zero: the platform
  Permissions permissions{};
  /// The number of what it was known by: one actor may have several tokens. 0: none.
  std::uint64_t token = 0;
  /// What this one may take, and what its caller and its token have taken; nothing: no bounds.
  const Quota* quota = nullptr;
  Usage* usage = nullptr;
  Usage* token_usage = nullptr;

  /// As the journal names it: until people log in, a token is the session.
  protocol::Sender sender() const { return {actor, party, token, {}}; }

  bool may(protocol::Permission permission) const { return may_one_of(bit_of(permission)); }
  bool may_one_of(Permissions one_of) const { return permissions.has_any_of(one_of); }
};

/// Why a request has no caller.
enum class AuthFailure : std::uint8_t {
  missing_token,
  unknown_token,
  expired_token,
  revoked_token,
  unknown_stream_ticket,
};
BOOST_DESCRIBE_ENUM(AuthFailure, missing_token, unknown_token, expired_token, revoked_token,
                    unknown_stream_ticket)
inline constexpr std::size_t auth_failures_count = base::places_of<AuthFailure>;

/// Who sends a request that has no caller, as far as that is known: of a token that opens nothing
/// any more whose it was, and its number.
struct Stranger {
  AuthFailure why = AuthFailure::unknown_token;
  protocol::ActorId actor{};
  std::uint64_t token = 0;
};

/// Knows callers by what they bear in the Authorization header; nothing for whom it does not know.
/// Called for each request, on the thread of its shard.
class Authenticate {
 public:
  using Find = std::function<std::optional<Caller>(std::string_view bearer_token)>;
  /// Why a token was not found; asked only then.
  using Explain = std::function<Stranger(std::string_view bearer_token)>;

  /// Without a guard nothing is bounded and nothing leaves a trace.
  template <class Function>
    requires std::is_invocable_r_v<std::optional<Caller>, const Function&, std::string_view>
  Authenticate(Function find, Guard* guard = nullptr, Explain explain = {})
      : find_(std::move(find)), guard_(guard), explain_(std::move(explain)) {}

  std::optional<Caller> operator()(std::string_view bearer_token) const {
    return find_(bearer_token);
  }
  Stranger explain(std::string_view bearer_token) const {
    return explain_ ? explain_(bearer_token) : Stranger{};
  }
  /// May be nothing.
  Guard* guard() const { return guard_; }

  /// Whoever comes through a Unix socket and is the user of this process, or root, is `caller`
  /// without a token: who may read its files needs none.
  Authenticate& trust_own_user(Caller caller) {
    own_user_ = caller;
    return *this;
  }
  /// The caller of a connection from there; nothing: of any other.
  std::optional<Caller> of_connection(std::string_view peer) const;

 private:
  Find find_;
  Guard* guard_ = nullptr;
  Explain explain_;
  std::optional<Caller> own_user_;
};

}  // namespace tributary::api
