#include "bench/interruption.hpp"

#include <signal.h>

#include <array>
#include <atomic>

namespace tributary::bench {
namespace {

constexpr std::array signals{SIGINT, SIGTERM};
std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set by a signal");

void install(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  for (const int signal : signals) ::sigaction(signal, &action, nullptr);
}

}  // namespace

void expect_interruption() {
  install([](int) { interrupted = true; });
}

void forget_interruption() {
  interrupted = false;
  install(SIG_DFL);
}

void stop_if_interrupted() {
  if (interrupted) throw Interrupted();
}

}  // namespace tributary::bench
