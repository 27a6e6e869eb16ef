#pragma once

#include <filesystem>
#include <optional>

#include "verticals/clock/tally.hpp"

namespace tributary::clock {

/// What each day's list said when the day began, to be held against what came of it. Kept in the
/// platform's file: no journal has it.
class PlanStore {
 public:
  explicit PlanStore(std::filesystem::path file) : file_(std::move(file)) {}

  /// Keeps the plan of a day that has none. Errors: StoreFault, kind `busy` while another process
  /// writes the file.
  void keep(Date day, const std::vector<PlannedKind>& plan) const;

  /// Nothing for a day whose plan was not kept. Errors: StoreFault.
  std::optional<std::vector<PlannedKind>> find(Date day) const;

 private:
  std::filesystem::path file_;
};

}  // namespace tributary::clock
