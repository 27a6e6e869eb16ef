#include "ring/clock_guard.hpp"

#include <algorithm>
#include <ctime>

#include "api/time_text.hpp"
#include "base/assert.hpp"
#include "base/log.hpp"

namespace tributary::ring {
namespace {

using protocol::Time;
using std::chrono::milliseconds;

milliseconds read_clock(clockid_t clock) {
  std::timespec now{};
  const int failed = ::clock_gettime(clock, &now);
  ASSERT(failed == 0);
  return std::chrono::duration_cast<milliseconds>(std::chrono::seconds(now.tv_sec) +
                                                  std::chrono::nanoseconds(now.tv_nsec));
}

milliseconds between(Time from, Time to) { return milliseconds(to.ms - from.ms); }

Time later(Time time, milliseconds by) { return {time.ms + by.count()}; }

/// What a clock that was right once should show now.
Time expected(const ClockReading& once, const ClockReading& now) {
  return later(once.wall, now.boot - once.boot);
}

/// A clock may show what no calendar has.
std::string text_of(Time time) {
  constexpr Time first{0};
  constexpr Time last{253'402'300'799'999};  // 9999-12-31T23:59:59.999Z
  std::string text;
  api::append_time(text, std::clamp(time, first, last));
  return text;
}

}  // namespace

ClockReading read_clocks() {
  return {{read_clock(CLOCK_REALTIME).count()}, read_clock(CLOCK_BOOTTIME)};
}

ClockGuard::ClockGuard(Time last, Options options) : last_(last), options_(std::move(options)) {
  judge(options_.read());
}

std::optional<Time> ClockGuard::now() {
  const std::lock_guard lock(mutex_);
  const ClockReading reading = options_.read();
  judge(reading);
  if (doubt_) return std::nullopt;
  return reading.wall;
}

vertical::PossibleTimes ClockGuard::supposed() {
  const std::lock_guard lock(mutex_);
  const ClockReading reading = options_.read();
  judge(reading);
  if (!doubt_) return reading.wall;
  return {reading.wall, believed_ ? expected(*believed_, reading) : last_};
}

std::optional<std::string> ClockGuard::doubt() {
  const std::lock_guard lock(mutex_);
  judge(options_.read());
  return doubt_;
}

bool ClockGuard::shows(Time named) const {
  return std::chrono::abs(between(named, shows())) <= named_within;
}

bool ClockGuard::confirm(Time named) {
  const std::lock_guard lock(mutex_);
  const ClockReading reading = options_.read();
  if (std::chrono::abs(between(named, reading.wall)) > named_within) return false;
  believed_ = reading;
  doubt_.reset();
  base::log_warning("clock_confirmed", "the clock shows " + text_of(reading.wall) +
                                           ", somebody has confirmed it as " + text_of(named));
  return true;
}

/// In what a reading contradicts what is known; nothing for one that may be right.
std::optional<std::string> ClockGuard::fault_of(const ClockReading& reading) const {
  if (believed_) {
    const Time right = expected(*believed_, reading);
    if (std::chrono::abs(between(right, reading.wall)) <= jump_max) return std::nullopt;
    return "by the time that has passed since it was last right it should be " + text_of(right);
  }
  if (last_ == Time{}) {
    if (reading.wall >= earliest) return std::nullopt;
    return "which was before there were platforms of this program";
  }
  const milliseconds stopped = between(last_, reading.wall);
  if (-jump_max <= stopped && stopped <= options_.stopped_max) return std::nullopt;
  return "and the journal ends at " + text_of(last_);
}

void ClockGuard::judge(const ClockReading& reading) {
  const std::optional<std::string> fault = fault_of(reading);
  if (!fault) {
    if (doubt_) base::log_warning("clock_right_again", "it shows " + text_of(reading.wall));
    doubt_.reset();
    if (!believed_ || reading.boot - believed_->boot >= renewed_every) believed_ = reading;
    return;
  }
  const bool is_new = !doubt_;
  // No command that is ready to be pasted: who names the time has to have looked at another clock.
  doubt_ = "the machine's clock shows " + text_of(reading.wall) + ", " + *fault +
           ": nothing is decided. Set the clock right; or if it is right, confirm it by `tributary "
           "clock confirm --time TIME`, with TIME read from a watch and not from here";
  if (is_new) base::log_error("clock_in_doubt", *doubt_);
}

}  // namespace tributary::ring
