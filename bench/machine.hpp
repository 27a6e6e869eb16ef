#pragma once

#include <boost/describe/class.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "bench/figure.hpp"

namespace tributary::bench {

/// What the figures were measured on.
struct Machine {
  std::uint32_t cores = 0;
  std::string processor{};
  std::string kernel{};
  double memory_gib = 0;
  double load = 0;  ///< processes that wanted to run in the minute before
  Latency flush{};  ///< of 4 KiB written over a file and flushed, in the folder measured in
};
BOOST_DESCRIBE_STRUCT(Machine, (), (cores, processor, kernel, memory_gib, load, flush))

/// Errors: std::system_error if `folder` cannot be written.
Machine machine_of(const std::filesystem::path& folder);

/// Processor time that all processes and the kernel have used since the machine was started, to a
/// hundredth of a second; 0 if the system does not tell. Units: s.
double machine_cpu_seconds();

}  // namespace tributary::bench
