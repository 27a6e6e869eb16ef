#pragma once

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "http/socket.hpp"

namespace tributary::http {

using Functor = std::move_only_function<void()>;

/// Readiness of sockets and work from other threads, for one thread: epoll and a mailbox.
class EventLoop {
 public:
  EventLoop();

  /// Reports `events` of `fd` under `key`. False, with errno, when the kernel has no room for it.
  [[nodiscard]] bool watch(int fd, std::uint32_t events, std::uint32_t key);
  void forget(int fd);

  /// Any thread. Costs a system call only when the loop has not yet been woken.
  void post(Functor work);

  /// Waits for readiness or posted work, at most `timeout`; negative: without end.
  std::span<const epoll_event> wait(std::chrono::milliseconds timeout);

  /// Hands what was posted to `run`, in its order; false if there was nothing.
  template <class Run>
  bool run_posted(Run&& run) {
    take_posted();
    for (Functor& work : running_) run(work);
    const bool any = !running_.empty();
    running_.clear();
    return any;
  }

  /// Whether something posted waits to be run. Any thread.
  bool has_posted() const {
    const std::scoped_lock lock(mutex_);
    return !posted_.empty();
  }

  /// Drops what is posted and not yet run, and whatever will be.
  void close();

 private:
  void take_posted();

  static constexpr std::uint32_t mailbox_key = ~std::uint32_t{0};

  FileDescriptor epoll_;
  FileDescriptor bell_;
  std::array<epoll_event, 512> events_;
  mutable std::mutex mutex_;
  std::vector<Functor> posted_;
  bool rung_ = false;
  bool closed_ = false;
  std::vector<Functor> running_;
};

}  // namespace tributary::http
