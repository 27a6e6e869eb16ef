#pragma once

#include <algorithm>
#include <expected>
#include <optional>
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

/// Whether a listing may name these: one for each line, none below nothing and the last above it,
/// together what is lent; and no term shapes the principal besides.
inline bool may_be_named(const std::vector<Amount>& principals, const money::Terms& terms,
                         Amount lent) {
  if (principals.empty()) return true;
  const bool shaped = terms.grace_principal_periods > 0 || terms.balloon != Amount{} ||
                      terms.level_part != Amount{} || terms.instalment_unit != Amount{1};
  const bool bullet = terms.method == money::Method::bullet;
  const auto lines = static_cast<std::size_t>(bullet ? 1 : terms.periods);
  __int128 sum = 0;
  bool any_below = false;
  for (const Amount principal : principals) {
    sum += principal.minor;
    any_below = any_below || principal < Amount{};
  }
  return !shaped && !any_below && principals.size() == lines && sum == lent.minor &&
         principals.back() > Amount{};
}

/// Of less than was asked for: what has come back with each line and those before it is its share
/// to the nearest cent.
inline std::vector<Amount> in_proportion(const std::vector<Amount>& principals, Amount lent) {
  __int128 named = 0;
  for (const Amount principal : principals) named += principal.minor;
  std::vector<Amount> parts;
  __int128 back_named = 0;
  std::int64_t back = 0;
  for (const Amount principal : principals) {
    back_named += principal.minor;
    const auto up_to =
        static_cast<std::int64_t>((2 * back_named * lent.minor + named) / (2 * named));
    parts.push_back({up_to - back});
    back = up_to;
  }
  return parts;
}

/// The lines of a loan of which nothing was paid, by the principals that its listing names or by
/// its terms. Needs: principals that may be named.
inline std::expected<std::vector<money::Instalment>, money::TermsError> first_lines(
    const money::Terms& terms, const std::vector<Amount>& principals, Amount lent, Date start,
    std::optional<Date> first_due, const money::Calendar& calendar) {
  if (principals.empty()) return money::make_schedule(terms, lent, start, first_due, calendar);
  const std::vector<Amount> parts = in_proportion(principals, lent);
  if (parts.back() == Amount{}) {
    return std::unexpected(money::TermsError::repaid_before_last_instalment);
  }
  return money::make_schedule(terms, parts, start, first_due, calendar);
}

/// Whether lines repay something else than their terms would have them, as where somebody named the
/// principals. Due dates do not matter.
inline bool has_own_principals(const std::vector<money::Instalment>& lines, money::Terms terms,
                               Date start, std::optional<Date> first_due) {
  if (terms.level_part != Amount{}) return false;
  terms.business_days = money::BusinessDayRule::as_is;
  Amount lent;
  for (const money::Instalment& line : lines) lent += line.principal;
  const auto by_terms = money::make_schedule(terms, lent, start, first_due, {});
  return !by_terms || !std::ranges::equal(*by_terms, lines, {}, &money::Instalment::principal,
                                          &money::Instalment::principal);
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
