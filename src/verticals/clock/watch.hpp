#pragma once

#include "base/every.hpp"
#include "verticals/clock/timers.hpp"

namespace tributary::clock {

/// Says in the log, once, that the timers need somebody: they cannot say themselves that they are
/// late.
class Watch {
 public:
  explicit Watch(const Timers& timers,
                 std::chrono::milliseconds pause = std::chrono::milliseconds(1'000));

 private:
  void look();

  const Timers& timers_;
  bool is_told_ = false;
  base::Every every_;
};

}  // namespace tributary::clock
