#pragma once

#include <stdexcept>

namespace tributary::simulation {

/// The platform did something else than it should have; the text says what.
struct Difference : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void require(bool holds, const char* what) {
  if (!holds) throw Difference(what);
}

}  // namespace tributary::simulation
