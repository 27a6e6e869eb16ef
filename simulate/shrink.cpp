#include "simulate/shrink.hpp"

#include <algorithm>

namespace tributary::simulation {
namespace {

StepRefs without(const StepRefs& steps, std::size_t from, std::size_t count) {
  StepRefs rest;
  rest.reserve(steps.size() - count);
  const auto first = steps.begin() + static_cast<std::ptrdiff_t>(from);
  rest.insert(rest.end(), steps.begin(), first);
  rest.insert(rest.end(), first + static_cast<std::ptrdiff_t>(count), steps.end());
  return rest;
}

/// Tries to leave each piece of this size out, from the end: what came last hangs on what came
/// before, not the other way round. False: enough.
bool leave_out(StepRefs& steps, std::size_t piece, const Fails& fails, const GoOn& go_on) {
  for (std::size_t end = steps.size(); end > 0;) {
    const std::size_t count = std::min(piece, end);
    StepRefs rest = without(steps, end - count, count);
    if (fails(rest)) steps = std::move(rest);
    if (!go_on(steps.size())) return false;
    end -= count;
  }
  return true;
}

}  // namespace

Steps shrink(const Steps& steps, const Fails& fails, const GoOn& go_on) {
  StepRefs left;
  for (const Step& step : steps) left.push_back(&step);
  for (std::size_t piece = std::max<std::size_t>(left.size() / 2, 1); piece > 0;) {
    const std::size_t before = left.size();
    if (!leave_out(left, piece, fails, go_on)) break;
    const bool again = piece == 1 && left.size() < before;
    if (!again) piece /= 2;
  }
  Steps result;
  for (const Step* step : left) result.push_back(*step);
  return result;
}

}  // namespace tributary::simulation
