#pragma once

#include <rapidcheck.h>

#include <vector>

#include "money/calendar.hpp"
#include "money/loan_fees.hpp"
#include "money/terms.hpp"
#include "money/terms_error.hpp"

/// For tests of laws: loans of every kind.
namespace tributary::money {

/// Any terms that fit together; most of them plain, so that most loans can be made.
inline Terms any_terms() {
  using rc::gen::element;
  using rc::gen::inRange;
  const auto mostly_none = [](std::int32_t last) {
    return *rc::gen::weightedOneOf<std::int32_t>(
        {{3, rc::gen::just(0)}, {1, inRange<std::int32_t>(0, last + 1)}});
  };
  Terms terms;
  terms.method = *element(Method::annuity, Method::equal_principal, Method::interest_only,
                          Method::bullet, Method::flat);
  terms.annual_rate = {*rc::gen::oneOf(inRange(0, 400'000), inRange(0, 1'000'001))};
  terms.periods =
      *rc::gen::weightedOneOf<std::int32_t>({{4, inRange(1, 61)}, {1, inRange(1, 601)}});
  terms.every = *element(Period{1, PeriodUnit::month}, Period{3, PeriodUnit::month},
                         Period{1, PeriodUnit::week}, Period{15, PeriodUnit::day},
                         Period{1, PeriodUnit::day});
  terms.basis =
      *element(Basis::thirty_360, Basis::act_365, Basis::act_360, Basis::act_364, Basis::act_act);
  terms.rounding = *element(Rounding::half_up, Rounding::half_even);
  terms.month_end = *element(MonthEnd::anchor, MonthEnd::stick);
  terms.business_days =
      *element(BusinessDayRule::as_is, BusinessDayRule::next, BusinessDayRule::previous);
  terms.interest_free_periods = mostly_none(terms.periods);
  if (terms.method != Method::bullet)
    terms.interest_deferred_periods = mostly_none(terms.periods - 1);
  if (terms.every.unit == PeriodUnit::month) terms.due_day = mostly_none(31);
  const bool by_months = terms.basis == Basis::thirty_360 && terms.every.unit == PeriodUnit::month;
  if (by_months && mostly_none(1) != 0) terms.broken_periods = BrokenPeriods::real_days;
  if (terms.method != Method::bullet && terms.method != Method::interest_only) {
    terms.grace_principal_periods = mostly_none(terms.periods - 1);
    terms.instalment_unit = *element(Amount{1}, Amount{1}, Amount{100}, Amount{10'000});
  }
  return terms;
}

struct Loan {
  Terms terms;
  Amount principal;
  Date start;
};

inline Loan any_loan() {
  Loan loan{.terms = any_terms(),
            .principal = {*rc::gen::oneOf(rc::gen::inRange<std::int64_t>(1, 10'000'000),
                                          rc::gen::inRange<std::int64_t>(1, amount_max.minor + 1))},
            .start = {*rc::gen::inRange(start_min.days, start_max.days + 1)}};
  const bool in_parts =
      loan.terms.method != Method::bullet && loan.terms.method != Method::interest_only;
  if (in_parts && *rc::gen::inRange(0, 4) == 0) {
    loan.terms.balloon = {*rc::gen::inRange<std::int64_t>(0, loan.principal.minor)};
  }
  return loan;
}

/// The principal of each of a loan's instalments, as a stepped schedule names them. Needs: terms
/// that shape none of them.
inline std::vector<Amount> any_principals(const Loan& loan) {
  const int lines = loan.terms.method == Method::bullet ? 1 : loan.terms.periods;
  std::vector<Amount> principals(static_cast<std::size_t>(lines));
  Amount left = loan.principal - Amount{1};
  for (Amount& part : principals) {
    part = {*rc::gen::inRange<std::int64_t>(0, left.minor + 1)};
    left -= part;
  }
  principals.back() += left + Amount{1};
  return principals;
}

/// Any fees that a loan may have, mostly small.
inline LoanFees any_fees() {
  const auto fee = [] {
    return Rate{*rc::gen::weightedOneOf<int>({{10, rc::gen::just(0)},
                                              {10, rc::gen::inRange(0, 50'000)},
                                              {1, rc::gen::inRange(0, 1'000'001)}})};
  };
  LoanFees fees{fee(), fee(), fee(), fee(), fee(), fee()};
  fees.guarantee_per_period = fee();
  return fees;
}

/// Closed days and worked weekends within a year of `start`.
inline Calendar any_calendar(Date start) {
  const auto days = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 400));
  std::vector<Date> holidays;
  for (const int day : days) holidays.push_back(start + day);
  return {saturday_and_sunday, holidays};
}

}  // namespace tributary::money
