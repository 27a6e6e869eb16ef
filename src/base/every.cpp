#include "base/every.hpp"

#include <utility>

#include "base/thread_name.hpp"

namespace tributary::base {

Every::Every(const char* name, std::chrono::milliseconds pause, std::function<void()> call)
    : name_(name),
      pause_(pause),
      call_(std::move(call)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Every::run(const std::stop_token& stop) {
  base::name_thread(name_);
  std::unique_lock lock(mutex_);
  while (!bell_.wait_for(lock, stop, pause_, [&] { return stop.stop_requested(); })) call_();
}

}  // namespace tributary::base
