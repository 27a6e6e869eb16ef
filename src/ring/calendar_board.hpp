#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "money/calendar.hpp"

namespace tributary::ring {

/// The calendar that settlements use, for those who ask on other threads.
class CalendarBoard {
 public:
  /// Any thread.
  std::shared_ptr<const money::Calendar> read() const {
    const std::lock_guard lock(mutex_);
    return calendar_;
  }

  /// Called after every group: costs no more than a comparison where nothing has changed.
  /// Needs: one thread that shows.
  void show(const money::Calendar& calendar) {
    if (*calendar_ == calendar) return;
    auto next = std::make_shared<const money::Calendar>(calendar);
    const std::lock_guard lock(mutex_);
    calendar_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const money::Calendar> calendar_ = std::make_shared<const money::Calendar>();
};

}  // namespace tributary::ring
