#pragma once

#include <expected>

#include "api/caller.hpp"
#include "api/denial.hpp"
#include "api/guard.hpp"
#include "http/message.hpp"
#include "protocol/refusal.hpp"

namespace tributary::api {

/// What is asked of every request before its body is looked at: who sends it, within which quota.
/// Errors: unauthenticated, too_many_requests.
std::expected<Caller, Denial> identify(const http::Request&, const Authenticate&,
                                       Takes = Takes::an_answer);

/// Likewise, and the caller must have one of the permissions. Errors: those, and forbidden.
std::expected<Caller, Denial> admit(const http::Request&, const Authenticate&, Permissions one_of);
inline std::expected<Caller, Denial> admit(const http::Request& request,
                                           const Authenticate& authenticate,
                                           protocol::Permission permission) {
  return admit(request, authenticate, bit_of(permission));
}

/// The denial of a caller who has none of these permissions, which leaves its trace.
Denial forbid(const http::Request&, const Authenticate&, const Caller&, Permissions lacks);

/// Who approves of a request: whose token the header `Approval` bears, which must have one of the
/// permissions too; nobody where there is none. `no_suitable_approver` of any other token: whether
/// that matters is for whoever knows the requests of before to say.
/// Errors: too_many_requests.
std::expected<protocol::ActorId, Denial> read_approver(const http::Request&, const Authenticate&,
                                                       Permissions one_of);

/// The key that makes a request count once: from the Idempotency-Key header and who sent it.
/// Errors: request_id_missing, request_id_invalid.
std::expected<protocol::RequestKey, protocol::Refusal> read_request_key(const http::Request&,
                                                                        protocol::ActorId);

}  // namespace tributary::api
