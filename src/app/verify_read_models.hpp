#pragma once

#include <optional>
#include <string>

#include "app/data_folder.hpp"
#include "engine/state.hpp"

namespace tributary::app {

struct ReadModelsReport {
  std::string summary;
  std::optional<std::string> difference;
  bool exist = true;
  bool compared = true;
};

/// Compares every account's balance and hold in the read models with the engine's.
ReadModelsReport compare_read_models(const DataFolder& folder, const engine::State& state);

}  // namespace tributary::app
