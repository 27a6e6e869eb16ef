#pragma once

#include <algorithm>
#include <expected>
#include <optional>
#include <vector>

#include "money/loan_periods.hpp"
#include "money/schedule.hpp"
#include "simulate/model_fees.hpp"
#include "simulate/model_rows.hpp"

/// What the model knows of the lines of a loan's schedule.
namespace tributary::simulation {

/// What each line earns of its share of a year, whenever it asks for it: on what was not paid back
/// before it, or with equal interest (flat) on all of it. What a line of less than a month loses or
/// gains by rounding, the next ones gain or lose.
inline std::vector<Amount> earned_by(const std::vector<Amount>& principals,
                                     const money::Terms& terms,
                                     const std::vector<money::YearFraction>& shares) {
  Amount balance;
  for (const Amount principal : principals) balance += principal;
  const Amount lent = balance;
  std::vector<Amount> earned;
  __int128 exact = 0;
  Amount told;
  for (std::size_t line = 0; line < principals.size(); ++line) {
    const Amount earns = terms.method == money::Method::flat ? lent : balance;
    exact += static_cast<__int128>(earns.minor) * terms.annual_rate.ppm * shares[line].numerator;
    const __int128 whole = static_cast<__int128>(shares[line].denominator) * 1'000'000;
    earned.push_back(nearest(exact, whole, terms.rounding) - told);
    told += earned.back();
    if (terms.every.unit == money::PeriodUnit::month) {
      exact = 0;
      told = {};
    }
    balance -= principals[line];
  }
  return earned;
}

inline std::vector<Amount> earned_by(const std::vector<Amount>& principals,
                                     const money::Terms& terms, const money::LoanPeriods& periods) {
  std::vector<money::YearFraction> shares;
  for (int line = 1; line <= periods.instalments(); ++line) {
    shares.push_back(periods.earning(line));
  }
  return earned_by(principals, terms, shares);
}

using Lines = std::vector<money::Instalment>;
using LinesOrError = std::expected<Lines, money::TermsError>;

/// Lines as terms or principals shape them, with interest of the model's own count.
inline LinesOrError with_interest(LinesOrError lines, const money::Terms& terms, Date start,
                                  std::optional<Date> first_due) {
  if (!lines) return lines;
  std::vector<Amount> principals;
  for (money::Instalment& line : *lines) {
    principals.push_back(line.principal);
    line.interest = {};
  }
  const auto earned = earned_by(principals, terms, money::LoanPeriods(terms, start, first_due));
  const auto asks_first = static_cast<std::size_t>(terms.interest_deferred_periods);
  for (std::size_t i = 0; i < lines->size(); ++i) {
    (*lines)[std::max(i, asks_first)].interest += earned[i];
  }
  return lines;
}

inline LinesOrError lines_of(const money::Terms& terms, Amount lent, Date start,
                             std::optional<Date> first_due, const money::Calendar& calendar) {
  return with_interest(money::make_schedule(terms, lent, start, first_due, calendar), terms, start,
                       first_due);
}

inline LinesOrError lines_of(const money::Terms& terms, const std::vector<Amount>& principals,
                             Date start, std::optional<Date> first_due,
                             const money::Calendar& calendar) {
  return with_interest(money::make_schedule(terms, principals, start, first_due, calendar), terms,
                       start, first_due);
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
inline LinesOrError first_lines(const money::Terms& terms, const std::vector<Amount>& principals,
                                Amount lent, Date start, std::optional<Date> first_due,
                                const money::Calendar& calendar) {
  if (principals.empty()) return lines_of(terms, lent, start, first_due, calendar);
  const std::vector<Amount> parts = in_proportion(principals, lent);
  if (parts.back() == Amount{}) {
    return std::unexpected(money::TermsError::repaid_before_last_instalment);
  }
  return lines_of(terms, parts, start, first_due, calendar);
}

/// Nobody who names a first due date means a later one.
inline Date two_periods_after(Date day, const money::Terms& terms) {
  return money::LoanPeriods(terms, day, std::nullopt).period_end(2);
}

/// Whether lines repay something else than their terms would have them, as where somebody named the
/// principals. Due dates do not matter.
inline bool has_own_principals(const Lines& lines, money::Terms terms, Date start,
                               std::optional<Date> first_due) {
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

/// The lines of the present schedule that are over: none of a bullet's, which has but one.
inline std::size_t lines_over(const ModelLoan& loan, Date day) {
  const bool bullet = loan.terms.method == money::Method::bullet;
  return bullet ? 0 : static_cast<std::size_t>(periods_over(loan, day));
}

/// All that the present schedule has earned by the day, and what was carried into it.
inline Amount earned_until(const ModelLoan& loan, Date day) {
  const money::LoanPeriods periods(loan.terms, loan.schedule_start, loan.first_due);
  const std::size_t over = lines_over(loan, day);
  std::vector<money::YearFraction> shares;
  for (int line = 1; line <= periods.instalments(); ++line) {
    const bool is_whole = shares.size() < over;
    shares.push_back(is_whole ? periods.earning(line) : periods.earning_until(line, day));
  }
  Amount earned = loan.interest_carried;
  for (const Amount of_line : earned_by(principals_of_schedule(loan), loan.terms, shares)) {
    earned += of_line;
  }
  return earned;
}

}  // namespace tributary::simulation
