#pragma once

#include <functional>
#include <string>

namespace tributary::simulation {

/// How work in a process of its own came to its end.
struct Ending {
  bool well = false;
  std::string text;  ///< what the work gave, or what went wrong
};

/// Does `work` in a copy of this process: a broken engine stops its process, not its judge.
/// `quiet`: what it says on standard error is not wanted.
Ending run_apart(const std::function<std::string()>& work, bool quiet = false);

}  // namespace tributary::simulation
