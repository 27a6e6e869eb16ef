#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rows/writer.hpp"
#include "verticals/clock/tally.hpp"

namespace tributary::clock {

/// What each day's list said when the day began, to be held against what came of it. Kept among the
/// platform's rows: no journal has it.
class PlanStore {
 public:
  /// Reads at the URL, and changes what is there through the writer. Both outlive this.
  PlanStore(std::string url, rows::Writer& writer) : url_(std::move(url)), writer_(&writer) {}

  /// Keeps the plan of a day that has none. Errors: std::runtime_error when it cannot be kept now.
  void keep(Date day, const std::vector<PlannedKind>& plan) const;

  /// Nothing for a day whose plan was not kept. Errors: StoreFault.
  std::optional<std::vector<PlannedKind>> find(Date day) const;

 private:
  std::string url_;
  rows::Writer* writer_;
};

/// The tables of plans.
rows::Schema schema();

}  // namespace tributary::clock
