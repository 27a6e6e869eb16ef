#pragma once

#include <pthread.h>

#include <csignal>

namespace tributary::app {

/// SIGINT and SIGTERM as something to wait for, in this thread and all that it starts later.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    // A client that goes away is an error code of a write, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
  }

 private:
  sigset_t set_{};
};

}  // namespace tributary::app
