#include "bench/durable_platform.hpp"
#include "bench/market.hpp"
#include "bench/runs.hpp"
#include "money/date.hpp"

namespace tributary::bench {
namespace {

constexpr std::uint64_t settle_requests = std::uint64_t{1} << 41;
constexpr std::uint64_t collect_requests = std::uint64_t{1} << 42;

/// The first of a month; 0 is the month of settlement.
money::Date day_of(unsigned period) {
  return money::date_of(std::chrono::year(2024) / std::chrono::January / 1 +
                        std::chrono::months(period));
}

/// At noon.
protocol::Time time_of(unsigned period) {
  return {(day_of(period).days * std::int64_t{24} + 12) * 3'600'000};
}

CommandList settlements(const Market& market) {
  CommandList list(settle_requests);
  for (std::uint32_t loan = 0; loan < market.loans; ++loan) {
    list.add(protocol::SettleLoan{market.loan(loan), day_of(0), {}});
  }
  return list;
}

CommandList collections(const Market& market, unsigned period) {
  CommandList list(collect_requests + std::uint64_t{period} * market.loans);
  for (std::uint32_t loan = 0; loan < market.loans; ++loan) {
    list.add(protocol::CollectInstalment{market.loan(loan), period, day_of(period), {}});
  }
  return list;
}

Figure measure(Bench& bench, const std::string& key, std::uint32_t loans, std::uint32_t claims) {
  const std::string sizes = std::to_string(loans) + " loans of " + std::to_string(claims);
  const Market market{.members = bench.size(100'000U, 2'000U),
                      .loans = loans,
                      .principal = {bid_amount.minor * claims}};
  bench.progress.step(sizes + " claims: bids");
  DurablePlatform platform(bench.folder / key);
  platform.set_clock(time_of(0));
  platform.submit(founding(market));
  platform.submit(filling_bids(market, claims));
  platform.submit(settlements(market));
  std::vector<Round> rounds;
  for (unsigned period = 1; period <= bench.rounds(); ++period) {
    bench.progress.step(sizes + " claims: period " + std::to_string(period));
    platform.set_clock(time_of(period));
    rounds.push_back({.value = platform.submit(collections(market, period)).seconds});
  }
  return with_rounds({.key = key,
                      .name = "payout, " + sizes + " claims",
                      .unit = "s",
                      .counts = "one period collected from the borrowers and paid to every claim, "
                                "principal, interest and fee, from the first command to the last "
                                "one durable; claims of " +
                                std::to_string(market.members) + " members"},
                     std::move(rounds));
}

}  // namespace

void measure_payout(Bench& bench) {
  bench.figures = {
      measure(bench, "payout_million_claims_s", bench.size(20U, 2U), bench.size(50'000U, 1'000U)),
      measure(bench, "payout_million_claims_of_1000_loans_s", bench.size(1'000U, 20U),
              bench.size(1'000U, 100U))};
}

}  // namespace tributary::bench
