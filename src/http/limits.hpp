#pragma once

#include <chrono>
#include <cstddef>

namespace tributary::http {

/// Every bound of the edge. What goes beyond one is answered (4xx, 503) and closed, never queued.
struct Limits {
  std::size_t head_bytes = 16 * 1024;           ///< request line and header fields: 414, 431
  std::size_t header_fields = 64;               ///< 431
  std::size_t body_bytes = 1024 * 1024;         ///< 413, before the body is read
  std::size_t whole_body_bytes = 64 * 1024;     ///< from senders that nobody knows: 413
  std::size_t answer_bytes = 16 * 1024 * 1024;  ///< a longer answer is a fault: 500
  /// Memory for half-received requests and half-taken answers of all connections, as it is
  /// allocated. Beyond it gives way who holds most, those first who are not known once they hold
  /// half of it: 503 and close.
  std::size_t buffered_bytes = 512 * 1024 * 1024;
  /// One more makes those give way that have waited longest for a request or for its rest, those
  /// last who have shown who they are; when all are answering or streaming: 503 and close.
  std::size_t connections = 16'000;
  std::size_t streams = 4'000;             ///< live streams, counted in `connections` too: 503
  std::chrono::milliseconds idle{75'000};  ///< between two requests; closed without a word
  std::chrono::milliseconds whole_request{15'000};  ///< from its first byte to its last: 408
  std::chrono::milliseconds whole_answer{30'000};   ///< from the first byte that had to wait
};

}  // namespace tributary::http
