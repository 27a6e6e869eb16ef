#include "bench/in_process.hpp"
#include "bench/market.hpp"
#include "bench/runs.hpp"
#include "engine/limits.hpp"

namespace tributary::bench {
namespace {

constexpr std::string_view counted =
    "one bid decided and applied under all rules and caps, its request remembered, its record "
    "written into the group; one thread, commands encoded before";

/// How long single bids take; the clock itself is part of it, so this is no round of the rate.
Latency latency_of_single_bids(const Market& market, const CommandList& bids) {
  const auto engine = engine_with(founding(market));
  Histogram histogram;
  std::uint64_t last = now_ns();
  execute_all(*engine, bids, [&] {
    const std::uint64_t now = now_ns();
    histogram.add(now - last);
    last = now;
  });
  return latency_of(histogram);
}

Figure measure(Bench& bench, Figure figure, const Market& market, const CommandList& bids) {
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step(figure.name + ", round " + std::to_string(round + 1));
    const auto engine = engine_with(founding(market));
    const auto count = static_cast<double>(bids.size());
    const std::uint64_t start = now_ns();
    const std::uint64_t cpu_start = thread_cpu_ns();
    execute_all(*engine, bids);
    const double cpu_us = static_cast<double>(thread_cpu_ns() - cpu_start) / 1e3;
    rounds.push_back({.value = count / seconds_since(start), .server_us = cpu_us / count});
  }
  figure = with_rounds(std::move(figure), std::move(rounds));
  figure.latency = latency_of_single_bids(market, bids);
  return figure;
}

Figure scattered_figure(Bench& bench) {
  const Market market{.members = bench.size(100'000U, 2'000U), .loans = bench.size(1'000U, 50U)};
  return measure(
      bench,
      {.key = "engine_bids_per_s",
       .name = "engine alone, 1,000 loans",
       .unit = "/s",
       .counts = std::string(counted) + "; random ones of " + std::to_string(market.members) +
                 " members on random ones of " + std::to_string(market.loans) + " loans",
       .loop = Loop::closed},
      market, scattered_bids(market, bench.size(4'000'000UZ, 50'000UZ), 1));
}

Figure hot_figure(Bench& bench) {
  constexpr auto claims_max = static_cast<std::uint32_t>(engine::limits::claims_per_loan_max);
  const std::uint32_t claims = bench.size(claims_max, 1'000U);
  const Market market{.members = bench.size(100'000U, 2'000U),
                      .loans = bench.size(32U, 2U),
                      .principal = {bid_amount.minor * claims}};
  return measure(bench,
                 {.key = "engine_hot_loan_bids_per_s",
                  .name = "engine alone, one hot loan",
                  .unit = "/s",
                  .counts = std::string(counted) + "; one loan after the other filled by " +
                            std::to_string(claims) + " members",
                  .loop = Loop::closed},
                 market, filling_bids(market, claims));
}

}  // namespace

void measure_engine(Bench& bench) {
  bench.figures.push_back(scattered_figure(bench));
  bench.figures.push_back(hot_figure(bench));
}

}  // namespace tributary::bench
