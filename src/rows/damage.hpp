#pragma once

#include <string>

#include "follow/generation.hpp"

namespace tributary::rows {

/// Read models lack what they point at, or do not agree with each other: their file must be built
/// anew.
struct TablesDamaged : follow::Spoiled {
  explicit TablesDamaged(const std::string& message) : Spoiled(Why::broken, message) {}
};

}  // namespace tributary::rows
