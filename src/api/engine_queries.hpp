#pragma once

#include <span>

#include "api/query_route.hpp"

namespace tributary::api {

/// What the engine is asked directly, as the reference describes it; the followers' queries come
/// from the verticals.
std::span<const QueryRoute> engine_queries();

}  // namespace tributary::api
