#include "bench/durable_platform.hpp"
#include "bench/market.hpp"
#include "bench/runs.hpp"
#include "ring/recovery.hpp"

namespace tributary::bench {

void measure_replay(Bench& bench) {
  const Market market{.members = bench.size(100'000U, 2'000U), .loans = bench.size(1'000U, 50U)};
  bench.progress.step("writing a journal");
  {
    DurablePlatform platform(bench.folder);
    platform.submit(founding(market));
    platform.submit(scattered_bids(market, bench.size(4'000'000UZ, 50'000UZ), 1));
  }
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("round " + std::to_string(round + 1));
    engine::Engine engine;
    const std::uint64_t start = now_ns();
    const auto recovered = ring::recover(engine, ring::DataFolder(bench.folder), false);
    rounds.push_back({.value = static_cast<double>(recovered.records) / seconds_since(start)});
  }
  bench.figures.push_back(
      with_rounds({.key = "replay_commands_per_s",
                   .name = "replay",
                   .unit = "/s",
                   .counts = "commands of a journal, nearly all bids, read, their hash chain "
                             "verified, folded into a new engine, its state hash compared after "
                             "each group; the file in the page cache"},
                  std::move(rounds)));
}

}  // namespace tributary::bench
