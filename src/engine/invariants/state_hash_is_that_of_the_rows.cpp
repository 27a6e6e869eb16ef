#include "engine/invariants/invariants.hpp"
#include "engine/snapshot.hpp"

namespace tributary::engine {

/// The running hash, kept by difference, is the hash of every row computed anew.
Broken state_hash_is_that_of_the_rows(const State& state) {
  if (full_hash(state) == state.hash.value()) return std::nullopt;
  return "the running hash has drifted";
}

}  // namespace tributary::engine
