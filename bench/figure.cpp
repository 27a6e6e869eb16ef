#include "bench/figure.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace tributary::bench {

Latency latency_of(const Histogram& histogram) {
  return {histogram.quantile(0.5), histogram.quantile(0.99), histogram.quantile(0.999),
          histogram.max()};
}

double p99_ms(const std::optional<Latency>& latency) {
  ASSERT(latency.has_value());
  return static_cast<double>(latency->p99_ns) / 1e6;
}

Figure with_rounds(Figure figure, std::vector<Round> rounds) {
  ASSERT(!rounds.empty());
  std::ranges::sort(rounds, {}, &Round::value);
  const Round& median = rounds[(rounds.size() - 1) / 2];
  figure.value = median.value;
  figure.least = rounds.front().value;
  figure.most = rounds.back().value;
  figure.rounds = static_cast<std::uint32_t>(rounds.size());
  figure.latency = median.latency;
  figure.client_us = median.client_us;
  figure.server_us = median.server_us;
  return figure;
}

}  // namespace tributary::bench
