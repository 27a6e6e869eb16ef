#pragma once

#include <ostream>
#include <string_view>

#include "base/assert.hpp"
#include "money/amount.hpp"
#include "money/date.hpp"
#include "money/terms.hpp"
#include "money/text.hpp"

namespace tributary::money {

// Values as tests write them, and as GoogleTest prints them.

inline Date day(std::string_view text) {
  const auto date = parse_date(text);
  ASSERT(date.has_value());
  return *date;
}

inline Amount amount(std::string_view text) {
  const auto parsed = parse_amount(text);
  ASSERT(parsed.has_value());
  return *parsed;
}

inline Rate percent(std::string_view text) {
  const auto rate = parse_rate(text);
  ASSERT(rate.has_value());
  return *rate;
}

inline void PrintTo(Date date, std::ostream* out) { *out << to_string(date); }
inline void PrintTo(Amount amount, std::ostream* out) { *out << to_string(amount); }
inline void PrintTo(Rate rate, std::ostream* out) { *out << rate.ppm << " ppm"; }
inline void PrintTo(const Instalment& line, std::ostream* out) {
  *out << to_string(line.due) << ' ' << to_string(line.principal) << '+'
       << to_string(line.interest);
}

}  // namespace tributary::money
