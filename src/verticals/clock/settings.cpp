#include "verticals/clock/settings.hpp"

#include <ranges>

#include "verticals/clock/calendar_setter.hpp"

namespace tributary::clock {

namespace {

std::vector<MinuteOfDay> read_hours(std::string_view text) {
  std::vector<MinuteOfDay> hours;
  for (const auto part : std::views::split(text, ',')) {
    const std::string_view word(part.begin(), part.end());
    const auto hour = vertical::parse_minute_of_day(word);
    if (!hour || (!hours.empty() && *hour <= hours.back())) {
      throw base::FlagError("--collect-at needs growing hours such as 00:30,09:00");
    }
    hours.push_back(*hour);
  }
  return hours;
}

std::uint16_t read_days(base::Flags& flags, std::string_view name, std::uint16_t otherwise,
                        std::uint16_t most) {
  const std::uint64_t days = flags.number(name, otherwise);
  if (days > most) {
    throw base::FlagError(std::string(name) + " needs at most " + std::to_string(most) + " days");
  }
  return static_cast<std::uint16_t>(days);
}

}  // namespace

const std::string_view flags_synopsis =
    "                       [--no-timers] [--calendar FILE] [--collect-at HH:MM,…]\n"
    "                       [--remind-days N] [--loans-kept-days N]\n";

const std::string_view flags_usage =
    "  --no-timers        begin no business days: nothing is collected, charged or closed by "
    "itself;\n"
    "                     the calendar is put into force all the same\n"
    "  --calendar         holidays as lines of date,kind,name (mainland China 2024 to 2027)\n"
    "  --collect-at       when due money is tried for (00:30,09:00,12:00,16:00,20:00)\n"
    "  --remind-days      before the due date (3; 0: never)\n"
    "  --loans-kept-days  so long after its end a loan's payments can be taken back (400)\n";

Settings read_settings(base::Flags& flags) {
  Settings settings;
  Timers::Options& timers = settings.timer_options;
  settings.timers = !flags.has("--no-timers");
  const std::string calendar = flags.text("--calendar", "");
  const std::string hours = flags.text("--collect-at", "");
  if (!hours.empty()) timers.timetable.collect_at = read_hours(hours);
  timers.remind_days = read_days(flags, "--remind-days", timers.remind_days, 366);
  timers.loans_kept_days = read_days(flags, "--loans-kept-days", timers.loans_kept_days, 3'660);
  timers.calendar = read_calendar_wish(calendar);
  return settings;
}

}  // namespace tributary::clock
