#include "bench/runs.hpp"
#include "verticals/books/measure.hpp"

namespace tributary::bench {
namespace {

void measure(Bench& bench, const std::string& key, std::uint32_t bids_per_loan) {
  const auto bids = bench.size(100'000UZ, 500UZ);
  const std::string what = std::to_string(bids) + " bids of one member, " +
                           std::to_string(bids_per_loan) + " on each loan";
  bench.progress.step(what);
  const auto folder = bench.folder / key;
  std::filesystem::create_directories(folder);
  const auto measured = books::measure_statement(folder, bids, bids_per_loan);
  const auto figure = [&](std::string part, const std::string& name, const books::ReadTimes& times,
                          const std::string& reads) {
    return with_rounds({.key = key + std::move(part),
                        .name = name + ", " + what,
                        .unit = "us",
                        .counts = "99 of 100 reads of 50 lines take no longer; " + reads + " of " +
                                  std::to_string(measured.lines) + " lines"},
                       {{.value = times.p99_us}});
  };
  bench.figures.push_back(
      figure("_newest_p99_us", "newest page of a statement", measured.newest, "the first page"));
  bench.figures.push_back(
      figure("_any_p99_us", "any page of it", measured.any, "all pages, one after the other,"));
  bench.figures.push_back(figure("_day_p99_us", "first page of a business day", measured.period,
                                 "each day, with opening and closing balance,"));
  bench.figures.push_back(
      with_rounds({.key = key + "_earned_p99_us",
                   .name = "what its claims have really earned, " + what,
                   .unit = "us",
                   .counts = "99 of 100 answers take no longer; flows of every business day there "
                             "was, and their rate"},
                  {{.value = measured.earned.p99_us}}));
}

}  // namespace

void measure_statement(Bench& bench) {
  measure(bench, "statement_page", 100);
  measure(bench, "statement_page_of_many_loans", 1);
}

}  // namespace tributary::bench
