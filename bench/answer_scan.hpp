#pragma once

#include <cstddef>
#include <string_view>

namespace tributary::bench {

/// What a load generator has to know of an HTTP/1.1 answer, and no more.
struct ScannedAnswer {
  bool complete = false;
  int status = 0;
  std::size_t size = 0;  ///< head and body
};

/// Looks at the start of `bytes`. Needs: the answers of our own server: a length, no chunks.
/// Errors: std::runtime_error for anything else.
ScannedAnswer scan_answer(std::string_view bytes);

}  // namespace tributary::bench
