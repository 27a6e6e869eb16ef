#pragma once

#include <vector>

#include "money/accrual.hpp"
#include "money/loan_periods.hpp"
#include "money/schedule.hpp"
#include "simulate/model_rows.hpp"

/// What the model knows of the lines of a loan's schedule.
namespace tributary::simulation {

/// What each line earns, whenever it asks for it: on what was not paid back before it, or with
/// equal interest (flat) on all of it.
inline std::vector<Amount> earned_by(const std::vector<Amount>& principals,
                                     const money::Terms& terms, const money::LoanPeriods& periods) {
  Amount balance;
  for (const Amount principal : principals) balance += principal;
  const Amount whole = balance;
  std::vector<Amount> earned;
  for (const Amount principal : principals) {
    const bool flat = terms.method == money::Method::flat;
    const auto share = periods.earning(static_cast<int>(earned.size()) + 1);
    earned.push_back(
        money::interest(flat ? whole : balance, terms.annual_rate, share, terms.rounding));
    balance -= principal;
  }
  return earned;
}

inline std::vector<Amount> principals_of_schedule(const ModelLoan& loan) {
  std::vector<Amount> principals;
  for (std::size_t i = loan.lines_before; i < loan.periods.size(); ++i) {
    principals.push_back(loan.periods[i].owed.principal);
  }
  return principals;
}

inline ModelPeriod period_of(const money::Instalment& line, Amount fee, Rate annual_rate) {
  ModelPeriod period;
  period.annual_rate = annual_rate;
  period.due = line.due;
  period.owed = {line.principal, line.interest, fee, {}, {}};
  return period;
}

/// A line is over when its counted end has come, or its due date where that was moved ahead of it;
/// the last one never is.
inline bool is_over(const ModelLoan& loan, const money::LoanPeriods& periods, int period,
                    Date day) {
  if (period >= loan.terms.periods) return false;
  if (periods.period_end(period) <= day) return true;
  const bool bullet = loan.terms.method == money::Method::bullet;
  return !bullet &&
         loan.periods[loan.lines_before + static_cast<std::size_t>(period) - 1].due <= day;
}

inline int periods_over(const ModelLoan& loan, Date day) {
  const money::LoanPeriods periods(loan.terms, loan.schedule_start, loan.first_due);
  int over = 0;
  while (is_over(loan, periods, over + 1, day)) ++over;
  return over;
}

}  // namespace tributary::simulation
