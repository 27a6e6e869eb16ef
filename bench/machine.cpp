#include "bench/machine.hpp"

#include <fcntl.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <thread>

#include "bench/stopwatch.hpp"
#include "http/socket.hpp"

namespace tributary::bench {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

std::string kernel_name() {
  utsname names{};
  if (::uname(&names) != 0) return "unknown kernel";
  return std::string(names.sysname) + " " + names.release;
}

double memory_gib() {
  struct sysinfo info{};
  if (::sysinfo(&info) != 0) return 0;
  return static_cast<double>(info.totalram) * info.mem_unit / (1 << 30);
}

double load_average() {
  double minutes = 0;
  return ::getloadavg(&minutes, 1) == 1 ? minutes : 0;
}

/// The file is written once before the clock runs, so that no flush has to record its growth.
Latency flush_latency(const std::filesystem::path& folder) {
  constexpr int flushes = 200;
  const std::filesystem::path path = folder / "flush";
  const http::FileDescriptor file(
      ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  std::array<char, 4096> page{};
  Histogram histogram;
  for (int i = -1; i < flushes; ++i) {
    page.fill(static_cast<char>(i));
    const std::uint64_t start = now_ns();
    if (!file || ::pwrite(file.get(), page.data(), page.size(), 0) < 0 ||
        ::fdatasync(file.get()) != 0) {
      throw std::system_error(errno, std::generic_category(), path.string());
    }
    if (i >= 0) histogram.add(now_ns() - start);
  }
  std::filesystem::remove(path);
  return latency_of(histogram);
}

}  // namespace

Machine machine_of(const std::filesystem::path& folder) {
  return {std::thread::hardware_concurrency(),
          processor_name(),
          kernel_name(),
          memory_gib(),
          load_average(),
          flush_latency(folder)};
}

double machine_cpu_seconds() {
  std::ifstream file("/proc/stat");
  std::string name;
  double user = 0;
  double nice = 0;
  double system = 0;
  double idle = 0;
  double waiting_for_disks = 0;
  double interrupts = 0;
  double soft_interrupts = 0;
  file >> name >> user >> nice >> system >> idle >> waiting_for_disks >> interrupts >>
      soft_interrupts;
  const double ticks = user + nice + system + interrupts + soft_interrupts;
  return file ? ticks / static_cast<double>(::sysconf(_SC_CLK_TCK)) : 0;
}

}  // namespace tributary::bench
