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
  /// `words` starts with the program's path. `file_bytes_max`: no file may grow beyond it (0: any),
  /// as on a disk that is full. Errors: std::system_error.
  Process(const Words& words, const std::filesystem::path& output,
          const std::filesystem::path& errors, std::uint64_t file_bytes_max = 0);
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
