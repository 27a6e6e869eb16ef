#pragma once

#include <stdexcept>

namespace tributary::bench {

/// The user has asked us to end. Travels up like any fault, so that folders and processes go away.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

/// From now on SIGINT and SIGTERM end waiting system calls instead of the process.
void expect_interruption();
/// Back to what a process does by itself: for children.
void forget_interruption();
/// Errors: Interrupted, if a signal has come since `expect_interruption`.
void stop_if_interrupted();

}  // namespace tributary::bench
