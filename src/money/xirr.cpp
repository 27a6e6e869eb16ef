#include "money/xirr.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <vector>

#include "money/rounding.hpp"

namespace tributary::money {
namespace {

/// A factor of 0 to 1 with 63 binary places.
using Factor = std::uint64_t;
constexpr int factor_bits = 63;
constexpr Factor one = Factor{1} << factor_bits;

Factor times(Factor a, Factor b) {
  return static_cast<Factor>(static_cast<unsigned __int128>(a) * b >> factor_bits);
}

Factor power(Factor base, std::int32_t exponent) {
  Factor result = one;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = times(result, base);
    base = times(base, base);
  }
  return result;
}

/// All that flows at one time, counted in days or periods.
struct Flow {
  std::int32_t time;
  std::int64_t value;
};

std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

int sign(std::int64_t value) { return (value > 0) - (value < 0); }

/// All flows carried from first to last, losing all but `factor` of their value on each step of
/// time. Flows may run backwards in time as well.
std::int64_t fold(const std::vector<Flow>& flows, Factor factor) {
  std::int64_t value = 0;
  std::int32_t time = flows.front().time;
  for (const Flow& flow : flows) {
    const Factor kept = power(factor, std::abs(flow.time - time));
    value = static_cast<std::int64_t>(static_cast<__int128>(value) * kept >> factor_bits);
    value += flow.value;
    time = flow.time;
  }
  return value;
}

/// A factor at which the fold comes to nothing.
/// Needs: another sign at factor 0, where the last flow alone is left, than at factor 1.
Factor find_root(const std::vector<Flow>& flows) {
  Factor low = 0;
  Factor high = one;
  const int sign_high = sign(fold(flows, high));
  while (high - low > 1) {
    const Factor middle = low + (high - low) / 2;
    (sign(fold(flows, middle)) == sign_high ? high : low) = middle;
  }
  return high;
}

/// One entry a time, none of them nothing, and scaled up as far as 64 bits allow, so that a loan of
/// a few cents is measured as finely as a large one.
std::expected<std::vector<Flow>, XirrError> prepare(std::span<const Flow> flows) {
  std::vector<Flow> prepared;
  unsigned __int128 turnover = 0;
  for (const Flow& flow : flows) {
    turnover += magnitude(flow.value);
    if (turnover >= one / 2) return std::unexpected(XirrError::amounts_too_large);
    if (prepared.empty() || prepared.back().time < flow.time) {
      prepared.push_back(flow);
    } else if (prepared.back().time == flow.time) {
      prepared.back().value += flow.value;
    } else {
      return std::unexpected(XirrError::days_out_of_order);
    }
  }
  std::erase_if(prepared, [](const Flow& flow) { return flow.value == 0; });
  const int spare_bits = std::countl_zero(static_cast<std::uint64_t>(turnover)) - 2;
  for (Flow& flow : prepared) flow.value <<= spare_bits;
  return prepared;
}

/// Solves for the growth of one step of time and gives (growth^steps - 1) * multiplier / divisor.
/// A gain is found as the discount that folds later flows back to the first, a loss as the growth
/// that folds earlier ones onwards: the factor is never above 1.
std::expected<Rate, XirrError> solve(std::span<const Flow> unprepared, std::int32_t steps,
                                     std::int64_t multiplier, std::int64_t divisor) {
  auto prepared = prepare(unprepared);
  if (!prepared) return std::unexpected(prepared.error());
  std::vector<Flow>& flows = *prepared;
  const auto goes = [](int way) { return [way](Flow flow) { return sign(flow.value) == way; }; };
  if (std::ranges::none_of(flows, goes(1)) || std::ranges::none_of(flows, goes(-1))) {
    return std::unexpected(XirrError::no_sign_change);
  }
  const int sign_in_all = sign(fold(flows, one));
  const bool is_gain = sign(flows.front().value) != sign_in_all;
  if (!is_gain && sign(flows.back().value) == sign_in_all) {
    return std::unexpected(XirrError::no_rate_in_range);
  }
  if (is_gain) std::ranges::reverse(flows);
  const Factor factor = power(find_root(flows), steps);
  if (factor < one / 1'000'000) return std::unexpected(XirrError::no_rate_in_range);

  const __int128 numerator = static_cast<__int128>(one - factor) * multiplier;
  const __int128 denominator = static_cast<__int128>(is_gain ? factor : one) * divisor;
  const auto size = divide_rounded(numerator, denominator, Rounding::half_up);
  return Rate{static_cast<std::int64_t>(is_gain ? size : -size)};
}

std::vector<Flow> at_equal_distances(std::span<const Amount> amounts, std::int32_t distance) {
  std::vector<Flow> flows;
  for (const Amount amount : amounts) {
    flows.push_back({static_cast<std::int32_t>(flows.size()) * distance, amount.minor});
  }
  return flows;
}

int periods_a_year(PeriodUnit unit) {
  switch (unit) {
    case PeriodUnit::month:
      return 12;
    case PeriodUnit::week:
      return 52;
    case PeriodUnit::day:
      return 365;
  }
  ASSERT(false);
}

}  // namespace

std::expected<Rate, XirrError> xirr(std::span<const CashFlow> cash_flows) {
  std::vector<Flow> flows;
  for (const CashFlow& flow : cash_flows) flows.push_back({flow.day.days, flow.amount.minor});
  return solve(flows, 365, 1'000'000, 1);
}

std::expected<Rate, XirrError> nominal_irr(std::span<const Amount> amounts, Period every) {
  const std::vector<Flow> flows = at_equal_distances(amounts, 1);
  return solve(flows, 1, std::int64_t{1'000'000} * periods_a_year(every.unit), every.count);
}

/// Counted in months, weeks or days instead of periods, a year is a whole number of steps.
std::expected<Rate, XirrError> effective_irr(std::span<const Amount> amounts, Period every) {
  const std::vector<Flow> flows = at_equal_distances(amounts, every.count);
  return solve(flows, periods_a_year(every.unit), 1'000'000, 1);
}

}  // namespace tributary::money
