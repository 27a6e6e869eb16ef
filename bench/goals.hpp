#pragma once

#include <string_view>

#include "bench/figure.hpp"

namespace tributary::bench {

/// What a figure has to reach on a machine with two cores.
struct Goal {
  std::string_view key;
  double floor = 0;
  double aim = 0;
  bool more_is_better = true;
};

enum class Reached : std::uint8_t { nothing, floor, aim };
BOOST_DESCRIBE_ENUM(Reached, nothing, floor, aim)

/// None for a figure that stands beside the others to explain them.
const Goal* goal_of(std::string_view key);

Reached reached(const Goal& goal, double value);

}  // namespace tributary::bench
