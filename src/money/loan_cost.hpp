#pragma once

#include <optional>
#include <span>

#include "money/xirr.hpp"

namespace tributary::money {

/// What a loan costs its borrower a year, each nothing where it cannot be told.
struct LoanCost {
  std::optional<Rate> true_annual;       ///< `xirr`: effective, by the days of the payments
  std::optional<Rate> nominal_annual;    ///< `nominal_irr`; none with an odd first period
  std::optional<Rate> effective_annual;  ///< `effective_irr`; likewise
};

/// The cost of a loan of which `paid_out` reaches the borrower on `start`, and which is paid back
/// by `payments`, one for each instalment, fees and all.
/// Needs:  terms without `find_error`, payments in the order of their days.
LoanCost loan_cost(const Terms& terms, Date start, std::optional<Date> first_due, Amount paid_out,
                   std::span<const CashFlow> payments);

}  // namespace tributary::money
