#pragma once

#include <optional>
#include <string>

#include "engine/state.hpp"
#include "ring/data_folder.hpp"

namespace tributary::app {

struct ReadModelsReport {
  std::string summary;
  std::optional<std::string> difference;
  bool exist = true;
  bool compared = true;
};

/// Compares every account's balance and hold in the read models with the engine's.
ReadModelsReport compare_read_models(const ring::DataFolder& folder, const engine::State& state);

}  // namespace tributary::app
