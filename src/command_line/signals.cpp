#include "command_line/signals.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace tributary::command_line {
namespace {

[[noreturn]] void throw_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Signals::Signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A client that goes away is an error code of a write, not a signal.
  std::signal(SIGPIPE, SIG_IGN);
  signals_ = http::FileDescriptor(::signalfd(-1, &set, SFD_CLOEXEC));
  if (!signals_) throw_errno("signalfd");
  bell_ = http::FileDescriptor(::eventfd(0, EFD_CLOEXEC));
  if (!bell_) throw_errno("eventfd");
}

Signals::Word Signals::wait() {
  pollfd both[] = {{.fd = signals_.get(), .events = POLLIN, .revents = 0},
                   {.fd = bell_.get(), .events = POLLIN, .revents = 0}};
  while (::poll(both, 2, -1) < 0) {
    if (errno != EINTR) throw_errno("poll");
  }
  if ((both[1].revents & POLLIN) != 0) {
    std::uint64_t rings = 0;
    if (::read(bell_.get(), &rings, sizeof rings) != sizeof rings) throw_errno("eventfd");
    return Word::woken;
  }
  signalfd_siginfo signal{};
  if (::read(signals_.get(), &signal, sizeof signal) != sizeof signal) throw_errno("signalfd");
  return signal.ssi_signo == SIGHUP ? Word::reload : Word::stop;
}

void Signals::wake() {
  const std::uint64_t once = 1;
  [[maybe_unused]] const ssize_t written = ::write(bell_.get(), &once, sizeof once);
}

bool Signals::stop_is_pending() {
  sigset_t pending;
  return ::sigpending(&pending) == 0 &&
         (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1);
}

}  // namespace tributary::command_line
