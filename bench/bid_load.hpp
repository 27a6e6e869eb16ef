#pragma once

#include "bench/bid_requests.hpp"
#include "bench/load_client.hpp"
#include "bench/runs.hpp"
#include "bench/served_platform.hpp"

/// Bids over HTTP, as several runs send them.
namespace tributary::bench {

inline constexpr std::uint32_t bids_per_hot_loan = 60'000;

/// Members who take turns, and loans for a run of minutes, each hot until it has its bids.
Market market_for_http(const Bench& bench);

/// Errors: std::runtime_error if an answer was anything but an acceptance.
void require_all_accepted(const LoadResult& result);

/// Rate, latency and processor time of a load.
Round round_of(const LoadResult& result, double server_seconds);

/// Loads a server in a closed loop: first to warm it up, then to measure it.
/// Errors: as `require_all_accepted`.
template <class Server>
Round closed_round(const Bench& bench, const Server& server, unsigned connections,
                   Requests& requests) {
  using std::chrono::milliseconds;
  LoadClient client(server.port(), connections);
  require_all_accepted(client.closed_loop(requests, milliseconds(bench.size(500, 50))));
  const double cpu_before = server.cpu_seconds();
  const LoadResult result = client.closed_loop(requests, milliseconds(bench.size(3000, 200)));
  require_all_accepted(result);
  return round_of(result, server.cpu_seconds() - cpu_before);
}

}  // namespace tributary::bench
