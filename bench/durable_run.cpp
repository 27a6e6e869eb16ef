#include "bench/durable_platform.hpp"
#include "bench/market.hpp"
#include "bench/runs.hpp"

namespace tributary::bench {

void measure_durable(Bench& bench) {
  Market market;
  market.members = bench.size(100'000U, 2'000U);
  market.loans = bench.size(1'000U, 50U);
  const CommandList bids = scattered_bids(market, bench.size(3'000'000UZ, 50'000UZ), 1);
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("round " + std::to_string(round + 1));
    DurablePlatform platform(bench.folder / std::to_string(round));
    platform.submit(founding(market));
    const auto submitted = platform.submit(bids);
    rounds.push_back(
        {static_cast<double>(bids.size()) / submitted.seconds, latency_of(submitted.latency)});
  }
  Figure figure;
  figure.key = "durable_bids_per_s";
  figure.name = "durable, pipelined";
  figure.unit = "/s";
  figure.counts =
      "one bid through inbox, engine and journal until it is flushed; one thread hands over, "
      "16,384 in flight; random members on random loans";
  figure.loop = Loop::closed;
  bench.figures.push_back(with_rounds(std::move(figure), std::move(rounds)));
}

}  // namespace tributary::bench
