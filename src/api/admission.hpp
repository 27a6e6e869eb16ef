#pragma once

#include <expected>

#include "api/caller.hpp"
#include "http/message.hpp"
#include "protocol/refusal.hpp"

namespace tributary::api {

/// What is asked of every request before its body is looked at.
/// Errors: unauthenticated.
std::expected<Caller, protocol::Refusal> identify(const http::Request&, const Authenticate&);

/// Likewise, and the caller must have the permission. Errors: unauthenticated, forbidden.
std::expected<Caller, protocol::Refusal> admit(const http::Request&, const Authenticate&,
                                               protocol::Permission);

/// The key that makes a request count once: from the Idempotency-Key header and who sent it.
/// Errors: request_id_missing, request_id_invalid.
std::expected<protocol::RequestKey, protocol::Refusal> read_request_key(const http::Request&,
                                                                        protocol::CallerId);

}  // namespace tributary::api
