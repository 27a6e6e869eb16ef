#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "base/assert.hpp"

namespace tributary::base {

/// While it lives, standard error is a terminal, or none, whatever it was before.
class TestTerminal {
 public:
  enum class Watched { by_somebody, by_nobody };

  explicit TestTerminal(Watched watched = Watched::by_somebody) : before_(::dup(STDERR_FILENO)) {
    if (watched == Watched::by_nobody) {
      become(::open("/dev/null", O_WRONLY));
      return;
    }
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY);
    ASSERT(::grantpt(master_) == 0 && ::unlockpt(master_) == 0);
    become(::open(::ptsname(master_), O_RDWR | O_NOCTTY));
  }
  ~TestTerminal() {
    become(before_);
    if (master_ >= 0) ::close(master_);
  }
  TestTerminal(const TestTerminal&) = delete;
  TestTerminal& operator=(const TestTerminal&) = delete;

 private:
  static void become(int file) {
    ASSERT(file >= 0);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
  }

  int before_ = -1;
  int master_ = -1;
};

}  // namespace tributary::base
