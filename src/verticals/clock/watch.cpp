#include "verticals/clock/watch.hpp"

#include "base/log.hpp"

namespace tributary::clock {

Watch::Watch(const Timers& timers, std::chrono::milliseconds pause)
    : timers_(timers), every_("timers_watch", pause, [this] { look(); }) {}

void Watch::look() {
  const auto trouble = timers_.trouble();
  if (trouble && !is_told_) base::log_error("timers", *trouble);
  is_told_ = trouble.has_value();
}

}  // namespace tributary::clock
