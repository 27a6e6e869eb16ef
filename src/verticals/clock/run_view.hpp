#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "verticals/clock/tally.hpp"

/// The timers as an operator sees them.
namespace tributary::clock {

enum class RunState : std::uint8_t { waiting = 1, running = 2, done = 3, failed = 4 };
BOOST_DESCRIBE_ENUM(RunState, waiting, running, done, failed)

/// A run that somebody ordered, or the round of the clock.
struct RunView {
  std::uint64_t run = 0;  ///< 0: the clock's
  RunState state = RunState::waiting;
  std::optional<Date> to;
  std::string round;
  std::optional<Date> day;     ///< the one that is worked
  std::uint64_t listed = 0;    ///< of this day so far
  std::uint64_t finished = 0;  ///< of those listed
  std::vector<WorkedKind> worked;
  std::optional<std::string> fault;
  std::optional<Date> confirmed_on;  ///< by whoever ordered days that are not present ones
};
BOOST_DESCRIBE_STRUCT(RunView, (),
                      (run, state, to, round, day, listed, finished, worked, fault, confirmed_on))

/// `off`: they do not run in this process.
enum class TimersState : std::uint8_t { off = 0, starting = 1, following = 2, stopped = 3 };
BOOST_DESCRIBE_ENUM(TimersState, off, starting, following, stopped)

struct TimersView {
  TimersState state = TimersState::off;
  std::optional<std::string> reason;  ///< why they are stopped
  std::optional<std::string> fault;   ///< that is being retried
  std::optional<Date> business_day;
  std::optional<Date> today;  ///< by the clock
  std::optional<protocol::Time> last_run;
  std::optional<RunView> clock_run;  ///< the present or last round of the clock
  std::vector<RunView> runs;         ///< the last that were ordered, newest first
  std::vector<WorkedKind> worked;    ///< since the start
};
BOOST_DESCRIBE_STRUCT(TimersView, (),
                      (state, reason, fault, business_day, today, last_run, clock_run, runs,
                       worked))

}  // namespace tributary::clock
