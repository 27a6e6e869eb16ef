#pragma once

#include <memory>

#include "app/recovery.hpp"
#include "app/serve.hpp"

namespace tributary::app {

/// A running platform: the ring, closed. Construction recovers, leads and answers; destruction or
/// `stop` finishes what was accepted.
class Platform {
 public:
  /// Errors: whatever keeps it from starting, in words for the operator.
  Platform(const ServeOptions& options, const Progress& progress);
  ~Platform();

  std::uint16_t port() const;
  /// The last durable sequence.
  std::uint64_t sequence() const;
  void stop();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tributary::app
