#pragma once

#include <memory>

#include "app/serve_options.hpp"
#include "ring/recovery.hpp"

namespace tributary::app {

/// A running platform: the ring, closed. Construction recovers, leads and answers; destruction or
/// `stop` finishes what was accepted.
class Platform {
 public:
  /// Errors: whatever keeps it from starting, in words for the operator.
  Platform(const ServeOptions& options, const ring::Progress& progress);
  ~Platform();

  std::uint16_t port() const;
  std::uint16_t admin_port() const;
  /// The last durable sequence.
  std::uint64_t sequence() const;
  /// Reads again at once what may change while it runs: the tokens, the TLS certificate.
  /// What cannot be read stays as it
  /// was. Any thread.
  void reload();
  /// Refuses new connections, answers what was accepted, makes it durable, writes a snapshot.
  void stop();
  /// Any thread: a stop that runs waits no longer than another second for answers.
  void hurry();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tributary::app
