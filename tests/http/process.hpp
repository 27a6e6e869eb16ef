#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tributary::http_test {

using Words = std::vector<std::string>;

/// A program that a test runs, its output in two files. It ends with this object at the latest, and
/// with the test's own process however that ends. To be started on a thread that outlives it: the
/// kernel ties it to that one.
class Process {
 public:
  /// What the system lets a program have; 0: as much as it gives the test.
  struct Limits {
    std::uint64_t file_bytes = 0;  ///< no file may grow beyond it, as on a disk that is full
    std::uint64_t open_files = 0;
  };

  /// `words` starts with the program's path. Errors: std::system_error.
  Process(const Words& words, const std::filesystem::path& output,
          const std::filesystem::path& errors, const Limits& limits);
  Process(const Words& words, const std::filesystem::path& output,
          const std::filesystem::path& errors)
      : Process(words, output, errors, Limits{}) {}
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t id() const { return id_; }
  void send_signal(int signal);
  /// Waits for its end: the exit code, or the signal that ended it as a negative number; nothing
  /// when it still runs after `patience`.
  std::optional<int> wait(std::chrono::milliseconds patience);
  /// SIGKILL, and waits.
  void kill();

 private:
  pid_t id_ = -1;
  std::optional<int> ending_;
};

/// How a program ended and what it wrote.
struct Ending {
  int code = 0;  ///< as `Process::wait`
  std::string output;
  std::string errors;
};

/// Runs a program to its end. Errors: std::runtime_error when it takes longer than a minute.
Ending run(const Words& words);

std::string read_file(const std::filesystem::path& path);

}  // namespace tributary::http_test
