#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace tributary::base {

/// One line on a terminal that tells how far long work is; silent when nobody looks or it is soon
/// over.
class ProgressBar {
 public:
  ProgressBar(std::ostream& out, std::string_view what, std::uint64_t whole = 0,
              bool watched = ::isatty(STDERR_FILENO) == 1,
              std::chrono::milliseconds every = std::chrono::milliseconds(100))
      : out_(out), what_(what), whole_(whole), watched_(watched), every_(every) {}

  void show(std::uint64_t done, std::string_view where = {}) {
    const auto now = std::chrono::steady_clock::now();
    if (!watched_ || now - shown_ < every_) return;
    shown_ = now;
    written_ = true;
    out_ << '\r' << what_ << "  " << done;
    if (whole_ != 0) out_ << " of " << whole_ << "  " << done * 100 / whole_ << " %";
    if (!where.empty()) out_ << "  " << where;
    out_ << "\x1b[K" << std::flush;
  }
  void finish() {
    if (written_) out_ << "\r\x1b[K" << std::flush;
    written_ = false;
  }

 private:
  std::ostream& out_;
  std::string what_;
  std::uint64_t whole_;
  bool watched_;
  std::chrono::milliseconds every_;
  bool written_ = false;
  std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
};

}  // namespace tributary::base
