#include "api/time_text.hpp"

#include <algorithm>
#include <chrono>

#include "money/date.hpp"

namespace tributary::api {

namespace {

constexpr std::int64_t ms_per_second = 1'000;
constexpr std::int64_t ms_per_minute = 60 * ms_per_second;
constexpr std::int64_t ms_per_hour = 60 * ms_per_minute;
constexpr std::int64_t ms_per_day = 24 * ms_per_hour;

constexpr std::string_view shape = "0000-00-00T00:00:00.000Z";

constexpr std::int64_t time_min_ms = -62'167'219'200'000;  // of the year 0000
constexpr std::int64_t time_max_ms = 253'402'300'799'999;  // of the year 9999

/// Writes the last digits of `number` over those at `at`.
template <std::size_t width>
void put(char* at, std::int64_t number) {
  for (std::size_t i = width; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

/// The number at the beginning of `text` that has `width` digits and is below `bound`; cut off.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t width,
                                        std::int64_t bound) {
  if (text.size() < width) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text.substr(0, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(width);
  return number < bound ? std::optional(number) : std::nullopt;
}

bool take_char(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

/// `08:30` as milliseconds.
std::optional<std::int64_t> take_hour_and_minute(std::string_view& text) {
  const auto hour = take_number(text, 2, 24);
  if (!hour || !take_char(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2, 60);
  if (!minute) return std::nullopt;
  return *hour * ms_per_hour + *minute * ms_per_minute;
}

/// `.5` as milliseconds; zero when there is no point.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!take_char(text, '.')) return 0;
  std::int64_t place = ms_per_second / 10;
  std::int64_t fraction = 0;
  bool any = false;
  for (; place > 0 && !text.empty() && text.front() >= '0' && text.front() <= '9'; place /= 10) {
    fraction += (text.front() - '0') * place;
    text.remove_prefix(1);
    any = true;
  }
  return any ? std::optional(fraction) : std::nullopt;
}

/// What local time is ahead of UTC; the text must end behind it.
std::optional<std::int64_t> take_offset(std::string_view text) {
  if (text == "Z") return 0;
  const bool behind = text.starts_with('-');
  if (!take_char(text, behind ? '-' : '+')) return std::nullopt;
  const auto offset = take_hour_and_minute(text);
  if (!offset || !text.empty()) return std::nullopt;
  return behind ? -*offset : *offset;
}

}  // namespace

void append_time(std::string& out, protocol::Time time) {
  const std::chrono::milliseconds since_epoch{time.ms};
  const auto days = std::chrono::floor<std::chrono::days>(since_epoch);
  const std::chrono::year_month_day date{std::chrono::sys_days{days}};
  const std::int64_t of_day = (since_epoch - days).count();
  const std::size_t begin = out.size();
  out += shape;
  char* const text = out.data() + begin;
  put<4>(text, static_cast<int>(date.year()));
  put<2>(text + 5, static_cast<unsigned>(date.month()));
  put<2>(text + 8, static_cast<unsigned>(date.day()));
  put<2>(text + 11, of_day / ms_per_hour);
  put<2>(text + 14, of_day / ms_per_minute % 60);
  put<2>(text + 17, of_day / ms_per_second % 60);
  put<3>(text + 20, of_day % ms_per_second);
}

std::optional<protocol::Time> parse_time(std::string_view text) {
  const auto date = money::parse_date(text.substr(0, 10));
  text.remove_prefix(std::min<std::size_t>(text.size(), 10));
  if (!date || !take_char(text, 'T')) return std::nullopt;
  const auto minutes = take_hour_and_minute(text);
  if (!minutes || !take_char(text, ':')) return std::nullopt;
  const auto seconds = take_number(text, 2, 60);
  if (!seconds) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset) return std::nullopt;
  const std::int64_t ms =
      date->days * ms_per_day + *minutes + *seconds * ms_per_second + *fraction - *offset;
  if (ms < time_min_ms || ms > time_max_ms) return std::nullopt;
  return protocol::Time{ms};
}

}  // namespace tributary::api
