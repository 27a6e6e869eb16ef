#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/figure.hpp"
#include "bench/progress.hpp"

namespace tributary::bench {

/// What a run is given and what it leaves.
struct Bench {
  bool quick = false;            ///< small sizes: shows that everything works, in seconds
  std::filesystem::path folder;  ///< empty and the run's own; removed after it
  std::string database;          ///< of PostgreSQL; empty: none is measured
  std::string program;           ///< the executable to start as a server
  Progress& progress;
  std::vector<Figure> figures{};

  unsigned rounds() const { return quick ? 1 : 5; }
  /// Where each takes long and explains more than it proves.
  unsigned few_rounds() const { return quick ? 1 : 3; }
  template <class Number>
  Number size(Number full, Number small) const {
    return quick ? small : full;
  }
};

/// A group of figures measured together, in a process of its own.
struct Run {
  std::string_view name;
  std::string_view about;
  void (*measure)(Bench&);
};

/// In the order in which they are made.
std::span<const Run> all_runs();

void measure_engine(Bench&);
void measure_durable(Bench&);
void measure_http(Bench&);
void measure_rush(Bench&);
void measure_edge(Bench&);
void measure_orders(Bench&);
void measure_payout(Bench&);
void measure_day(Bench&);
void measure_calm(Bench&);
void measure_ends(Bench&);
void measure_replay(Bench&);
void measure_projection(Bench&);
void measure_statement(Bench&);
void measure_restart(Bench&);
void measure_ids(Bench&);
void measure_flush(Bench&);

}  // namespace tributary::bench
