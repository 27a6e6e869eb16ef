#include "bench/in_process.hpp"
#include "bench/market.hpp"
#include "bench/runs.hpp"
#include "money/date.hpp"
#include "verticals/clock/day_run.hpp"

namespace tributary::bench {
namespace {

constexpr std::uint64_t settle_requests = std::uint64_t{1} << 41;
constexpr std::uint64_t begin_requests = std::uint64_t{1} << 42;
constexpr int rounds_a_day = 6;  ///< one when it begins, and five in which money is tried for
constexpr int listings_a_day = 17'280;  ///< every five seconds: what opens, closes or goes on

/// The loans are settled on day 0 and due a month later.
money::Date day_of(int number) {
  return money::date_of(std::chrono::year(2024) / std::chrono::January / 1) + number;
}

void begin_group(engine::Engine& engine, money::Date day) {
  engine.begin_group({(day.days * std::int64_t{24} + 12) * 3'600'000});
}

std::unique_ptr<engine::Engine> engine_with_loans(const Market& market) {
  auto engine = engine_with(founding(market));
  begin_group(*engine, day_of(0));
  execute_all(*engine, filling_bids(market, 1));
  CommandList settlements(settle_requests);
  for (std::uint32_t loan = 0; loan < market.loans; ++loan) {
    settlements.add(protocol::SettleLoan{market.loan(loan), day_of(0), {}});
  }
  execute_all(*engine, settlements);
  return engine;
}

/// Errors: std::runtime_error if there is anything to send.
void drive(clock::DayRun& run, const engine::Engine& engine) {
  while (const auto step = run.next()) {
    const auto* question = std::get_if<protocol::WorkQuery>(&*step);
    if (question == nullptr) throw std::runtime_error("something was due on a day without work");
    run.answered(std::get<protocol::WorkView>(engine.answer(protocol::timers_agent, *question)));
  }
}

/// All that timers ask and begin on a day.
void live_through(engine::Engine& engine, int number) {
  const money::Date day = day_of(number);
  begin_group(engine, day);
  CommandList begin(begin_requests + static_cast<std::uint64_t>(number));
  begin.add(protocol::BeginBusinessDay{day});
  execute_all(engine, begin);
  clock::Shift shift;
  shift.day = day;
  for (int round = 0; round < rounds_a_day; ++round) {
    shift.round = "r" + std::to_string(round);
    clock::DayRun run(shift);
    drive(run, engine);
    for (int listing = 0; listing < listings_a_day / rounds_a_day; ++listing) {
      run.look_again(clock::Kinds::any_hour());
      drive(run, engine);
    }
  }
}

}  // namespace

void measure_calm(Bench& bench) {
  const std::uint32_t loans = bench.size(1'000'000U, 2'000U);
  const Market market{.members = bench.size(100'000U, 2'000U),
                      .loans = loans,
                      .principal = bid_amount,
                      .periods = 3};
  bench.progress.step(std::to_string(loans) + " loans");
  const auto engine = engine_with_loans(market);
  std::vector<Round> rounds;
  for (unsigned round = 1; round <= bench.rounds(); ++round) {
    bench.progress.step("day " + std::to_string(round));
    const std::uint64_t start = thread_cpu_ns();
    live_through(*engine, static_cast<int>(round));
    rounds.push_back({.value = static_cast<double>(thread_cpu_ns() - start) / 1e6});
  }
  bench.figures.push_back(with_rounds(
      {.key = "calm_day_cpu_ms",
       .name = "day with nothing due, " + std::to_string(loans) + " live loans",
       .unit = "ms",
       .counts = "processor time of a whole day of the timers' questions and of the engine that "
                 "answers them: a day begun, six rounds, and every five seconds whether a listing "
                 "opens or closes"},
      std::move(rounds)));
}

}  // namespace tributary::bench
