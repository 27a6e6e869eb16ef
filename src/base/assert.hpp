#pragma once

#include <cstdio>
#include <cstdlib>

namespace tributary::base {

[[noreturn]] inline void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "ASSERT failed: %s (%s:%d)\n", condition, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace tributary::base

/// Stops the process when the program itself is wrong. Never compiled out; user input and faults
/// of the world must not be able to reach one.
#define ASSERT(condition)                            \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? static_cast<void>(0)                        \
       : ::tributary::base::assertion_failed(#condition, __FILE__, __LINE__))
