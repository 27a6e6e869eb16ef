#include <array>

#include "bench/bid_load.hpp"
#include "bench/durable_platform.hpp"
#include "bench/runs.hpp"

namespace tributary::bench {
namespace {

using std::chrono::milliseconds;

struct FlushTime {
  milliseconds delay;
  std::string label;  ///< of keys and names: "1ms"
};

const std::array flush_times{FlushTime{milliseconds(1), "1ms"}, FlushTime{milliseconds(5), "5ms"},
                             FlushTime{milliseconds(20), "20ms"}};

/// A flush delayed so long must carry what came meanwhile.
constexpr std::size_t in_flight = 100'000;
constexpr unsigned connections = 1024;

Figure durable_figure(Bench& bench, const FlushTime& flush) {
  const Market market{.members = bench.size(100'000U, 2'000U), .loans = bench.size(1'000U, 50U)};
  const CommandList bids = scattered_bids(market, bench.size(2'000'000UZ, 20'000UZ), 1);
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.few_rounds(); ++round) {
    bench.progress.step("durable, " + flush.label + ", round " + std::to_string(round + 1));
    const std::filesystem::path folder = bench.folder / "durable";
    {
      DurablePlatform platform(folder, flush.delay);
      platform.submit(founding(market), in_flight);
      rounds.push_back(round_of(platform.submit(bids, in_flight)));
    }
    std::filesystem::remove_all(folder);
  }
  return with_rounds({.key = "durable_flush_" + flush.label + "_bids_per_s",
                      .name = "durable, flushes " + flush.label + " slower",
                      .unit = "/s",
                      .counts = "as durable, pipelined, with " + flush.label +
                                " added to each flush and 100,000 bids in flight",
                      .loop = Loop::closed},
                     std::move(rounds));
}

Figure http_figure(Bench& bench, const FlushTime& flush) {
  const std::filesystem::path folder = bench.folder / ("http-" + flush.label);
  const Market market = market_for_http(bench);
  bench.progress.step("HTTP, " + flush.label);
  const std::string token = found_platform(folder, market);
  const ServedPlatform platform(
      bench.program, folder,
      {"--flush-delay-us", std::to_string(std::chrono::microseconds(flush.delay).count())});
  BidRequests requests(market, 0, bids_per_hot_loan, 1, token);
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.few_rounds(); ++round) {
    platform.await_read_models();
    rounds.push_back(closed_round(bench, platform, connections, requests));
  }
  return with_rounds(
      {.key = "http_flush_" + flush.label + "_bids_per_s",
       .name = "HTTP, flushes " + flush.label + " slower",
       .unit = "/s",
       .counts = "as HTTP, one durable bid a request, with " + flush.label + " added to each flush",
       .connections = connections,
       .loop = Loop::closed},
      std::move(rounds));
}

}  // namespace

void measure_flush(Bench& bench) {
  for (const FlushTime& flush : flush_times) {
    bench.figures.push_back(durable_figure(bench, flush));
    bench.figures.push_back(http_figure(bench, flush));
  }
}

}  // namespace tributary::bench
