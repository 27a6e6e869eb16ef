#include "vertical/local_time.hpp"

#include <array>

namespace tributary::vertical {

namespace {

constexpr std::int32_t minutes_per_day = 24 * 60;
constexpr std::int64_t ms_per_minute = 60'000;
// Source: the time zones that people live by. The engine knows no others: `engine/present_days`.
constexpr std::int32_t offset_minutes_min = -12 * 60;
constexpr std::int32_t offset_minutes_max = 14 * 60;

/// Reads `09:30` as minutes, up to 99:59.
std::optional<std::int32_t> parse_hours_and_minutes(std::string_view text) {
  constexpr std::string_view shape = "00:00";
  if (text.size() != shape.size()) return std::nullopt;
  std::array<std::int32_t, shape.size()> digits{};
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == ':' ? text[i] != ':' : text[i] < '0' || text[i] > '9') return std::nullopt;
    digits[i] = text[i] - '0';
  }
  if (digits[3] > 5) return std::nullopt;
  return (digits[0] * 10 + digits[1]) * 60 + digits[3] * 10 + digits[4];
}

std::string hours_and_minutes(std::int32_t minutes) {
  const auto two_digits = [](std::int32_t number) {
    return std::string(number < 10 ? "0" : "") + std::to_string(number);
  };
  return two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
}

}  // namespace

std::optional<UtcOffset> parse_utc_offset(std::string_view text) {
  if (!text.starts_with('+') && !text.starts_with('-')) return std::nullopt;
  const auto minutes = parse_hours_and_minutes(text.substr(1));
  if (!minutes) return std::nullopt;
  const UtcOffset offset{text.front() == '-' ? -*minutes : *minutes};
  const bool exists = offset_minutes_min <= offset.minutes && offset.minutes <= offset_minutes_max;
  return exists ? std::optional(offset) : std::nullopt;
}

std::string to_string(UtcOffset offset) {
  return (offset.minutes < 0 ? "-" : "+") + hours_and_minutes(std::abs(offset.minutes));
}

std::optional<MinuteOfDay> parse_minute_of_day(std::string_view text) {
  const auto minutes = parse_hours_and_minutes(text);
  if (!minutes || *minutes >= minutes_per_day) return std::nullopt;
  return MinuteOfDay{*minutes};
}

std::string to_string(MinuteOfDay minute) { return hours_and_minutes(minute.minutes); }

LocalTime local_time(Time time, UtcOffset offset) {
  const auto whole = [](std::int64_t number, std::int64_t unit) {
    return number / unit - (number % unit < 0 ? 1 : 0);
  };
  const std::int64_t minutes = whole(time.ms, ms_per_minute) + offset.minutes;
  const std::int64_t days = whole(minutes, minutes_per_day);
  return {{static_cast<std::int32_t>(days)},
          {static_cast<std::int32_t>(minutes - days * minutes_per_day)}};
}

}  // namespace tributary::vertical
