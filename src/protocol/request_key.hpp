#pragma once

#include <string_view>

#include "base/hash.hpp"
#include "protocol/types.hpp"

namespace tributary::protocol {

/// The key of an actor's request id. Another actor's same id gets another key.
inline RequestKey request_key(ActorId actor, std::string_view id) {
  const auto digest = base::digest128(actor.value, std::as_bytes(std::span(id)));
  return {digest.high, digest.low};
}

/// The digest of a listing's password; never zero for a non-empty password.
inline AccessCode access_code(std::string_view password) {
  if (password.empty()) return {};
  const auto digest = base::digest128(0x6c697374696e6701, std::as_bytes(std::span(password)));
  return {digest.high | 1};
}

}  // namespace tributary::protocol
