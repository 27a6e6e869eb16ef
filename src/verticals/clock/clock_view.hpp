#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "protocol/types.hpp"

namespace tributary::clock {

/// The clock of the machine, as an operator sees it.
struct ClockView {
  protocol::Time shows;
  bool in_doubt = false;  ///< nothing is decided meanwhile
  std::optional<std::string> reason;
  protocol::Time engine_time;  ///< of the last group; never goes back
};
BOOST_DESCRIBE_STRUCT(ClockView, (), (shows, in_doubt, reason, engine_time))

}  // namespace tributary::clock
