#include <array>
#include <map>

#include "bench/bid_load.hpp"
#include "bench/echo_server.hpp"
#include "bench/runs.hpp"

namespace tributary::bench {
namespace {

/// The rounds of one server at each number of connections.
using Sweep = std::map<unsigned, std::vector<Round>>;

constexpr std::array connection_counts{64U, 256U, 1024U};
constexpr std::string_view best_of_counts = "; best of 64, 256 and 1024 connections";

Figure best_of(const Sweep& sweep, const Figure& words) {
  Figure best;
  for (const auto& [connections, rounds] : sweep) {
    Figure figure = with_rounds(words, rounds);
    figure.connections = connections;
    if (figure.value > best.value) best = std::move(figure);
  }
  return best;
}

/// The best rates of the platform and of the echo, in rounds that alternate.
struct Best {
  Figure bids;
  Figure echo;
};

Best closed_loops(Bench& bench, const ServedPlatform& platform, const EchoServer& echo,
                  Requests& requests, Requests& echo_requests) {
  Sweep bids;
  Sweep echoes;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    for (const unsigned connections : connection_counts) {
      bench.progress.step("round " + std::to_string(round + 1) + ", " +
                          std::to_string(connections) + " connections");
      platform.await_read_models();
      bids[connections].push_back(closed_round(bench, platform, connections, requests));
      platform.await_read_models();
      echoes[connections].push_back(closed_round(bench, echo, connections, echo_requests));
    }
  }
  return {best_of(bids, {.key = "http_bids_per_s",
                         .name = "HTTP, one durable bid a request",
                         .unit = "/s",
                         .counts = "answers 201 to POST /v1/loans/{loan}/bids, each bid flushed "
                                   "before its answer; one hot loan after the other, members take "
                                   "turns; client on the same machine; read models are filled "
                                   "meanwhile" +
                                   std::string(best_of_counts),
                         .loop = Loop::closed}),
          best_of(echoes, {.key = "http_echo_per_s",
                           .name = "HTTP, bare echo",
                           .unit = "/s",
                           .counts = "answers of the same HTTP server to the same requests, of the "
                                     "same size, with nothing behind it; rounds alternate with "
                                     "those of the platform" +
                                     std::string(best_of_counts),
                           .loop = Loop::closed})};
}

Figure p99_of(const Figure& bids) {
  return with_rounds({.key = "http_bid_p99_ms",
                      .name = "HTTP, p99 of those bids",
                      .unit = "ms",
                      .counts = "99 of 100 bids of the best rounds took no longer, from sending to "
                                "answer; the connections keep the platform saturated",
                      .connections = bids.connections,
                      .loop = Loop::closed},
                     {{.value = p99_ms(bids.latency)}});
}

Figure share_of(const Best& best) {
  return with_rounds({.key = "http_share_of_echo_percent",
                      .name = "HTTP, bids as a share of echoes",
                      .unit = "%",
                      .counts = "the best rate of bids as a share of the best rate of echoes"},
                     {{.value = best.bids.value / best.echo.value * 100}});
}

/// Latency while there is room: what a user sees, not what a saturated queue gives.
Figure open_loop(Bench& bench, const ServedPlatform& platform, Requests& requests, double rate) {
  using std::chrono::milliseconds;
  constexpr unsigned connections = 256;
  LoadClient client(platform.port(), connections);
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("open loop, round " + std::to_string(round + 1));
    platform.await_read_models();
    const double cpu_before = platform.cpu_seconds();
    const LoadResult result = client.open_loop(requests, rate, milliseconds(bench.size(3000, 200)));
    require_all_accepted(result);
    rounds.push_back(round_of(result, platform.cpu_seconds() - cpu_before));
    rounds.back().value = p99_ms(rounds.back().latency);
  }
  return with_rounds({.key = "http_half_load_p99_ms",
                      .name = "HTTP, p99 at half that rate",
                      .unit = "ms",
                      .counts = "99 of 100 bids took no longer, from when they were due to their "
                                "answer, at " +
                                std::to_string(static_cast<std::uint64_t>(rate)) + " a second",
                      .connections = connections,
                      .loop = Loop::open},
                     std::move(rounds));
}

}  // namespace

void measure_http(Bench& bench) {
  const Market market = market_for_http(bench);
  bench.progress.step("founding a platform");
  const std::string token = found_platform(bench.folder, market);
  const EchoServer echo;
  const ServedPlatform platform(bench.program, bench.folder);
  BidRequests requests(market, 0, bids_per_hot_loan, 1, token);
  BidRequests echo_requests(market, 0, bids_per_hot_loan, 1, token);
  const Best best = closed_loops(bench, platform, echo, requests, echo_requests);
  bench.figures = {best.bids, p99_of(best.bids), best.echo, share_of(best),
                   open_loop(bench, platform, requests, best.bids.value / 2)};
}

}  // namespace tributary::bench
