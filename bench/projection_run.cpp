#include "bench/runs.hpp"
#include "verticals/books/measure.hpp"

namespace tributary::bench {
namespace {

Figure read_figure(std::string key, std::string name, const books::ReadTimes& times) {
  return with_rounds(
      {.key = std::move(key),
       .name = std::move(name),
       .unit = "us",
       .counts = "99 of 100 reads take no longer; of random members, from the tables "
                 "above"},
      {{.value = times.p99_us}});
}

}  // namespace

void measure_projection(Bench& bench) {
  const auto behind = bench.size(10'000'000UZ, 20'000UZ);
  const auto events = bench.size(1'000'000UZ, 20'000UZ);
  bench.progress.step(std::to_string(behind) + " events first");
  const auto measured =
      books::measure_projection(bench.folder, behind, events, bench.size(200'000U, 2'000U));
  bench.figures = {
      with_rounds({.key = "projection_events_per_s",
                   .name = "read models keeping up",
                   .unit = "/s",
                   .counts = "events decoded, entered into the books and committed, the last " +
                             std::to_string(events) + " of them with " +
                             std::to_string(measured.events_behind) +
                             " behind them; 84 of 100 are bids, the others deposits, settlements "
                             "and instalments"},
                  {{.value = measured.events_per_s}}),
      read_figure("statement_read_p99_us", "newest 20 lines of a statement, p99",
                  measured.newest_statement),
      read_figure("bids_read_p99_us", "newest 20 bids, p99", measured.newest_bids)};
}

}  // namespace tributary::bench
