#include "bench/bid_load.hpp"

#include <stdexcept>

namespace tributary::bench {

Market market_for_http(const Bench& bench) {
  Market market;
  market.members = bench.size(100'000U, 1'000U);
  market.loans = bench.size(400U, 20U);
  return market;
}

void require_all_accepted(const LoadResult& result) {
  if (result.others == 0) return;
  throw std::runtime_error(std::to_string(result.others) + " of " +
                           std::to_string(result.answers()) + " bids were not accepted");
}

Round round_of(const LoadResult& result, double server_seconds) {
  const auto answers = static_cast<double>(result.answers());
  return {.value = result.per_second(),
          .latency = latency_of(result.latency),
          .client_us = result.client_seconds * 1e6 / answers,
          .server_us = server_seconds * 1e6 / answers};
}

}  // namespace tributary::bench
