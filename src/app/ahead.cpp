#include "app/ahead.hpp"

#include "api/time_text.hpp"

namespace tributary::app {

namespace {

/// A clock that is corrected a little is behind the last group for a moment.
constexpr std::int64_t clock_behind_ms_max = 60'000;

}  // namespace

std::optional<std::string> ahead_of_today(money::Date business_day, money::Date today) {
  const std::int32_t days = business_day - today;
  if (days <= 0) return std::nullopt;
  return "the business day " + to_string(business_day) + " is " +
         (days == 1 ? "1 day" : std::to_string(days) + " days") + " ahead of today, " +
         to_string(today) + ": what people pay is dated by it";
}

std::optional<std::string> ahead_of_clock(protocol::Time engine, protocol::Time clock) {
  if (engine.ms - clock.ms <= clock_behind_ms_max) return std::nullopt;
  std::string until;
  api::append_time(until, engine);
  return "engine time is ahead of the clock until " + until +
         ": all that is recorded until then is stamped with that time";
}

}  // namespace tributary::app
