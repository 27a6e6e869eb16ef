#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/child.hpp"
#include "bench/market.hpp"

namespace tributary::bench {

/// Whether what falls due is done by itself meanwhile.
enum class Timers : bool { off, on };

/// `tributary serve` as a user would start it, on a data folder, in a process of its own.
class ServedPlatform {
 public:
  /// Returns when it listens. Errors: std::runtime_error if it ends before.
  ServedPlatform(const std::string& program, const std::filesystem::path& folder,
                 const std::vector<std::string>& options = {}, Timers timers = Timers::off);

  std::uint16_t port() const { return port_; }
  double cpu_seconds() const { return child_.cpu_seconds(); }
  double resident_bytes() const { return child_.resident_bytes(); }

  /// Until its read models include every command: they are filled behind the answers, and would
  /// take the processor from what is measured next. Looks every `pause`. Errors: Interrupted.
  void await_read_models(std::chrono::milliseconds pause = std::chrono::milliseconds(20)) const;

 private:
  Child child_;
  std::uint16_t admin_port_ = 0;
  std::uint16_t port_;
};

/// A data folder with a market in it, and the token of a caller who may do everything. `at`: when
/// it is founded; by the machine's clock where none is given.
std::string found_platform(const std::filesystem::path& folder, const Market& market,
                           protocol::Time at = {});

}  // namespace tributary::bench
