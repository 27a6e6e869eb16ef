#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/router.hpp"

namespace tributary::api {

/// What the operator's machines ask, without a token.
struct Health {
  /// Why requests would fail now, a sentence each; nothing when the platform is ready for them.
  std::function<std::vector<std::string>()> faults;
  /// What an operator has to look at while requests do well; may be left out.
  std::function<std::vector<std::string>()> warnings{};
  /// All metrics in the Prometheus text format.
  std::function<std::string()> metrics;
};

/// `GET /healthz`: the process runs. The one question about it that strangers may ask.
void add_alive_route(http::Router&);

/// `GET /healthz`. `GET /readyz`: 200, or 503 with the reasons. `GET /metrics`.
/// Both functions are called on shards' threads.
void add_health_routes(http::Router&, Health);

}  // namespace tributary::api
