#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "store/temporary_folder.hpp"
#include "tests/http/process.hpp"

namespace tributary::http_test {

using std::chrono::milliseconds;

/// The clock of a machine, which a test sets while a platform runs by it.
class OtherClock {
 public:
  /// It shows the true time.
  OtherClock() { set(milliseconds(0)); }

  /// Ahead of the true time by this; behind it when negative.
  void set(milliseconds ahead);
  /// To `2024-01-31T12:00:00Z`; it goes on from there.
  void set(const std::string& time);
  /// As the platform sees it now, in RFC 3339.
  std::string shows() const;

  /// `words`, run by this clock.
  Words run_by_it(Words words) const;

 private:
  std::filesystem::path file() const { return folder_.path() / "clock"; }

  store::TemporaryFolder folder_;
  milliseconds ahead_{0};
};

}  // namespace tributary::http_test
