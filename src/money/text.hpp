#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "money/amount.hpp"
#include "money/terms.hpp"
#include "money/wide_amount.hpp"

namespace tributary::money {

// The one spelling of each value, on the command line, in CSV and in JSON. What `to_string` writes
// the reader of the same kind takes back; readers give nothing for any other text.

/// `1000`, `1000.5`, `-1000.50`: a minus, digits without leading zeros, up to two places.
/// Bound: 10,000,000,000,000.00 (`amount_max`) either way.
std::optional<Amount> parse_amount(std::string_view);
std::string to_string(Amount);  ///< always with two places

/// Spelt as an amount. Bound: 10^34 either way, which no sum comes near.
std::optional<WideAmount> parse_wide_amount(std::string_view);
std::string to_string(WideAmount);

/// Percent: `9.6` is 96,000 ppm. Up to four places; spelt as an amount.
/// Bound: 100,000,000 % either way.
std::optional<Rate> parse_rate(std::string_view);
std::string to_string(Rate);  ///< without trailing zeros

/// `1m`, `2w`, `15d`: a count of 1 to 9999 without leading zeros, then months, weeks or days.
std::optional<Period> parse_period(std::string_view);
std::string to_string(Period);

/// `30/360`, `act/365`, `act/360`, `act/364`, `act/act`.
std::optional<Basis> parse_basis(std::string_view);
std::string to_string(Basis);

/// The enumerator's name with dashes: `equal-principal`, `half-up`, `stick`, `as-is`.
std::optional<Method> parse_method(std::string_view);
std::string to_string(Method);
std::optional<Rounding> parse_rounding(std::string_view);
std::string to_string(Rounding);
std::optional<MonthEnd> parse_month_end(std::string_view);
std::string to_string(MonthEnd);
std::optional<BusinessDayRule> parse_business_day_rule(std::string_view);
std::string to_string(BusinessDayRule);
std::optional<BrokenPeriods> parse_broken_periods(std::string_view);
std::string to_string(BrokenPeriods);

}  // namespace tributary::money
