#include "bench/progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace tributary::bench {

Progress::Progress(std::string_view run, unsigned number, unsigned total)
    : head_("[" + std::to_string(number) + "/" + std::to_string(total) + "] " + std::string(run)),
      terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  std::fprintf(stderr, "%s%s: %.0f s\n", terminal_ ? "\r\x1b[K" : "", head_.c_str(),
               seconds_since(start_ns_));
}

void Progress::step(std::string_view what) {
  std::fprintf(stderr, "%s%s: %.*s%s", terminal_ ? "\r\x1b[K" : "", head_.c_str(),
               static_cast<int>(what.size()), what.data(), terminal_ ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace tributary::bench
