#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/limits.hpp"
#include "http/request_parser.hpp"

namespace tributary::http {

/// What the head says of the body and of the connection.
struct RequestHead {
  int refusal = 0;       ///< the status to answer, 0 when the head is good so far
  std::size_t size = 0;  ///< bytes of the head with its empty line; 0 when it has no end yet
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool expects_continue = false;
};

/// Reads request line and header fields into `request`.
RequestHead parse_head(std::string_view bytes, const Limits& limits, ParsedRequest& request);

}  // namespace tributary::http
