#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tributary::money {

/// A civil date of the proleptic Gregorian calendar, as days since 1970-01-01.
struct Date {
  std::int32_t days = 0;

  friend auto operator<=>(Date, Date) = default;
  friend Date operator+(Date date, std::int32_t count) { return {date.days + count}; }
  friend std::int32_t operator-(Date a, Date b) { return a.days - b.days; }
};

Date date_of(std::chrono::year_month_day);
std::chrono::year_month_day year_month_day_of(Date);

/// Reads `2024-02-29`; nothing for any other text or a day that does not exist.
std::optional<Date> parse_date(std::string_view);
std::string to_string(Date);

}  // namespace tributary::money
