#pragma once

#include <cstdint>
#include <type_traits>

#include "protocol/types.hpp"

namespace tributary::protocol {

/// A request that was answered: what was sent for whom (`body_hash_of`), and where the answer
/// stands.
struct KnownRequest {
  RequestKey key;
  std::uint64_t body_hash = 0;
  Sequence sequence = 0;  ///< 0: nothing is known
};

static_assert(sizeof(KnownRequest) == 32 && std::is_trivially_copyable_v<KnownRequest>);

}  // namespace tributary::protocol
