#include <stdexcept>

#include "bench/bid_requests.hpp"
#include "bench/load_client.hpp"
#include "bench/runs.hpp"
#include "bench/served_platform.hpp"

namespace tributary::bench {

void measure_rush(Bench& bench) {
  const auto people = bench.size(10'000U, 200U);
  const Market market{
      .members = people, .loans = bench.rounds() + 1, .principal = {bid_amount.minor * people}};
  bench.progress.step("founding a platform");
  const std::string token = found_platform(bench.folder, market);
  const ServedPlatform platform(bench.program, bench.folder);
  BidRequests requests(market, 0, people, 1, token);
  LoadClient client(platform.port(), people);
  std::vector<Round> rounds;
  for (unsigned round = 0; round <= bench.rounds(); ++round) {
    bench.progress.step("rush " + std::to_string(round) + " of " + std::to_string(bench.rounds()));
    platform.await_read_models();
    const double cpu_before = platform.cpu_seconds();
    const LoadResult result = client.rush(requests);
    if (result.accepted != people) {
      throw std::runtime_error("only " + std::to_string(result.accepted) + " bids were accepted");
    }
    if (round == 0) continue;  // warms the connections up
    rounds.push_back({.value = result.seconds * 1e3,
                      .latency = latency_of(result.latency),
                      .client_us = result.client_seconds * 1e6 / people,
                      .server_us = (platform.cpu_seconds() - cpu_before) * 1e6 / people});
  }
  bench.figures.push_back(with_rounds(
      {.key = "rush_last_answer_ms",
       .name = "rush, last answer",
       .unit = "ms",
       .counts = "time to the last of all answers when every connection, open before, bids once on "
                 "one loan at the same moment and all bids are accepted and fill it; latency is "
                 "from that moment",
       .connections = people,
       .loop = Loop::open},
      std::move(rounds)));
}

}  // namespace tributary::bench
