#include <stdexcept>

#include "bench/bid_requests.hpp"
#include "bench/echo_server.hpp"
#include "bench/load_client.hpp"
#include "bench/runs.hpp"
#include "bench/served_platform.hpp"

namespace tributary::bench {
namespace {

/// All rounds at one server but the first, which warms the connections up. Each server has its
/// turn alone: two times as many open files are more than many machines allow.
template <class Server>
std::vector<Round> rush_at(const Server& server, BidRequests requests, unsigned people,
                           Bench& bench, const auto& await_quiet) {
  LoadClient client(server.port(), people);
  std::vector<Round> rounds;
  for (unsigned round = 0; round <= bench.rounds(); ++round) {
    bench.progress.step("rush " + std::to_string(round) + " of " + std::to_string(bench.rounds()));
    await_quiet();
    const double cpu_before = server.cpu_seconds();
    const LoadResult result = client.rush(requests);
    if (result.accepted != people) {
      throw std::runtime_error("only " + std::to_string(result.accepted) + " bids were accepted");
    }
    if (round == 0) continue;
    rounds.push_back({.value = result.seconds * 1e3,
                      .latency = latency_of(result.latency),
                      .client_us = result.client_seconds * 1e6 / people,
                      .server_us = (server.cpu_seconds() - cpu_before) * 1e6 / people});
  }
  return rounds;
}

}  // namespace

void measure_rush(Bench& bench) {
  const auto people = bench.size(10'000U, 200U);
  const Market market{
      .members = people, .loans = bench.rounds() + 1, .principal = {bid_amount.minor * people}};
  bench.progress.step("founding a platform");
  const std::string token = found_platform(bench.folder, market);
  const EchoServer echo;
  const ServedPlatform platform(bench.program, bench.folder);
  const auto await_quiet = [&] { platform.await_read_models(); };
  const BidRequests requests(market, 0, people, 1, token);
  auto bids = rush_at(platform, requests, people, bench, await_quiet);
  auto echoes = rush_at(echo, requests, people, bench, await_quiet);
  bench.figures = {
      with_rounds(
          {.key = "rush_last_answer_ms",
           .name = "rush, last answer",
           .unit = "ms",
           .counts = "time to the last of all answers when every connection, open before, bids "
                     "once on one loan at the same moment and all bids are accepted and fill it; "
                     "latency is from that moment",
           .connections = people,
           .loop = Loop::open},
          std::move(bids)),
      with_rounds({.key = "rush_echo_ms",
                   .name = "rush, bare echo",
                   .unit = "ms",
                   .counts = "the same requests at the same moment to the same HTTP server with "
                             "nothing behind it",
                   .connections = people,
                   .loop = Loop::open},
                  std::move(echoes))};
  bench.figures.push_back(with_rounds(
      {.key = "rush_times_echo",
       .name = "rush, times as long as the echo's",
       .unit = "x",
       .counts =
           "the platform's time to its last answer, in times of the echo's: what this machine "
           "takes for the sockets and the client alone is 1"},
      {{.value = bench.figures[0].value / bench.figures[1].value}}));
}

}  // namespace tributary::bench
