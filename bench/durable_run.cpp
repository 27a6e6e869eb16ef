#include <unistd.h>

#include "bench/durable_platform.hpp"
#include "bench/market.hpp"
#include "bench/runs.hpp"
#include "store/database.hpp"

namespace tributary::bench {
namespace {

/// An empty schema of PostgreSQL for one round, gone with everything in it afterwards; none where
/// no database is measured.
class Schema {
 public:
  Schema(const std::string& database, unsigned round) : database_(database) {
    if (database_.empty()) return;
    name_ = "bench_" + std::to_string(::getpid()) + "_" + std::to_string(round);
    store::Database(database_).execute("CREATE SCHEMA " + name_);
  }
  ~Schema() {
    if (database_.empty()) return;
    try {
      store::Database(database_).execute("DROP SCHEMA " + name_ + " CASCADE");
    } catch (const store::StoreFault&) {  // who looks finds it by its name
    }
  }
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  std::string url() const {
    if (database_.empty()) return "";
    return database_ + (database_.contains('?') ? "&" : "?") + "options=-csearch_path%3D" + name_;
  }

 private:
  std::string database_;
  std::string name_;
};

}  // namespace

void measure_durable(Bench& bench) {
  const Market market{.members = bench.size(100'000U, 2'000U), .loans = bench.size(1'000U, 50U)};
  const CommandList bids = scattered_bids(market, bench.size(3'000'000UZ, 50'000UZ), 1);
  std::vector<Round> rounds;
  for (unsigned round = 0; round < bench.rounds(); ++round) {
    bench.progress.step("round " + std::to_string(round + 1));
    const std::filesystem::path folder = bench.folder / std::to_string(round);
    const Schema schema(bench.database, round);
    {
      DurablePlatform platform(folder, {}, schema.url());
      platform.submit(founding(market));
      rounds.push_back(round_of(platform.submit(bids)));
    }
    std::filesystem::remove_all(folder);
  }
  bench.figures.push_back(with_rounds(
      {.key = "durable_bids_per_s",
       .name = "durable, pipelined",
       .unit = "/s",
       .counts = "one bid through inbox, engine and journal until it is flushed; one thread hands "
                 "over, 16,384 in flight; random members on random loans",
       .loop = Loop::closed},
      std::move(rounds)));
}

}  // namespace tributary::bench
