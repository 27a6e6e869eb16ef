#pragma once

#include "base/flags.hpp"
#include "verticals/clock/timers.hpp"

namespace tributary::clock {

/// What an operator can choose.
struct Settings {
  bool timers = true;  ///< else no business day begins by itself
  Timers::Options timer_options;
};

extern const std::string_view flags_synopsis;
extern const std::string_view flags_usage;

/// Errors: base::FlagError; std::runtime_error for a calendar that cannot be read.
Settings read_settings(base::Flags& flags);

}  // namespace tributary::clock
