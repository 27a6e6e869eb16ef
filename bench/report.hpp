#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <vector>

#include "bench/figure.hpp"
#include "bench/machine.hpp"

namespace tributary::bench {

/// All that a bench has to say.
struct Report {
  Machine machine;
  bool quick = false;  ///< of sizes too small to compare with the goals
  std::vector<Figure> figures;
};

/// The machine in one line.
std::string machine_line(const Machine& machine);

/// A table of the figures with floor and aim, and below it what each counts.
std::string text_of(const Report& report);

/// Each figure's value under its key, and all of each under `figures`.
boost::json::object json_of(const Report& report);

/// Figures as one line, from one process of the bench to another, and back.
std::string line_of(std::span<const Figure> figures);
/// Errors: std::exception for anything else.
std::vector<Figure> figures_of(std::string_view line);

}  // namespace tributary::bench
