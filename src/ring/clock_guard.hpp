#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "protocol/types.hpp"
#include "vertical/possible_times.hpp"

namespace tributary::ring {

/// What two clocks of the machine say at one instant.
struct ClockReading {
  protocol::Time wall;             ///< can be set to anything, by hand or by another machine
  std::chrono::milliseconds boot;  ///< since the machine was started, sleep included; cannot be set
};
ClockReading read_clocks();

/// Between the machine's clock and all that is decided by it. A clock that jumps is noticed before
/// anything is decided, and gives no time until it is right again or somebody confirms it. Any
/// thread.
class ClockGuard {
 public:
  struct Options {
    std::function<ClockReading()> read = read_clocks;
    /// How long a platform may have been stopped before its start asks.
    std::chrono::milliseconds stopped_max = std::chrono::days(7);

    /// A platform that asks before it works a day it has missed is still stopped over a night.
    static Options of_catch_up_days(std::int32_t days) {
      return {.stopped_max = std::chrono::days(std::max(days, 1))};
    }
  };

  /// While running, a jump is told from a clock that was corrected a little: each minute.
  static constexpr std::chrono::milliseconds jump_max = std::chrono::seconds(30);
  static constexpr std::chrono::milliseconds renewed_every = std::chrono::minutes(1);
  /// How far the time that somebody names may be from what the clock shows.
  static constexpr std::chrono::milliseconds named_within = std::chrono::minutes(10);
  /// Source: 2020-01-01T00:00:00Z. Before the first platform of this program began: what a machine
  /// shows whose clock has no battery.
  static constexpr protocol::Time earliest{1'577'836'800'000};

  /// `last`: the time that the journal has come to; zero when it is empty.
  explicit ClockGuard(protocol::Time last) : ClockGuard(last, Options{}) {}
  ClockGuard(protocol::Time last, Options options);

  /// What time it is; nothing while the clock is in doubt.
  std::optional<protocol::Time> now();
  /// Likewise as far as anybody knows, for what cannot wait. While the clock is in doubt, what it
  /// shows, and besides the time that has passed since it was believed; before it ever was, the end
  /// of the journal. Either may be wrong: a person may have confirmed a wrong clock.
  vertical::PossibleTimes supposed();
  /// Why the clock is in doubt and what to do, as it is now; nothing when all is well.
  std::optional<std::string> doubt();
  /// What the clock shows, right or wrong.
  protocol::Time shows() const { return options_.read().wall; }
  /// Whether the clock shows the time that somebody names, by and large.
  bool shows(protocol::Time named) const;
  /// From here on the clock is believed, if it shows the time that is named.
  bool confirm(protocol::Time named);

 private:
  std::optional<std::string> fault_of(const ClockReading&) const;
  void judge(const ClockReading&);

  const protocol::Time last_;
  const Options options_;
  std::mutex mutex_;
  std::optional<ClockReading> believed_;  ///< nothing until the clock was once believed
  std::optional<std::string> doubt_;
};

}  // namespace tributary::ring
