#pragma once

#include <csignal>

#include "http/socket.hpp"

namespace tributary::command_line {

/// What an operator says to a running platform: SIGINT and SIGTERM ask it to stop, SIGHUP to read
/// again what it was started with. None of them ends the process by itself; SIGQUIT still does.
class Signals {
 public:
  enum class Word { stop, reload, woken };

  /// Takes the signals from this thread and all that it starts later: to be made before them.
  /// Errors: std::system_error.
  Signals();

  /// Waits for a signal, or for `wake`.
  Word wait();
  /// Any thread: `wait` returns `woken` once.
  void wake();
  /// Whether a signal to stop waits to be taken, without taking it.
  static bool stop_is_pending();

 private:
  http::FileDescriptor signals_;
  http::FileDescriptor bell_;
};

}  // namespace tributary::command_line
