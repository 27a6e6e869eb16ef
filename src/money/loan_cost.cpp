#include "money/loan_cost.hpp"

#include <utility>
#include <vector>

#include "money/loan_periods.hpp"

namespace tributary::money {
namespace {

std::optional<Rate> if_any(std::expected<Rate, XirrError> rate) {
  return rate ? std::optional(*rate) : std::nullopt;
}

/// What is paid at the end of each period, the start before them: a bullet loan pays in the last.
std::vector<Amount> by_periods(std::int32_t periods, Amount paid_out,
                               std::span<const CashFlow> payments) {
  std::vector<Amount> flows(static_cast<std::size_t>(periods) + 1);
  flows.front() = -paid_out;
  const std::size_t without = flows.size() - payments.size();
  for (std::size_t n = 0; n < payments.size(); ++n) flows[without + n] = payments[n].amount;
  return flows;
}

}  // namespace

LoanCost loan_cost(const Terms& terms, Date start, std::optional<Date> first_due, Amount paid_out,
                   std::span<const CashFlow> payments) {
  LoanCost cost;
  std::vector<CashFlow> by_days{{start, -paid_out}};
  by_days.insert(by_days.end(), payments.begin(), payments.end());
  cost.true_annual = if_any(xirr(by_days));
  const LoanPeriods periods(terms, start, first_due);
  if (periods.has_odd_first_period() || std::cmp_less(periods.instalments(), payments.size())) {
    return cost;
  }
  const std::vector<Amount> flows = by_periods(terms.periods, paid_out, payments);
  cost.nominal_annual = if_any(nominal_irr(flows, terms.every));
  cost.effective_annual = if_any(effective_irr(flows, terms.every));
  return cost;
}

}  // namespace tributary::money
