#pragma once

#include <string>

#include "follow/generation.hpp"

namespace tributary::books {

/// The tables lack what they point at, or do not agree with each other: their file must be built
/// anew.
struct BooksDamaged : follow::Spoiled {
  explicit BooksDamaged(const std::string& message) : Spoiled(Why::broken, message) {}
};

}  // namespace tributary::books
