#pragma once

#include <memory>
#include <string>

#include "store/temporary_folder.hpp"
#include "tests/http/process.hpp"

namespace tributary::http_test {

/// A server of PostgreSQL that a test may stop and crash: in a folder of its own, reached through a
/// socket in it alone. It flushes what it keeps.
class OwnPostgres {
 public:
  /// Makes the cluster. Errors: std::runtime_error.
  OwnPostgres();

  /// Whether its programs are on this machine.
  static bool is_installed();

  /// Returns when it answers. Errors: std::runtime_error.
  void start();
  /// Ends sessions and writes what it has.
  void stop();
  /// All its processes end at once, as in a power cut that the disk survives.
  void crash();

  /// Names no password.
  std::string url() const;

 private:
  Words as_its_user(Words words) const;
  void end_by(int signal);

  store::TemporaryFolder folder_;
  std::unique_ptr<Process> process_;
};

}  // namespace tributary::http_test
