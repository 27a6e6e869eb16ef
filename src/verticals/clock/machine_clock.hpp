#pragma once

#include <boost/describe/class.hpp>
#include <functional>
#include <optional>
#include <string>

#include "protocol/types.hpp"

namespace tributary::clock {

/// The clock of the machine that decides, as an operator sees it. Filled in by `app`.
struct MachineClock {
  /// Right or wrong.
  std::function<protocol::Time()> shows;
  /// Why it is in doubt and what to do; nothing when all is well.
  std::function<std::optional<std::string>()> doubt;
  /// Whether it shows the time that is named, by and large.
  std::function<bool(protocol::Time named)> is_shown;
  /// From here on it is believed. False: it shows another time than the one that is named.
  std::function<bool(protocol::Time named)> confirm;
};

struct ClockView {
  protocol::Time shows;
  bool in_doubt = false;  ///< nothing is decided meanwhile
  std::optional<std::string> reason;
  protocol::Time engine_time;  ///< of the last group; never goes back
};
BOOST_DESCRIBE_STRUCT(ClockView, (), (shows, in_doubt, reason, engine_time))

}  // namespace tributary::clock
