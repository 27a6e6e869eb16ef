#include "money/text.hpp"

#include <algorithm>
#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <cstdint>
#include <utility>

namespace tributary::money {
namespace {

constexpr std::int64_t rate_ppm_max = 1'000'000'000'000;

constexpr __int128 wide_minor_max = [] {
  __int128 power = 1;
  for (int zeros = 0; zeros < 36; ++zeros) power *= 10;
  return power;
}();

/// Reads a decimal as a whole number of its smallest places.
template <class Integer>
std::optional<Integer> parse_decimal(std::string_view text, std::size_t places_max, Integer bound) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  if (digits.empty() || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  if (point < text.size()) {
    const std::string_view places = text.substr(point + 1);
    if (places.empty() || places.size() > places_max) return std::nullopt;
    digits += places;
    digits.append(places_max - places.size(), '0');
  } else {
    digits.append(places_max, '0');
  }
  Integer value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
    if (value > bound) return std::nullopt;
  }
  return negative ? -value : value;
}

/// What the library has for no more than 64 bits.
std::string digits_of(std::int64_t value) { return std::to_string(value); }
std::string digits_of(__int128 value) {
  std::string digits;
  const int step = value < 0 ? -1 : 1;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(value % 10) * step));
    value /= 10;
  } while (value != 0);
  if (step < 0) digits.push_back('-');
  std::ranges::reverse(digits);
  return digits;
}

template <class Integer>
std::string print_decimal(Integer value, std::size_t places) {
  std::string digits = digits_of(value);
  const std::size_t sign = value < 0 ? 1 : 0;
  if (digits.size() < sign + places + 1)
    digits.insert(sign, sign + places + 1 - digits.size(), '0');
  return digits.insert(digits.size() - places, 1, '.');
}

template <class Enum>
std::string name_of(Enum value) {
  std::string name;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto choice) {
    if (choice.value == value) name = choice.name;
  });
  std::ranges::replace(name, '_', '-');
  return name;
}

template <class Enum>
std::optional<Enum> parse_name(std::string_view text) {
  std::optional<Enum> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto choice) {
    if (name_of(choice.value) == text) found = choice.value;
  });
  return found;
}

constexpr std::array<std::pair<Basis, std::string_view>, 5> basis_names{{
    {Basis::thirty_360, "30/360"},
    {Basis::act_365, "act/365"},
    {Basis::act_360, "act/360"},
    {Basis::act_364, "act/364"},
    {Basis::act_act, "act/act"},
}};

constexpr std::array<std::pair<PeriodUnit, char>, 3> unit_letters{{
    {PeriodUnit::month, 'm'},
    {PeriodUnit::week, 'w'},
    {PeriodUnit::day, 'd'},
}};

}  // namespace

std::optional<Amount> parse_amount(std::string_view text) {
  const auto minor = parse_decimal(text, 2, amount_max.minor);
  return minor ? std::optional(Amount{*minor}) : std::nullopt;
}

std::string to_string(Amount amount) { return print_decimal(amount.minor, 2); }

std::optional<WideAmount> parse_wide_amount(std::string_view text) {
  const auto minor = parse_decimal(text, 2, wide_minor_max);
  if (!minor) return std::nullopt;
  WideAmount amount;
  amount.minor = *minor;
  return amount;
}

std::string to_string(WideAmount amount) { return print_decimal(amount.minor, 2); }

std::optional<Rate> parse_rate(std::string_view text) {
  const auto ppm = parse_decimal(text, 4, rate_ppm_max);
  return ppm ? std::optional(Rate{*ppm}) : std::nullopt;
}

std::string to_string(Rate rate) {
  std::string text = print_decimal(rate.ppm, 4);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::optional<Period> parse_period(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto unit =
      std::ranges::find(unit_letters, text.back(), [](auto& pair) { return pair.second; });
  const auto count = parse_decimal(text.substr(0, text.size() - 1), 0, std::int64_t{9999});
  if (unit == unit_letters.end() || !count || *count < 1) return std::nullopt;
  return Period{static_cast<std::int32_t>(*count), unit->first};
}

std::string to_string(Period period) {
  const auto unit =
      std::ranges::find(unit_letters, period.unit, [](auto& pair) { return pair.first; });
  return std::to_string(period.count) + unit->second;
}

std::optional<Basis> parse_basis(std::string_view text) {
  const auto found = std::ranges::find(basis_names, text, [](auto& pair) { return pair.second; });
  return found != basis_names.end() ? std::optional(found->first) : std::nullopt;
}

std::string to_string(Basis basis) {
  const auto found = std::ranges::find(basis_names, basis, [](auto& pair) { return pair.first; });
  return std::string(found->second);
}

std::optional<Method> parse_method(std::string_view text) { return parse_name<Method>(text); }
std::string to_string(Method method) { return name_of(method); }

std::optional<Rounding> parse_rounding(std::string_view text) { return parse_name<Rounding>(text); }
std::string to_string(Rounding rounding) { return name_of(rounding); }

std::optional<MonthEnd> parse_month_end(std::string_view text) {
  return parse_name<MonthEnd>(text);
}
std::string to_string(MonthEnd rule) { return name_of(rule); }

std::optional<BusinessDayRule> parse_business_day_rule(std::string_view text) {
  return parse_name<BusinessDayRule>(text);
}
std::string to_string(BusinessDayRule rule) { return name_of(rule); }

std::optional<BrokenPeriods> parse_broken_periods(std::string_view text) {
  return parse_name<BrokenPeriods>(text);
}
std::string to_string(BrokenPeriods rule) { return name_of(rule); }

}  // namespace tributary::money
