#include <filesystem>
#include <thread>

#include "bench/bid_load.hpp"
#include "bench/new_token.hpp"
#include "bench/runs.hpp"
#include "http/tls_client.hpp"
#include "ring/data_folder.hpp"

namespace tributary::bench {
namespace {

using std::chrono::milliseconds;

constexpr unsigned load_connections = 256;

/// A platform as others have it in front of them: plain, or with TLS.
ServedPlatform serve(const Bench& bench, const std::filesystem::path& folder,
                     const std::vector<std::string>& options = {}) {
  return ServedPlatform(bench.program, folder, options);
}

Round bids(const Bench& bench, const ServedPlatform& platform, Secure secure, Requests& requests) {
  LoadClient client(platform.port(), load_connections, scan_answer, secure);
  require_all_accepted(client.closed_loop(requests, milliseconds(bench.size(300, 50))));
  const double cpu_before = platform.cpu_seconds();
  const LoadResult result = client.closed_loop(requests, milliseconds(bench.size(2000, 200)));
  require_all_accepted(result);
  return round_of(result, platform.cpu_seconds() - cpu_before);
}

/// Two platforms with the same market, in rounds that alternate.
void measure_tls(Bench& bench, const Market& market) {
  bench.progress.step("founding two platforms");
  const auto plain_folder = bench.folder / "plain";
  const auto secure_folder = bench.folder / "secure";
  const std::string plain_token = found_platform(plain_folder, market);
  const std::string secure_token = found_platform(secure_folder, market);
  const http::Tls::Files files = http::make_certificate(bench.folder);
  const ServedPlatform plain = serve(bench, plain_folder);
  const ServedPlatform secure =
      serve(bench, secure_folder,
            {"--tls-certificate", files.certificate.string(), "--tls-key", files.key.string()});
  BidRequests plain_requests(market, 0, bids_per_hot_loan, 1, plain_token);
  BidRequests secure_requests(market, 0, bids_per_hot_loan, 1, secure_token);
  std::vector<Round> plain_rounds;
  std::vector<Round> secure_rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("TLS, round " + std::to_string(round + 1));
    plain.await_read_models();
    plain_rounds.push_back(bids(bench, plain, Secure::no, plain_requests));
    plain.await_read_models();
    secure.await_read_models();
    secure_rounds.push_back(bids(bench, secure, Secure::yes, secure_requests));
    secure.await_read_models();
  }
  const Figure plain_figure =
      with_rounds({.key = "edge_plain_bids_per_s",
                   .name = "edge, bids without TLS",
                   .unit = "/s",
                   .counts = "durable bids, one a request, beside those with TLS",
                   .connections = load_connections,
                   .loop = Loop::closed},
                  plain_rounds);
  const Figure secure_figure =
      with_rounds({.key = "edge_tls_bids_per_s",
                   .name = "edge, bids over TLS 1.3",
                   .unit = "/s",
                   .counts = "the same on connections that are kept; the client's share of the "
                             "machine grows too, for it enciphers as much",
                   .connections = load_connections,
                   .loop = Loop::closed},
                  secure_rounds);
  bench.figures.push_back(plain_figure);
  bench.figures.push_back(secure_figure);
  bench.figures.push_back(with_rounds({.key = "edge_tls_share_percent",
                                       .name = "edge, TLS as a share of plain",
                                       .unit = "%",
                                       .counts = "the two medians"},
                                      {{.value = secure_figure.value / plain_figure.value * 100}}));
}

/// What connections cost that ask for nothing.
void measure_idle(Bench& bench) {
  const unsigned count = bench.size(10'000U, 200U);
  bench.progress.step("idle connections");
  const ServedPlatform platform = serve(bench, bench.folder / "idle");
  const double before = platform.resident_bytes();
  const LoadClient idle(platform.port(), count);
  std::this_thread::sleep_for(milliseconds(300));
  bench.figures.push_back(
      with_rounds({.key = "edge_idle_connections_mb",
                   .name = "edge, memory of idle connections",
                   .unit = "MB",
                   .counts = "growth of the process's resident memory; the kernel's buffers are "
                             "not in it",
                   .connections = count},
                  {{.value = (platform.resident_bytes() - before) / 1e6}}));
}

/// Quiet users beside one who sends as fast as the machine allows.
void measure_flood(Bench& bench, const Market& market) {
  constexpr unsigned flood_connections = 64;
  const unsigned quiet_connections = bench.size(1'000U, 50U);
  bench.progress.step("founding a platform to flood");
  const auto folder = bench.folder / "flood";
  const std::string quiet_token = found_platform(folder, market);
  const std::string loud_token =
      make_token(folder, {.role = "investor", .party = protocol::PartyId{1001}});
  const ServedPlatform platform = serve(bench, folder);
  BidRequests quiet_requests(market, 0, bids_per_hot_loan, 1, quiet_token);
  LoadClient quiet(platform.port(), quiet_connections);
  std::vector<Round> alone;
  std::vector<Round> beside;
  const auto duration = milliseconds(bench.size(3000, 300));
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("flood, round " + std::to_string(round + 1));
    const auto measure = [&](std::vector<Round>& rounds) {
      platform.await_read_models();
      const LoadResult result = quiet.open_loop(quiet_requests, 1'000, duration);
      require_all_accepted(result);
      rounds.push_back(round_of(result, 0));
      rounds.back().server_us.reset();
      rounds.back().value = p99_ms(rounds.back().latency);
    };
    measure(alone);
    Child flood = Child::copy([&] {
      BidRequests requests(market, 1, bids_per_hot_loan, 100 + round, loud_token);
      LoadClient client(platform.port(), flood_connections);
      client.closed_loop(requests, duration + milliseconds(200));
    });
    std::this_thread::sleep_for(milliseconds(100));
    measure(beside);
    flood.wait();
  }
  bench.figures.push_back(with_rounds({.key = "edge_quiet_p99_ms",
                                       .name = "edge, p99 of 1,000 quiet users",
                                       .unit = "ms",
                                       .counts = "one bid a second each, nobody else there",
                                       .connections = quiet_connections,
                                       .loop = Loop::open},
                                      alone));
  bench.figures.push_back(
      with_rounds({.key = "edge_flooded_p99_ms",
                   .name = "edge, the same beside a flood",
                   .unit = "ms",
                   .counts = "while one token sends bids on 64 connections as fast as it can",
                   .connections = quiet_connections,
                   .loop = Loop::open},
                  beside));
}

}  // namespace

void measure_edge(Bench& bench) {
  Market market = market_for_http(bench);
  market.loans = bench.size(60U, 20U);
  measure_tls(bench, market);
  measure_idle(bench);
  measure_flood(bench, market);
}

}  // namespace tributary::bench
