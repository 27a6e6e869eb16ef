#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

#include "verticals/clock/calendar_setting.hpp"

namespace tributary::clock {

/// The calendar of `serve --calendar FILE`; without a file the shipped one.
/// Errors: std::runtime_error, in words for the operator.
CalendarWish read_calendar_wish(const std::filesystem::path& file);

/// Puts the wished calendar into force on a platform without timers, which else do it.
class CalendarSetter {
 public:
  /// Nothing as long as it is not known.
  using InForce = std::function<std::optional<CalendarInForce>()>;

  CalendarSetter(Ring& ring, const CalendarWish& wish, InForce in_force)
      : ring_(ring), wish_(wish), in_force_(std::move(in_force)) {}
  ~CalendarSetter() { stop(); }

  /// Of a new platform nothing is in force, and its first loan is due by the wish: it is set before
  /// this returns, but where the clock is in doubt.
  void start(bool is_new);
  void stop();

 private:
  bool try_once();

  Ring& ring_;
  const CalendarWish& wish_;
  const InForce in_force_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace tributary::clock
