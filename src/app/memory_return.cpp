#include "app/memory_return.hpp"

#include <malloc.h>
#include <pthread.h>

#include <utility>

namespace tributary::app {

MemoryReturn::MemoryReturn(std::function<std::uint64_t()> given_back,
                           std::chrono::milliseconds pause)
    : given_back_(std::move(given_back)),
      pause_(pause),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void MemoryReturn::run(const std::stop_token& stop) {
  ::pthread_setname_np(::pthread_self(), "memory");
  std::uint64_t returned = 0;
  std::unique_lock lock(mutex_);
  while (!bell_.wait_for(lock, stop, pause_, [&] { return stop.stop_requested(); })) {
    const std::uint64_t given = given_back_();
    if (given - returned < worth_it) continue;
    ::malloc_trim(0);
    returned = given;
  }
}

}  // namespace tributary::app
