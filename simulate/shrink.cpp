#include "simulate/shrink.hpp"

#include <algorithm>

namespace tributary::simulation {
namespace {

Steps without(const Steps& steps, std::size_t from, std::size_t count) {
  Steps rest;
  rest.reserve(steps.size() - count);
  const auto first = steps.begin() + static_cast<std::ptrdiff_t>(from);
  rest.insert(rest.end(), steps.begin(), first);
  rest.insert(rest.end(), first + static_cast<std::ptrdiff_t>(count), steps.end());
  return rest;
}

}  // namespace

Steps shrink(Steps steps, const Try& attempt, std::size_t tries_max, const Shrunk& shrunk) {
  std::size_t tries = 0;
  for (std::size_t piece = std::max<std::size_t>(steps.size() / 2, 1); piece > 0;) {
    bool fewer = false;
    // From the end: what came last hangs on what came before, not the other way round.
    for (std::size_t end = steps.size(); end > 0 && tries < tries_max;) {
      const std::size_t count = std::min(piece, end);
      Steps rest = without(steps, end - count, count);
      ++tries;
      if (attempt(rest)) {
        steps = std::move(rest);
        fewer = true;
        if (shrunk) shrunk(steps.size());
      }
      end -= count;
    }
    if (tries >= tries_max) return steps;
    if (piece == 1 && fewer) continue;
    piece /= 2;
  }
  return steps;
}

}  // namespace tributary::simulation
