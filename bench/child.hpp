#pragma once

#include <signal.h>
#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http/socket.hpp"

namespace tributary::bench {

/// A process that this one started. It ends with this one, however that ends, and at the latest
/// with this object.
class Child {
 public:
  /// Runs `work` in a copy of this process with its standard output in our hands; what it throws
  /// goes to standard error and makes it fail. Needs: no other thread in this process yet.
  static Child copy(const std::function<void()>& work);
  /// Runs a program; `words` starts with its path. Errors: std::system_error.
  static Child program(const std::vector<std::string>& words);

  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// The next line of its standard output, without the end of line; none at its end.
  /// Errors: Interrupted.
  std::optional<std::string> read_line();
  /// Everything it will still write to its standard output. Errors: Interrupted.
  std::string read_all();
  /// Asks it to end. Then, or when it ended by itself: whether it ended well.
  bool end(int signal = SIGTERM);
  bool wait();
  /// Whether its end has not been awaited.
  bool started() const { return process_ >= 0; }
  /// Whether it has not ended by itself. Needs: `started`.
  bool running() const;

  /// Processor time it has used so far, all its threads. Units: seconds.
  double cpu_seconds() const;
  /// Memory it has now that is not swapped out.
  double resident_bytes() const;

 private:
  Child(pid_t process, http::FileDescriptor output);
  bool fill();

  pid_t process_;
  http::FileDescriptor output_;
  std::string unread_;
};

/// Writes all of `text` to a file descriptor. Errors: std::system_error.
void write_all(int file, std::string_view text);

}  // namespace tributary::bench
