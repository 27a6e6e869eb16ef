#pragma once

#include <string>
#include <string_view>

#include "bench/stopwatch.hpp"

namespace tributary::bench {

/// Says on standard error what is being measured: one line that changes on a terminal, a line for
/// each step elsewhere.
class Progress {
 public:
  /// Of the run `number` of `total`.
  Progress(std::string_view run, unsigned number, unsigned total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(std::string_view what);

 private:
  std::string head_;
  std::uint64_t start_ns_ = now_ns();
  bool terminal_;
};

}  // namespace tributary::bench
