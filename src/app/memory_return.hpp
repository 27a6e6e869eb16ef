#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace tributary::app {

/// Gives back to the system what the allocator keeps when a crowd of connections has gone: it holds
/// freed memory for the next request of it, and after an attack that is as much as the attack took.
class MemoryReturn {
 public:
  /// `given_back` tells how many bytes connections have ever freed; any thread. Looked at every
  /// `pause`, so that a round under attack costs one look at the free memory in so long.
  MemoryReturn(std::function<std::uint64_t()> given_back, std::chrono::milliseconds pause);

  /// Bytes freed since the last return that are worth one.
  static constexpr std::uint64_t worth_it = 16ULL << 20;

 private:
  void run(const std::stop_token& stop);

  const std::function<std::uint64_t()> given_back_;
  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable_any bell_;
  std::jthread thread_;
};

}  // namespace tributary::app
