#include "money/date.hpp"

#include "base/assert.hpp"

namespace tributary::money {
namespace {

/// The number written in `text`, or -1 when anything but digits stands there.
int digits_of(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

std::string padded(int number, std::size_t width) {
  std::string text = std::to_string(number);
  if (text.size() < width) text.insert(0, width - text.size(), '0');
  return text;
}

}  // namespace

Date date_of(std::chrono::year_month_day day) {
  ASSERT(day.ok());
  return {static_cast<std::int32_t>(std::chrono::sys_days{day}.time_since_epoch().count())};
}

std::chrono::year_month_day year_month_day_of(Date date) {
  return std::chrono::sys_days{std::chrono::days{date.days}};
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits_of(text.substr(0, 4));
  const int month = digits_of(text.substr(5, 2));
  const int day = digits_of(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return date_of(date);
}

std::string to_string(Date date) {
  const auto day = year_month_day_of(date);
  return padded(static_cast<int>(day.year()), 4) + '-' +
         padded(static_cast<int>(static_cast<unsigned>(day.month())), 2) + '-' +
         padded(static_cast<int>(static_cast<unsigned>(day.day())), 2);
}

}  // namespace tributary::money
