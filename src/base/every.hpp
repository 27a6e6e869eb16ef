#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace tributary::base {

/// Calls a function every so often, on a thread of its own, until this ends.
class Every {
 public:
  /// `name`: of the thread. `call` must not throw.
  Every(const char* name, std::chrono::milliseconds pause, std::function<void()> call);

 private:
  void run(const std::stop_token& stop);

  const char* const name_;
  const std::chrono::milliseconds pause_;
  const std::function<void()> call_;
  std::mutex mutex_;
  std::condition_variable_any bell_;
  std::jthread thread_;
};

}  // namespace tributary::base
