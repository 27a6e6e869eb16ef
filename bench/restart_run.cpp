#include <stdexcept>

#include "bench/bid_requests.hpp"
#include "bench/durable_platform.hpp"
#include "bench/fetch.hpp"
#include "bench/runs.hpp"
#include "bench/served_platform.hpp"

namespace tributary::bench {
namespace {

/// From starting the program to its answer to a first bid.
double seconds_to_first_bid(const Bench& bench, Requests& requests) {
  const std::uint64_t start = now_ns();
  const ServedPlatform platform(bench.program, bench.folder);
  const std::string answer = ask(platform.port(), requests.next());
  const double seconds = seconds_since(start);
  if (!answer.starts_with("HTTP/1.1 201")) {
    throw std::runtime_error("the first bid after a restart was answered: " + answer);
  }
  return seconds;
}

}  // namespace

void measure_restart(Bench& bench) {
  const auto commands = bench.size(10'000'000UZ, 50'000UZ);
  const Market market{.members = bench.size(100'000U, 2'000U), .loans = bench.size(1'000U, 50U)};
  bench.progress.step("writing " + std::to_string(commands) + " commands and a snapshot");
  const std::string token = found_platform(bench.folder, market);
  {
    DurablePlatform platform(bench.folder);
    platform.submit(scattered_bids(market, commands - platform.sequence(), 1));
    platform.write_snapshot();
  }
  BidRequests requests(market, 0, 1'000, 1, token);
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("restart " + std::to_string(round + 1));
    rounds.push_back({.value = seconds_to_first_bid(bench, requests)});
  }
  bench.figures.push_back(
      with_rounds({.key = "restart_s",
                   .name = "restart, first bid answered",
                   .unit = "s",
                   .counts = "from starting the program to its answer to a first bid, with " +
                             std::to_string(commands) +
                             " commands in the journal and a snapshot behind them; the one before "
                             "was killed; files in the page cache"},
                  std::move(rounds)));
}

}  // namespace tributary::bench
