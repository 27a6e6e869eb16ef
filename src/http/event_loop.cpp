#include "http/event_loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/assert.hpp"

namespace tributary::http {

EventLoop::EventLoop()
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)), bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  // Edge-triggered: each ring is reported once, so the counter never has to be read.
  if (!epoll_ || !bell_ || !watch(bell_.get(), EPOLLIN | EPOLLET, mailbox_key)) {
    throw std::system_error(errno, std::generic_category(), "epoll");
  }
}

bool EventLoop::watch(int fd, std::uint32_t events, std::uint32_t key) {
  epoll_event event{};
  event.events = events;
  event.data.u32 = key;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void EventLoop::forget(int fd) { ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); }

void EventLoop::post(Functor work) {
  bool ring = false;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return;
    posted_.push_back(std::move(work));
    ring = !std::exchange(rung_, true);
  }
  if (ring) {
    const std::uint64_t one = 1;
    const auto written = ::write(bell_.get(), &one, sizeof one);
    ASSERT(written == sizeof one);
  }
}

std::span<const epoll_event> EventLoop::wait(std::chrono::milliseconds timeout) {
  const int count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()),
                                 static_cast<int>(timeout.count()));
  ASSERT(count >= 0 || errno == EINTR);
  const auto end =
      std::remove_if(events_.begin(), events_.begin() + std::max(count, 0),
                     [](const epoll_event& event) { return event.data.u32 == mailbox_key; });
  return {events_.data(), static_cast<std::size_t>(end - events_.begin())};
}

void EventLoop::take_posted() {
  const std::scoped_lock lock(mutex_);
  running_.swap(posted_);
  rung_ = false;
}

void EventLoop::close() {
  std::vector<Functor> dropped;  // destroyed outside the lock
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  dropped.swap(posted_);
}

}  // namespace tributary::http
