#pragma once

#include <optional>
#include <string>

#include "money/date.hpp"
#include "protocol/types.hpp"

/// What the platform is ahead of, told to who watches it: nothing is wrong with the machine, but
/// people see dates that have not come.
namespace tributary::app {

/// A business day that was confirmed before it came.
std::optional<std::string> ahead_of_today(money::Date business_day, money::Date today);

/// The engine's time, after a wrong clock that was confirmed was set right.
std::optional<std::string> ahead_of_clock(protocol::Time engine, protocol::Time clock);

}  // namespace tributary::app
